package dev.sessionctl.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The few file operations everything durable is built from. A name is durable only after its directory was
 * synced; every method says whether it does that. Nothing here falls back to a weaker operation: a rename that
 * is not atomic, or a sync that fails, is an error.
 */
public final class DurableFiles {

  /** Permissions of every file this tool creates unless it replaces one with others. */
  public static final Set<PosixFilePermission> PRIVATE_FILE = PosixFilePermissions.fromString("rw-------");

  /** Permissions of every directory this tool creates. */
  public static final Set<PosixFilePermission> PRIVATE_DIRECTORY = PosixFilePermissions.fromString("rwx------");

  private static final FileAttribute<?> FILE_0600 = PosixFilePermissions.asFileAttribute(PRIVATE_FILE);
  private static final FileAttribute<?> DIRECTORY_0700 =
      PosixFilePermissions.asFileAttribute(PRIVATE_DIRECTORY);

  private DurableFiles() {}

  /** Opens a file for reading without following a symbolic link in its last component. */
  public static FileChannel openForRead(Path path) throws IOException {
    return PipeGuard.open(path);
  }

  /** The same for a file of a directory that is open, which costs less; the path is the whole one. */
  public static SeekableByteChannel openForRead(SecureDirectoryStream<Path> directory, Path path)
      throws IOException {
    return PipeGuard.open(directory, path);
  }

  /**
   * Creates a file that must not exist, mode 0600, owned by the owner of its directory.
   *
   * @throws java.nio.file.FileAlreadyExistsException when something stands there, a symbolic link included
   */
  public static FileChannel createNew(Path path) throws IOException {
    return createNew(path, Ownership.ofDirectory(path.getParent()));
  }

  /** Like {@link #createNew(Path)}, with the owner known already: for many files in one directory. */
  public static FileChannel createNew(Path path, Ownership owner) throws IOException {
    FileChannel channel =
        FileChannel.open(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), FILE_0600);
    try {
      owner.giveTo(path);
      return channel;
    } catch (IOException e) {
      try (channel) {
        Files.deleteIfExists(path);
      }
      throw e;
    }
  }

  /**
   * Creates one directory that must not exist, mode 0700, owned by the owner of its parent; its name is not yet
   * durable.
   */
  public static void createDirectory(Path path) throws IOException {
    Files.createDirectory(path, DIRECTORY_0700);
    Ownership.ofDirectory(path.getParent()).giveTo(path);
  }

  /** Writes all bytes; a channel may take fewer at a time. */
  public static void writeFully(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Writes a new file with the given content and syncs it; its name is not yet durable. */
  public static void writeNew(Path path, byte[] content) throws IOException {
    try (FileChannel channel = createNew(path)) {
      writeFully(channel, ByteBuffer.wrap(content));
      channel.force(true);
    }
  }

  /** Makes the names in a directory durable. */
  public static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * Renames within a file system, replacing a file of the new name; neither directory is synced.
   *
   * @throws java.nio.file.AtomicMoveNotSupportedException when the two lie on different file systems
   */
  public static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Renames to a name that is free, and makes both names durable. The check and the rename are two steps, so the
   * caller must hold what keeps others from creating the name.
   *
   * @throws java.nio.file.FileAlreadyExistsException when the new name is taken
   */
  public static void renameDurably(Path from, Path to) throws IOException {
    if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
      throw new java.nio.file.FileAlreadyExistsException(to.toString());
    }
    rename(from, to);
    syncDirectory(to.getParent());
    if (!from.getParent().equals(to.getParent())) {
      syncDirectory(from.getParent());
    }
  }

  /** Copies a regular file to a name that must not exist, and syncs it; its name is not yet durable. */
  public static void copyNew(Path from, Path to) throws IOException {
    copyBytes(from, to);
    try (FileChannel out = FileChannel.open(to, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      out.force(true);
    }
  }

  /** Copies a regular file to a name that must not exist; neither content nor name are durable yet. */
  public static void copyBytes(Path from, Path to) throws IOException {
    try (FileChannel in = openForRead(from);
        FileChannel out = createNew(to)) {
      long position = 0;
      long size = in.size();
      while (position < size) {
        long copied = in.transferTo(position, size - position, out);
        if (copied <= 0) {
          break;
        }
        position += copied;
      }
    }
  }

  /**
   * Appends the rest of a file to another one, and syncs that.
   *
   * @param from where the rest begins
   * @return its bytes
   */
  public static long append(FileChannel in, long from, Path to) throws IOException {
    long position = from;
    try (FileChannel out = FileChannel.open(to, Set.of(StandardOpenOption.WRITE, StandardOpenOption.APPEND,
        LinkOption.NOFOLLOW_LINKS))) {
      ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
      while (in.read(buffer, position) >= 0) {
        position += buffer.position();
        writeFully(out, buffer.flip());
        buffer.clear();
      }
      out.force(true);
    }
    return position - from;
  }

  /** Removes a file if it is there; its name may come back after a power cut. */
  public static void deleteIfExists(Path path) throws IOException {
    Files.deleteIfExists(path);
  }

  /**
   * Removes a directory tree of this tool's own making. Symbolic links in it are removed, never followed.
   */
  public static void deleteTree(Path root) throws IOException {
    FileStat stat;
    try {
      stat = FileStat.of(root);
    } catch (NoSuchFileException e) {
      return;
    }
    if (stat.isDirectory()) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
        for (Path entry : entries) {
          deleteTree(entry);
        }
      } catch (java.nio.file.DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    Files.deleteIfExists(root);
  }

  /**
   * Gives a file a second name that must be free, in one step: of two that want the same name only one gets it.
   *
   * @throws java.nio.file.FileAlreadyExistsException when the name is taken
   */
  public static void link(Path name, Path existing) throws IOException {
    Files.createLink(name, existing);
  }

  /** Gives a regular file the permissions and the modification time it had, where they differ. */
  public static void resetAttributes(Path path, int permissions, long modifiedNanos) throws IOException {
    if (FileStat.of(path).permissions() != permissions) {
      Files.setAttribute(path, "unix:mode", permissions);
    }
    if (FileIdentity.of(path).modifiedNanos() != modifiedNanos) {
      Files.setAttribute(path, "lastModifiedTime", FileTime.from(modifiedNanos, TimeUnit.NANOSECONDS));
    }
  }

  /** Sets the permission bits of a regular file or a directory, which the caller knows to be no link. */
  public static void setPermissions(Path path, int bits) throws IOException {
    Files.setAttribute(path, "unix:mode", bits);
  }

  /** Gives a file the permissions, and where this user may, the owner and group of another. */
  public static void carryOverOwnership(Path from, Path to) throws IOException {
    FileStat model = FileStat.of(from);
    FileStat present = FileStat.of(to);
    if (present.userId() != model.userId()) {
      Files.setAttribute(to, "unix:uid", model.userId(), LinkOption.NOFOLLOW_LINKS);
    }
    if (present.groupId() != model.groupId()) {
      Files.setAttribute(to, "unix:gid", model.groupId(), LinkOption.NOFOLLOW_LINKS);
    }
    if (present.permissions() != model.permissions()) {
      Files.setAttribute(to, "unix:mode", model.permissions());
    }
  }
}
