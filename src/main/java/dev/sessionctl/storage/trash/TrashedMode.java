package dev.sessionctl.storage.trash;

import java.nio.file.Path;

/**
 * Permission bits that a run announced to change.
 *
 * @param path whose they are
 * @param before what they were
 * @param after what the run made them
 */
public record TrashedMode(Path path, int before, int after) {}
