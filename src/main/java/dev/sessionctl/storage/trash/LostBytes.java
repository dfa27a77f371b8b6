package dev.sessionctl.storage.trash;

import java.nio.file.Path;

/**
 * What a run kept in {@code lost+found}: damaged bytes, for people to look at, since where they came from something
 * sound stands now; or what stood at a place that got other content as a whole, which only the undoing of that puts
 * back.
 *
 * @param key the session they belonged to, or null
 * @param origin the file they were taken out of, or what was moved away whole
 * @param kept where they are
 * @param bytes how many they are; 0 for a directory that was moved
 * @param reason what is wrong with them
 * @param switched whether they stood at a place that got other content
 */
public record LostBytes(String key, Path origin, Path kept, long bytes, String reason, boolean switched) {}
