package dev.sessionctl.storage.trash;

import java.nio.file.Path;

/**
 * A file as it was.
 *
 * @param key the session it belonged to, or null
 * @param role what it was: {@code transcript}, {@code archive}, …
 * @param origin where it was
 * @param kept where it is now, whether or not it got there
 * @param bytes its size
 * @param mode its permission bits
 * @param modifiedNanos its modification time, nanoseconds since the epoch
 * @param sha256 hash of its content, lower-case hexadecimal
 * @param replaced whether something else was put in its place, so that its origin is not free
 */
public record TrashedFile(String key, String role, Path origin, Path kept, long bytes, int mode, long modifiedNanos,
    String sha256, boolean replaced) {}
