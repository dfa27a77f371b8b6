package dev.sessionctl.storage.openclaw.sqlite;

import dev.sessionctl.storage.Severity;
import dev.sessionctl.storage.check.FindingClass;
import dev.sessionctl.storage.check.InterruptedRunCheck;

/** Every class of findings of this format; docs/findings.md explains each. Scripts match on the ids, so they stay. */
enum DatabaseFlaw implements FindingClass {
  DAMAGED("openclaw-sqlite.file.damaged", Severity.ERROR, Fix.RECOVER),
  CUT_OFF("openclaw-sqlite.file.cut-off", Severity.ERROR, Fix.RECOVER),
  FOREIGN_KEY("openclaw-sqlite.file.foreign-key", Severity.WARNING, "openclaw doctor --fix"),
  LOG_LARGE("openclaw-sqlite.log.large", Severity.WARNING,
      "look for a process that reads for long; the gateway shortens the log once nobody does"),
  LOCK_LOST("openclaw-sqlite.lock.lost", Severity.ERROR,
      "stop the gateway cleanly and start it again, and let nothing open the database for writing until then"),
  JSON_NOT_IMPORTED("openclaw-sqlite.json.not-imported", Severity.WARNING,
      "openclaw doctor --session-sqlite inspect; the product shows none of these sessions until it imports them"),

  ENTRY_UNREADABLE("openclaw-sqlite.entry.unreadable", Severity.ERROR, "openclaw doctor --fix"),
  ENTRY_REFUSED("openclaw-sqlite.entry.refused", Severity.WARNING, "openclaw doctor --fix"),
  ENTRY_OTHER_ID("openclaw-sqlite.entry.other-id", Severity.WARNING, "openclaw doctor --fix"),
  ENTRY_FUTURE_TIME("openclaw-sqlite.entry.future-time", Severity.WARNING,
      "check the clock of the host; the session does not age until then"),
  WINDOW_MISSING("openclaw-sqlite.window.missing", Severity.WARNING, "openclaw doctor --fix"),

  EVENT_UNREADABLE("openclaw-sqlite.event.unreadable", Severity.ERROR,
      "bring the row back from a backup; the product cannot read it either"),
  EVENT_HEADER("openclaw-sqlite.event.header", Severity.WARNING,
      "look at it with sessionctl inspect; a transcript begins with the row that names its session"),
  COLD_MISSING("openclaw-sqlite.cold.missing", Severity.ERROR,
      "bring the file back from a backup: it is the only copy of that transcript"),
  COLD_SIZE("openclaw-sqlite.cold.size", Severity.ERROR,
      "bring the file back from a backup: it is the only copy of that transcript"),
  COLD_HASH("openclaw-sqlite.cold.hash", Severity.ERROR,
      "bring the file back from a backup: it is the only copy of that transcript"),
  ARCHIVE_HASH("openclaw-sqlite.archive.hash", Severity.ERROR,
      "bring the database back from a backup: the product refuses to publish that archive"),

  IMPORT_UNREADABLE("openclaw-sqlite.import.unreadable", Severity.WARNING,
      "keep the record and the archive as they are, and ask the release that wrote them"),
  IMPORT_ARCHIVE_GONE("openclaw-sqlite.import.archive-gone", Severity.WARNING,
      "openclaw doctor --session-sqlite restore cannot go back without it; bring it back from a backup"),
  IMPORT_ARCHIVE_CHANGED("openclaw-sqlite.import.archive-changed", Severity.WARNING,
      "the product refuses originals that changed; bring the file back from a backup"),
  IMPORT_ROWS_MISSING("openclaw-sqlite.import.rows-missing", Severity.ERROR,
      "they are in the archive still: keep it, and compare with openclaw doctor --session-sqlite validate"),
  IMPORT_ROWS_DIFFER("openclaw-sqlite.import.rows-differ", Severity.WARNING,
      "they are in the archive as they were: keep it, and compare with openclaw doctor --session-sqlite validate"),
  IMPORT_SESSION_GONE("openclaw-sqlite.import.session-gone", Severity.WARNING,
      "if nobody deleted it since, it is in the archive still: keep that"),
  IMPORT_MOVED_ON("openclaw-sqlite.import.moved-on", Severity.INFO, null),
  IMPORT_PROVED("openclaw-sqlite.import.proved", Severity.INFO, null),

  FILE_SYSTEM("openclaw-sqlite.filesystem.remote", Severity.WARNING,
      "keep the store on a local disk: SQLite's locks do not hold there"),
  RUN_INTERRUPTED(InterruptedRunCheck.ID, Severity.WARNING, InterruptedRunCheck.FIX);

  /** Advice that several have in common; fields of an enum cannot be used by its constants. */
  private static final class Fix {
    static final String RECOVER =
        "keep a copy of the database with its -wal, stop the gateway and use openclaw doctor --session-sqlite recover";
  }

  private final Facts facts;

  DatabaseFlaw(String id, Severity severity, String fix) {
    facts = new Facts(id, severity, fix);
  }

  @Override
  public Facts facts() {
    return facts;
  }
}
