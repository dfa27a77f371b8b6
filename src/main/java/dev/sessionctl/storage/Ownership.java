package dev.sessionctl.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Who shall own what is created in a directory: its owner. Whoever is root and works on another user's store would
 * otherwise leave files that the user's gateway can neither read nor replace. For everyone else files have the right
 * owner from the start, and nothing is done.
 */
public final class Ownership {

  private static final int ROOT = 0;
  private static final Ownership AS_CREATED = new Ownership(-1, -1);

  private final int userId;
  private final int groupId;

  private Ownership(int userId, int groupId) {
    this.userId = userId;
    this.groupId = groupId;
  }

  /** The ownership of what is created in a directory. */
  public static Ownership ofDirectory(Path directory) throws IOException {
    FileStat stat = FileStat.of(directory);
    // Only root can give files away, and only what root creates can belong to the wrong user.
    return stat.userId() == ROOT ? AS_CREATED : new Ownership(stat.userId(), stat.groupId());
  }

  /** Gives what was just created to its owner. */
  public void giveTo(Path created) throws IOException {
    if (this == AS_CREATED || FileStat.of(created).userId() != ROOT) {
      return;
    }
    Files.setAttribute(created, "unix:gid", groupId, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(created, "unix:uid", userId, LinkOption.NOFOLLOW_LINKS);
  }
}
