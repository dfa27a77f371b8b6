package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.ChannelInput;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/** Counts what is written, keeps nothing, and tells whether it is what a file holds. */
final class MatchingOutput extends OutputStream {

  private final InputStream expected;
  private boolean same = true;
  private long bytes;

  MatchingOutput(FileChannel file) {
    this.expected = new BufferedInputStream(new ChannelInput(file, 0, Long.MAX_VALUE), 1 << 14);
  }

  @Override
  public void write(int b) throws IOException {
    bytes++;
    same = same && expected.read() == (b & 0xff);
  }

  @Override
  public void write(byte[] text, int offset, int length) throws IOException {
    bytes += length;
    if (same) {
      byte[] there = expected.readNBytes(length);
      same = Arrays.equals(there, 0, there.length, text, offset, offset + length);
    }
  }

  long bytes() {
    return bytes;
  }

  /** Whether everything that was written is everything that the file holds. */
  boolean isSame() throws IOException {
    return same && expected.read() < 0;
  }
}
