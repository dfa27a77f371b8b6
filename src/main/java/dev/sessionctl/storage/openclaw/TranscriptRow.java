package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Session;

/**
 * What one transcript row says that matters to administration; filled anew for every row. Ids are numbers of
 * {@link EntryIds}. Not safe for use by several threads.
 */
final class TranscriptRow {
  /** The field is missing or no usable id. */
  static final int ABSENT = -1;
  /** The field is {@code null}: no parent. */
  static final int NULL = -2;

  RowType type;
  /** The type as written where {@link #type} is {@link RowType#OTHER}; null when the row has none. */
  String typeText;
  int id;
  int parent;
  /** Whether {@code parentId} is there at all, usable or not. */
  boolean hasParent;
  int target;
  int appendParent;
  int firstKept;
  /** {@code firstKeptEntryIndex} of version 1, counting rows from the header as 0, or -1. */
  int firstKeptIndex;
  /** {@code "appendMode":"side"}. */
  boolean side;
  /** Of the row; milliseconds, or {@link Session#UNKNOWN}. */
  long time;
  /** Of the message; milliseconds, or {@link Session#UNKNOWN}. */
  long messageTime;
  String role;
  boolean usage;
  long tokensBefore;
  /** Header: 1 when missing, -1 when it is no whole number. */
  long version;
  /** Header: id as text, or null. */
  String headerId;
  String cwd;
  String parentSession;

  void clear() {
    type = RowType.OTHER;
    typeText = null;
    id = ABSENT;
    parent = ABSENT;
    hasParent = false;
    target = ABSENT;
    appendParent = ABSENT;
    firstKept = ABSENT;
    firstKeptIndex = -1;
    side = false;
    time = Session.UNKNOWN;
    tokensBefore = Session.UNKNOWN;
    version = 1;
    headerId = null;
    cwd = null;
    parentSession = null;
    clearMessage();
  }

  /** For a second {@code message} in the same row: the last one counts, as in JavaScript. */
  void clearMessage() {
    messageTime = Session.UNKNOWN;
    role = null;
    usage = false;
  }
}
