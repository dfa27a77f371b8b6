package dev.sessionctl.storage;

import java.nio.file.Path;

/**
 * One thing that {@code verify} found.
 *
 * @param id stable name of the class of finding, such as {@code openclaw.index.unparsable}
 * @param severity how much it matters
 * @param store the store
 * @param key the session it concerns, or null
 * @param path the file it concerns, or null
 * @param message what is wrong, one line
 * @param fix what an operator can do about it, one line, or null when there is nothing to do
 */
public record Finding(
    String id, Severity severity, StoreRef store, String key, Path path, String message, String fix) {}
