package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.Session;

/**
 * What a scan reads of one session.
 *
 * @param key name of its directory
 * @param place what is at that name
 * @param files what lies in it, or null when that was not asked for
 * @param state its record of captures
 * @param createdAt first capture that is still recorded, milliseconds since the epoch, or {@link Session#UNKNOWN}
 * @param lastActivity last capture, likewise
 * @param messages messages of its transcript at the last capture, or {@link Session#UNKNOWN} when not asked for
 * @param problem why it could not be read, or null
 */
record SessionFacts(String key, Place place, SessionFiles files, PolicyState state, long createdAt,
    long lastActivity, long messages, String problem) {

  /** What stands where the directory should be. */
  enum Place {
    DIRECTORY,
    /** A symbolic link, which is not followed. */
    LINK,
    /** Nothing: the session is known by its files in the read cache only. */
    NONE
  }
}
