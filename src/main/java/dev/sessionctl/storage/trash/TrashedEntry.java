package dev.sessionctl.storage.trash;

/**
 * An entry of a store as it was.
 *
 * @param key its key
 * @param text its text as the format keeps it
 * @param reason why it was set aside
 */
public record TrashedEntry(String key, String text, String reason) {}
