package dev.sessionctl.storage.backup;

/**
 * One session that a store had when its backup began.
 *
 * @param key its address in the store
 * @param id the product's own id, or null
 * @param lastActivity milliseconds since the epoch, or {@link dev.sessionctl.storage.Session#UNKNOWN}
 */
public record BackupSession(String key, String id, long lastActivity) {}
