package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.ChannelInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/**
 * The last bytes of an archive: where in it the compressed frame begins that holds the manifest, so that it can be read
 * without everything before it. To whatever decompresses it is a frame to be skipped (RFC 8878, 3.1.2).
 */
final class ArchiveFooter {

  private static final int SKIPPABLE = 0x184D2A5E;
  private static final byte[] MAGIC = "SCTLBKP1".getBytes(StandardCharsets.US_ASCII);
  private static final int LENGTH = 24;

  private ArchiveFooter() {}

  /** The bytes of a footer. */
  static byte[] of(long manifestAt) {
    return ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN).putInt(SKIPPABLE).putInt(LENGTH - 8).put(MAGIC)
        .putLong(manifestAt).array();
  }

  /** Where the manifest of an archive begins, or -1 when it has no footer: it was cut off, or is none of ours. */
  static long manifestAt(FileChannel archive) throws IOException {
    long size = archive.size();
    if (size <= LENGTH) {
      return -1;
    }
    byte[] bytes = ChannelInput.readRange(archive, size - LENGTH, LENGTH);
    long at = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(LENGTH - 8);
    return at >= 0 && at < size - LENGTH && java.util.Arrays.equals(of(at), bytes) ? at : -1;
  }
}
