package dev.sessionctl.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * Type, permissions and owner of what stands at a path; symbolic links are not followed.
 *
 * @param mode type and permission bits as {@code stat(2)} gives them
 * @param userId numeric owner
 * @param groupId numeric group
 * @param links number of hard links
 */
public record FileStat(int mode, int userId, int groupId, int links) {

  private static final int TYPE_MASK = 0170000;

  /** Reads them. */
  public static FileStat of(Path path) throws IOException {
    Map<String, Object> values =
        Files.readAttributes(path, "unix:mode,uid,gid,nlink", LinkOption.NOFOLLOW_LINKS);
    return new FileStat(
        (Integer) values.get("mode"),
        (Integer) values.get("uid"),
        (Integer) values.get("gid"),
        (Integer) values.get("nlink"));
  }

  /** The nine permission bits and the three above them. */
  public int permissions() {
    return mode & 07777;
  }

  public boolean isRegularFile() {
    return (mode & TYPE_MASK) == 0100000;
  }

  public boolean isDirectory() {
    return (mode & TYPE_MASK) == 0040000;
  }

  public boolean isSymbolicLink() {
    return (mode & TYPE_MASK) == 0120000;
  }
}
