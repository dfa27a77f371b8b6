package dev.sessionctl.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Turns an indented JSON document into one line that begins with the time of its round. Within strings JSON has no line
 * feeds, so line feeds and the blanks behind them are what indents, and nothing else. The beginning is held back, so
 * that a round which fails early leaves nothing.
 */
final class OneLine extends OutputStream {

  /** So much is held back; a round that fails later leaves a line that is visibly unfinished. */
  static final int HELD = 1 << 20;

  private final OutputStream out;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private boolean indent;
  private boolean begun;
  private boolean passed;

  OneLine(OutputStream out, String at) {
    this.out = out;
    held.writeBytes(("{\"at\":\"" + at + "\",").getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void write(int b) throws IOException {
    if (b == '\n') {
      indent = true;
    } else if (!indent || b != ' ') {
      indent = false;
      if (begun) {
        held.write(b);
        if (held.size() >= HELD) {
          pass();
        }
      }
      // Its place is taken by the one that stands before the time.
      begun |= b == '{';
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      write(bytes[i]);
    }
  }

  private void pass() throws IOException {
    passed = true;
    held.writeTo(out);
    held.reset();
  }

  /** Ends the round: its line, and what is to be said when it failed. */
  void end(boolean whole, String failure) throws IOException {
    if (!whole && !passed) {
      held.reset();
    }
    if (held.size() > 0 || passed) {
      held.write('\n');
    }
    if (failure != null) {
      held.writeBytes((failure + "\n").getBytes(StandardCharsets.UTF_8));
    }
    pass();
    out.flush();
  }
}
