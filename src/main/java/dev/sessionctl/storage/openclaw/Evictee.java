package dev.sessionctl.storage.openclaw;

/**
 * A session that goes.
 *
 * @param key its key
 * @param reason why
 * @param hash SHA-256 of its entry's text when the plan was made
 * @param sessionId its session id, or null
 * @param transcript name of its transcript in the sessions directory, or null
 * @param bytes size of its entry
 * @param parent key of the session it was forked from, or null
 * @param lastActivity milliseconds since the epoch, or {@link dev.sessionctl.storage.Session#UNKNOWN}
 */
record Evictee(String key, String reason, byte[] hash, String sessionId, String transcript, long bytes, String parent,
    long lastActivity) {}
