package dev.sessionctl.storage.gemini;

import java.io.OutputStream;

/** Counts what is written and keeps nothing. */
final class CountingOutput extends OutputStream {

  private long bytes;

  @Override
  public void write(int b) {
    bytes++;
  }

  @Override
  public void write(byte[] text, int offset, int length) {
    bytes += length;
  }

  long bytes() {
    return bytes;
  }
}
