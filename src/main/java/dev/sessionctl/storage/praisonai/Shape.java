package dev.sessionctl.storage.praisonai;

/** How a file departs from what the product reads (praisonaiagents 1.7.0, by running it). */
enum Shape {
  // Nothing can be made of it.
  NOT_A_FILE,
  EMPTY,
  BYTE_ORDER_MARK,
  INVALID_UTF8,
  NOT_JSON,
  // It makes the product's listing and search of the whole directory fail.
  NOT_AN_OBJECT,
  MESSAGES_NULL,
  MESSAGES_NO_LIST,
  // The session itself cannot be used, or loses something.
  MESSAGES_OBJECT,
  MESSAGE_NO_OBJECT,
  COMPACTION_NO_OBJECT,
  METADATA_NULL,
  METADATA_NO_OBJECT,
  SNAPSHOTS_NULL,
  SNAPSHOTS_NO_LIST,
  ARCHIVE_NO_LIST,
  UPDATED_NUMBER,
  CONTENT_LIST,
  LONE_SURROGATE,
  DUPLICATE_KEY;

  /** Whether the file cannot be read as JSON at all. */
  boolean isUnreadable() {
    return this == NOT_A_FILE || this == EMPTY || this == BYTE_ORDER_MARK || this == INVALID_UTF8 || this == NOT_JSON;
  }
}
