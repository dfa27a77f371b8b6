package dev.sessionctl.storage.backup;

import java.util.List;

/**
 * One store in a backup.
 *
 * @param format name of its format
 * @param generation which releases of the product wrote it, as far as that changes the rules
 * @param path where it was
 * @param agent the product's name of its owner, or null
 * @param productVersion version of the product that wrote it last, or null
 * @param places what was taken of its tree, below the root, with slashes; "" is the root itself
 * @param formerRoots what absolute paths in it begin with
 * @param sessions what it held
 * @param sessionsComplete whether those are all of them
 */
public record BackupStore(String format, String generation, String path, String agent, String productVersion,
    List<String> places, List<String> formerRoots, List<BackupSession> sessions, boolean sessionsComplete) {}
