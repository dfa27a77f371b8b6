package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.StorageIoException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * A lock file as it stood at one moment: which file, owned by whom, with which bytes.
 *
 * @param identity the file
 * @param userId numeric owner of the file
 * @param content its bytes, at most {@link #LIMIT}; a larger file gives none and so counts as unreadable
 * @param payload what the bytes say
 */
record LockFile(FileIdentity identity, long userId, byte[] content, LockPayload payload) {

  /** Real ones have about 100 bytes. */
  static final int LIMIT = 64 * 1024;

  /** The lock file that guards a file: beside it, in the directory's real path, as the product resolves it. */
  static Path pathFor(Path target) throws IOException {
    return target.toAbsolutePath().normalize().getParent().toRealPath().resolve(target.getFileName() + ".lock");
  }

  /**
   * Reads what stands at the path, or nothing when nothing does.
   *
   * @throws StorageIoException when something stands there that is no regular file; it is not opened, since a
   *     pipe would block
   */
  static Optional<LockFile> read(Path path) throws IOException {
    try {
      FileStat stat = FileStat.of(path);
      if (!stat.isRegularFile()) {
        String what = stat.isDirectory() ? "a directory" : stat.isSymbolicLink() ? "a symbolic link" : "a special file";
        throw new StorageIoException("cannot use lock file " + path + ": " + what
            + " stands at its path; look at it and remove it by hand", null);
      }
      FileIdentity identity = FileIdentity.of(path);
      byte[] content = bytes(path, identity.size());
      return Optional.of(new LockFile(identity, stat.userId(), content, LockPayload.parse(content)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static byte[] bytes(Path path, long size) throws IOException {
    if (size > LIMIT) {
      return new byte[0];
    }
    ByteBuffer buffer = ByteBuffer.allocate(LIMIT);
    try (FileChannel channel = DurableFiles.openForRead(path)) {
      int read = 0;
      while (read >= 0 && buffer.hasRemaining()) {
        read = channel.read(buffer);
      }
    }
    return buffer.hasRemaining() ? Arrays.copyOf(buffer.array(), buffer.position()) : new byte[0];
  }

  /** Whether both are the same inode with the same bytes. */
  boolean sameAs(LockFile other) {
    return isInode(other.identity) && Arrays.equals(content, other.content);
  }

  boolean isInode(FileIdentity other) {
    return identity.device() == other.device() && identity.inode() == other.inode();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LockFile file && identity.equals(file.identity) && Arrays.equals(content, file.content);
  }

  @Override
  public int hashCode() {
    return identity.hashCode();
  }

  @Override
  public String toString() {
    return "LockFile[" + identity + ", " + payload + "]";
  }
}
