package dev.sessionctl.storage.relocate;

/** How a file is copied while its owner may be writing it. */
public enum Taking {
  /** Replaced by a rename, or written once: whoever has it open reads one state of it. */
  REPLACED,
  /** A JSON document that is truncated and written in place: what is read counts only when it is whole. */
  REWRITTEN,
  /** Lines are added to it: those count that were complete when it was opened. */
  APPENDED,
  /** A database in SQLite, with what its log holds. */
  DATABASE,
  /** Nothing of the store: locks, unfinished temporary files, and what is part of a database. */
  LEAVE
}
