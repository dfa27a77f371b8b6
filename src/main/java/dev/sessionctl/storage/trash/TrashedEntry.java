package dev.sessionctl.storage.trash;

/**
 * An entry of a store as it was.
 *
 * @param key its key
 * @param text its text as the format keeps it
 * @param reason why it was set aside
 * @param bytes what it takes where its text only says where it is kept, or -1 when the text is all of it
 */
public record TrashedEntry(String key, String text, String reason, long bytes) {

  /** One whose text is all of it. */
  public TrashedEntry(String key, String text, String reason) {
    this(key, text, reason, -1);
  }
}
