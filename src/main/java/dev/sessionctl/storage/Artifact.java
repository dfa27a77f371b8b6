package dev.sessionctl.storage;

import java.nio.file.Path;

/**
 * A file that belongs to a session.
 *
 * @param path where it is
 * @param role what it is: {@code transcript}, {@code checkpoint}, {@code archive}, {@code lock}, …
 * @param bytes its size
 * @param modified milliseconds since the epoch
 * @param shared whether another session refers to it too
 */
public record Artifact(Path path, String role, long bytes, long modified, boolean shared) {}
