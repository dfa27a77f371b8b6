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
 */
record Evictee(String key, String reason, byte[] hash, String sessionId, String transcript, long bytes) {}
