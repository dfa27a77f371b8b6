package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.ChannelInput;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A file that was opened, so that its content is that of one inode whatever becomes of its name.
 *
 * @param channel for reading
 * @param identity what stood there right after it was opened
 * @param stat its permissions and owner
 */
record OpenedFile(FileChannel channel, FileIdentity identity, FileStat stat) implements AutoCloseable {

  private static final int ATTEMPTS = 8;
  private static final int BUFFER = 1 << 16;

  /**
   * Opens a file.
   *
   * @return null when it is no regular one
   */
  static OpenedFile of(Path path) throws IOException {
    for (int attempt = 1; ; attempt++) {
      FileIdentity before = FileIdentity.of(path);
      FileStat stat = FileStat.of(path);
      if (!stat.isRegularFile()) {
        return null;
      }
      FileChannel channel = DurableFiles.openForRead(path);
      FileIdentity after = FileIdentity.ofNullable(path);
      if (after != null && after.device() == before.device() && after.inode() == before.inode()) {
        return new OpenedFile(channel, after, stat);
      }
      channel.close();
      if (attempt == ATTEMPTS) {
        throw new IOException("it was replaced whenever it was opened");
      }
    }
  }

  /** The file as it stands in a backup. */
  BackupFile file(String name, long size, String hash, String entry) {
    return new BackupFile(name, size, stat.permissions(), stat.userId(), stat.groupId(), identity.modifiedNanos(), hash,
        new BackupFile.Source(identity.device(), identity.inode(), identity.size(), identity.changedNanos()), entry,
        null);
  }

  /** The hash of its beginning. */
  String hash(long size) throws IOException {
    return hash(channel, size);
  }

  /** The hash of the beginning of a file, in hexadecimal. */
  static String hash(FileChannel channel, long size) throws IOException {
    byte[] buffer = new byte[BUFFER];
    MessageDigest digest = Sha256.digest();
    InputStream in = new ChannelInput(channel, 0, size);
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      digest.update(buffer, 0, count);
    }
    return hex(digest);
  }

  /** A hash that is complete, in hexadecimal. */
  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
