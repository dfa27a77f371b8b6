package dev.sessionctl.storage.trash;

import java.nio.file.Path;

/**
 * Damaged bytes that a run kept in {@code lost+found}. They are for people to look at: where they came from something
 * sound stands now, so nothing ever puts them back by itself.
 *
 * @param key the session they belonged to, or null
 * @param origin the file they were taken out of, or what was moved away whole
 * @param kept where they are
 * @param bytes how many they are; 0 for a directory that was moved
 * @param reason what is wrong with them
 */
public record LostBytes(String key, Path origin, Path kept, long bytes, String reason) {}
