package dev.sessionctl.storage.backup;

/**
 * One file in a backup.
 *
 * @param path where it lies below the root of its tree, with slashes
 * @param size bytes in the backup
 * @param mode permission bits
 * @param userId numeric owner
 * @param groupId numeric group
 * @param modifiedNanos modification time, nanoseconds since the epoch
 * @param sha256 hash of its content in hexadecimal
 * @param source what the file was like when it was taken, by which a later backup knows it again; null for a database
 * @param entry its name in the backup that holds it
 * @param holder the id of the backup that holds its content, or null when that is this one
 */
public record BackupFile(String path, long size, int mode, int userId, int groupId, long modifiedNanos, String sha256,
    Source source, String entry, String holder) {

  /**
   * What tells that a file is the one that was taken, unchanged.
   *
   * @param device device number
   * @param inode inode number
   * @param size bytes of the file itself, which may be more than were taken
   * @param changedNanos inode change time, nanoseconds since the epoch
   */
  public record Source(long device, long inode, long size, long changedNanos) {}
}
