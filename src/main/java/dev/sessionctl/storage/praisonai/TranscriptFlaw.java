package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Severity;
import dev.sessionctl.storage.check.FindingClass;

/** What a check of a gateway's database can find; docs/findings.md explains each. Scripts match on the ids. */
enum TranscriptFlaw implements FindingClass {
  DAMAGED("praisonai-sqlite.file.damaged", Severity.ERROR, Fix.RECOVER),
  CUT_OFF("praisonai-sqlite.file.cut-off", Severity.ERROR, Fix.RECOVER),
  SCHEMA_REFUSED("praisonai-sqlite.file.schema", Severity.ERROR,
      "use the product's own library: nothing of this database is shown here"),
  LOG_LARGE("praisonai-sqlite.log.large", Severity.WARNING,
      "look for a process that reads for long; the gateway begins the log anew once nobody does"),
  LOCK_LOST("praisonai-sqlite.lock.lost", Severity.ERROR,
      "stop the gateway cleanly and start it again, and let nothing open the database for writing until then"),
  FILE_SYSTEM("praisonai-sqlite.filesystem.remote", Severity.WARNING,
      "keep the store on a local disk: SQLite's locks do not hold there"),

  ROW_STRAY("praisonai-sqlite.row.stray", Severity.WARNING,
      "look at them with sqlite3 and mode=ro: the product finds none of them by its id"),
  ROW_LARGE("praisonai-sqlite.row.large", Severity.WARNING,
      "give the gateway's store another retention: it reads and writes all of it with every message"),
  ROW_COLUMN("praisonai-sqlite.row.column", Severity.WARNING,
      "the next message of the session sets it right; until then the product looks it up by what the column says"),
  OTHER_ID("praisonai-sqlite.row.other-id", Severity.ERROR,
      "look at both rows: the product reads this one, and writes what it adds into the other"),
  NO_ID("praisonai-sqlite.row.no-id", Severity.WARNING,
      "look at the session: the product writes what it adds into the row of the empty id"),

  UNREADABLE("praisonai-sqlite.data.unreadable", Severity.ERROR,
      "keep a copy (inspect --raw): the product takes the session for a new one and writes over it"),
  INVALID_UTF8("praisonai-sqlite.data.invalid-utf8", Severity.ERROR,
      "delete the row with the product's library: beside it the gateway can list and search no session"),
  HIDES_ALL("praisonai-sqlite.data.hides-all", Severity.ERROR,
      "delete the row with the product's library: beside it the gateway can list no session"),
  LONE_SURROGATE("praisonai-sqlite.data.lone-surrogate", Severity.ERROR,
      "delete the message with the product's library: until then every write of the session fails"),
  SHAPE("praisonai-sqlite.data.shape", Severity.ERROR, "look at the session: the product fails on it"),
  ODD("praisonai-sqlite.data.odd", Severity.INFO, null),
  UNKNOWN_KEY("praisonai-sqlite.data.unknown-key", Severity.INFO, null),
  FUTURE("praisonai-sqlite.time.future", Severity.WARNING,
      "see which clock was wrong; the session stays first in every list"),
  NO_TIME("praisonai-sqlite.time.missing", Severity.INFO, null),

  SUMMARY("praisonai-sqlite.history.summary", Severity.WARNING,
      "give the gateway's store another retention; it grows with every message, and the model reads it each time"),
  ARCHIVE("praisonai-sqlite.history.archive", Severity.INFO, null),
  SESSION_DATA("praisonai-sqlite.history.session-data", Severity.INFO, null),
  TOOL_RESULT("praisonai-sqlite.history.tool-result", Severity.WARNING,
      "look at the session: models refuse a history in which a tool's result comes without its call"),
  COMPACTION_INDEX("praisonai-sqlite.compaction.index", Severity.INFO, null),

  IMPORT_PENDING("praisonai-sqlite.import.pending", Severity.INFO, null),
  IMPORT_UNSEEN("praisonai-sqlite.import.unseen", Severity.WARNING,
      "the gateway takes files in while its table is empty only; go on with them in 'praisonai session'"),
  IMPORT_FILE_AHEAD("praisonai-sqlite.import.file-ahead", Severity.WARNING,
      "compare both with sessionctl inspect --messages: what goes on in the file, as bots do, the gateway never sees"),
  IMPORT_ROW_AHEAD("praisonai-sqlite.import.row-ahead", Severity.INFO, null);

  /** Advice that several have in common; fields of an enum cannot be used by its constants. */
  private static final class Fix {
    static final String RECOVER =
        "stop the gateway, keep a copy of the database with its -wal, and use '.recover' of sqlite3 on another one";
  }

  private final Facts facts;

  TranscriptFlaw(String id, Severity severity, String fix) {
    facts = new Facts(id, severity, fix);
  }

  @Override
  public Facts facts() {
    return facts;
  }
}
