package dev.sessionctl.storage.backup;

/**
 * One directory in a backup.
 *
 * @param path where it lies below the root of its tree, with slashes
 * @param mode permission bits
 * @param userId numeric owner
 * @param groupId numeric group
 * @param modifiedNanos modification time, nanoseconds since the epoch
 */
public record BackupFolder(String path, int mode, int userId, int groupId, long modifiedNanos) {}
