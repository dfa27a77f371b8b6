package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.ChannelInput;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;

/**
 * Finds escapes of half a surrogate pair in the strings of a JSON text, and plans U+FFFD, which has as many bytes, in
 * their place.
 */
final class Surrogates {

  private static final int ESCAPE = 6;
  private static final String REPLACEMENT = "\\ufffd";

  private final Edits edits;
  /** Where an escape of a first half began, directly before the present place, or -1. */
  private long pending = -1;

  private Surrogates(Edits edits) {
    this.edits = edits;
  }

  static void mend(FileChannel file, Edits edits) throws IOException {
    try (InputStream in = new BufferedInputStream(new ChannelInput(file, 0, file.size()), 1 << 16)) {
      new Surrogates(edits).run(in);
    }
  }

  private void run(InputStream in) throws IOException {
    boolean inString = false;
    long at = 0;
    for (int c = in.read(); c >= 0; c = in.read(), at++) {
      if (!inString || c != '\\') {
        drop();
        inString = (c == '"') != inString;
        continue;
      }
      int escaped = in.read();
      at++;
      if (escaped != 'u') {
        drop();
        continue;
      }
      int unit = Integer.parseInt(new String(in.readNBytes(4), java.nio.charset.StandardCharsets.US_ASCII), 16);
      at += 4;
      unit(unit, at - ESCAPE + 1);
    }
  }

  private void unit(int unit, long from) {
    if (Character.isLowSurrogate((char) unit) && pending == from - ESCAPE) {
      pending = -1;
    } else if (Character.isHighSurrogate((char) unit)) {
      drop();
      pending = from;
    } else {
      drop();
      if (Character.isLowSurrogate((char) unit)) {
        edits.replaceWhatStays(from, from + ESCAPE, REPLACEMENT);
      }
    }
  }

  /** A first half that no second one follows. */
  private void drop() {
    if (pending >= 0) {
      edits.replaceWhatStays(pending, pending + ESCAPE, REPLACEMENT);
      pending = -1;
    }
  }
}
