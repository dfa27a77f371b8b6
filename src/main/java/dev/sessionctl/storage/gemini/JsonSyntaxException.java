package dev.sessionctl.storage.gemini;

import java.io.IOException;

/** A text is no JSON. */
final class JsonSyntaxException extends IOException {

  private static final long serialVersionUID = 1L;

  private final long offset;
  private final boolean atEnd;

  /**
   * @param offset where it stops being JSON
   * @param atEnd whether it ends there, so that something is missing rather than wrong
   */
  JsonSyntaxException(String message, long offset, boolean atEnd) {
    super(message + " at byte " + offset);
    this.offset = offset;
    this.atEnd = atEnd;
  }

  long offset() {
    return offset;
  }

  boolean atEnd() {
    return atEnd;
  }
}
