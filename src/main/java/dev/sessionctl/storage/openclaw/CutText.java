package dev.sessionctl.storage.openclaw;

import java.io.Writer;

/** Gathers text up to a limit and says when there was more. Never fails. */
final class CutText extends Writer {
  /** Appended to text that was cut. */
  static final String MARK = " … [cut]";

  private final StringBuilder text = new StringBuilder();
  private final int limit;
  private boolean cut;

  /** With a limit in UTF-16 units. */
  CutText(int limit) {
    this.limit = limit;
  }

  @Override
  public void write(char[] chars, int offset, int length) {
    int room = limit - text.length();
    if (length > room) {
      cut = true;
    }
    text.append(chars, offset, Math.max(0, Math.min(length, room)));
  }

  @Override
  public void write(String string) {
    int room = Math.max(0, limit - text.length());
    cut |= string.length() > room;
    text.append(string, 0, Math.min(string.length(), room));
  }

  /** Begins a further part on a new line. */
  void separate() {
    if (text.length() > 0) {
      write("\n");
    }
  }

  void clear() {
    text.setLength(0);
    cut = false;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}

  /** The text, with the mark when something is missing; half of a surrogate pair is not left at the end. */
  @Override
  public String toString() {
    if (!cut) {
      return text.toString();
    }
    int end = text.length();
    if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + MARK;
  }
}
