package dev.sessionctl.output;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Streams to print to. */
final class Streams {
  private Streams() {}

  static final class Memory extends ByteArrayOutputStream {
    boolean closed;

    @Override
    public void close() {
      closed = true;
    }

    String text() {
      return toString(StandardCharsets.UTF_8);
    }
  }

  static final class Counting extends OutputStream {
    long bytes;
    long lines;

    @Override
    public void write(int b) {
      bytes++;
      lines += b == '\n' ? 1 : 0;
    }

    @Override
    public void write(byte[] data, int from, int length) {
      for (int i = from; i < from + length; i++) {
        write(data[i]);
      }
    }
  }

  /** Takes some bytes, then is full like a disk. */
  static final class Full extends OutputStream {
    int room;
    int attempts;

    Full(int room) {
      this.room = room;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] data, int from, int length) throws IOException {
      attempts++;
      if (length > room) {
        throw new IOException("No space left on device");
      }
      room -= length;
    }
  }
}
