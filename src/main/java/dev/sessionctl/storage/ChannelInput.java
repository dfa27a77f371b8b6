package dev.sessionctl.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Reads a range of an open file as a stream, by position, so that several readers can share one channel and all
 * see the same inode even after the name was given to another file. Closing it leaves the channel open. Not safe
 * for use by several threads.
 */
public final class ChannelInput extends InputStream {

  private final FileChannel channel;
  private final long end;
  private long position;

  /** Reads from {@code start} up to, but not including, {@code end} or the end of the file. */
  public ChannelInput(FileChannel channel, long start, long end) {
    this.channel = channel;
    this.position = start;
    this.end = end;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int wanted = (int) Math.min(length, end - position);
    if (wanted <= 0) {
      return -1;
    }
    int count = channel.read(ByteBuffer.wrap(bytes, offset, wanted), position);
    if (count > 0) {
      position += count;
    }
    return count;
  }

  /** Reads a whole range into memory; the caller has bounded its length. */
  public static byte[] readRange(FileChannel channel, long start, int length) throws IOException {
    byte[] bytes = new byte[length];
    int count = new ChannelInput(channel, start, start + length).readNBytes(bytes, 0, length);
    if (count < length) {
      throw new IOException("file became shorter while it was read");
    }
    return bytes;
  }
}
