package dev.sessionctl.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Which file stood at a path, and in which state: two equal identities mean that nobody replaced or wrote the
 * file in between. The change time is part of it because a writer can restore the modification time but not
 * the change time; inode numbers alone are not enough, since ext4 hands the one just freed out again.
 *
 * @param device device number
 * @param inode inode number
 * @param size bytes
 * @param modifiedNanos modification time, nanoseconds since the epoch
 * @param changedNanos inode change time, nanoseconds since the epoch
 */
public record FileIdentity(long device, long inode, long size, long modifiedNanos, long changedNanos) {

  private static final String ATTRIBUTES = "unix:dev,ino,size,lastModifiedTime,ctime";

  /**
   * The identity of what stands at the path itself; a symbolic link is not followed.
   *
   * @throws NoSuchFileException when nothing stands there
   */
  public static FileIdentity of(Path path) throws IOException {
    Map<String, Object> values = Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
    return new FileIdentity(
        ((Number) values.get("dev")).longValue(),
        ((Number) values.get("ino")).longValue(),
        ((Number) values.get("size")).longValue(),
        nanos((FileTime) values.get("lastModifiedTime")),
        nanos((FileTime) values.get("ctime")));
  }

  /** Like {@link #of}, but null when nothing stands there. */
  public static FileIdentity ofNullable(Path path) throws IOException {
    try {
      return of(path);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Spelled out: what Java makes of a record costs a start several milliseconds. */
  @Override
  public boolean equals(Object other) {
    return other instanceof FileIdentity that && sameContentAs(that) && changedNanos == that.changedNanos;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(device * 31 + inode) * 31 + Long.hashCode(changedNanos);
  }

  /** Modification time in milliseconds since the epoch. */
  public long modifiedMillis() {
    return Math.floorDiv(modifiedNanos, 1_000_000L);
  }

  /** Whether this is still the same inode with the same bytes, whatever happened to its links and mode. */
  public boolean sameContentAs(FileIdentity other) {
    return other != null && device == other.device && inode == other.inode && size == other.size
        && modifiedNanos == other.modifiedNanos;
  }

  private static long nanos(FileTime time) {
    return time.to(TimeUnit.NANOSECONDS);
  }
}
