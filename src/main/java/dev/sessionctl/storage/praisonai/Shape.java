package dev.sessionctl.storage.praisonai;

/** How the JSON of a session departs from what the product reads (praisonaiagents 1.7.0, by running it). */
enum Shape {
  // Nothing can be made of it.
  NOT_A_FILE("is no regular file"),
  EMPTY("is empty"),
  BYTE_ORDER_MARK("begins with a byte order mark"),
  INVALID_UTF8("is not UTF-8"),
  NOT_JSON("is no JSON"),
  // It makes the product's listing and search of the whole directory fail.
  NOT_AN_OBJECT("is JSON, but no object"),
  MESSAGES_NULL("has null for its messages"),
  MESSAGES_NO_LIST("has something else than a list for its messages"),
  // The session itself cannot be used, or loses something.
  MESSAGES_OBJECT("has an object for its messages"),
  MESSAGE_NO_OBJECT("has a message that is no object"),
  COMPACTION_NO_OBJECT("has a last_compaction that is no object"),
  METADATA_NULL("has null for its metadata"),
  METADATA_NO_OBJECT("has metadata that is no object"),
  SNAPSHOTS_NULL("has null for its snapshots"),
  SNAPSHOTS_NO_LIST("has something else than a list for its snapshots"),
  ARCHIVE_NO_LIST("has something else than a list for its archive"),
  UPDATED_NUMBER("has a number for updated_at"),
  CONTENT_LIST("has messages whose content is a list"),
  LONE_SURROGATE("has half a surrogate pair in a text"),
  DUPLICATE_KEY("has a field twice");

  private final String words;

  Shape(String words) {
    this.words = words;
  }

  /** What it is, to follow the name of the session. */
  String words() {
    return words;
  }

  /** Whether it cannot be read as JSON at all. */
  boolean isUnreadable() {
    return this == NOT_A_FILE || this == EMPTY || this == BYTE_ORDER_MARK || this == INVALID_UTF8 || this == NOT_JSON;
  }
}
