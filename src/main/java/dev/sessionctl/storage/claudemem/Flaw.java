package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.Severity;
import dev.sessionctl.storage.check.FindingClass;
import dev.sessionctl.storage.check.InterruptedRunCheck;

/** Every class of findings of this format; docs/findings.md explains each. Scripts match on the ids, so they stay. */
enum Flaw implements FindingClass {
  DAMAGED("claude-mem.file.damaged", Severity.ERROR, Fix.SALVAGE),
  CUT_OFF("claude-mem.file.cut-off", Severity.ERROR, Fix.SALVAGE),
  FREE_SPACE("claude-mem.file.free-space", Severity.INFO, "sessionctl compact gives it back"),
  LOG_LARGE("claude-mem.log.large", Severity.WARNING,
      "look for a process that reads for long; without one, stop the worker cleanly, which empties the log"),
  LOCK_LOST("claude-mem.lock.lost", Severity.ERROR,
      "restart the worker, and let nothing open the database for writing until then, not even sqlite3 for a SELECT"),
  LOCK_WILL_BE_LOST("claude-mem.lock.will-be-lost", Severity.INFO, null),
  BACKUPS("claude-mem.backup.litter", Severity.WARNING,
      "the product never removes them; sessionctl compact sets them aside"),

  SCHEMA_REFUSED("claude-mem.schema.refused", Severity.ERROR, "use a release of sessionctl that knows it"),
  SCHEMA_DRIFT("claude-mem.schema.drift", Severity.WARNING,
      "the product's migrations were interrupted or skipped; its newest release mends some of that when it starts"),
  FOREIGN_KEY("claude-mem.orphan.foreign-key", Severity.WARNING, Fix.ORPHANS),
  ORPHANS("claude-mem.orphan.rows", Severity.WARNING, Fix.ORPHANS),

  FUTURE_TIME("claude-mem.session.future-time", Severity.WARNING,
      "check the clock of the host; the session does not age until then"),
  OBSERVERS("claude-mem.session.observers", Severity.INFO, null),

  QUEUE_STUCK("claude-mem.queue.stuck", Severity.WARNING,
      "restart the worker, which takes them up again in most releases, or stop it and let sessionctl repair do that"),
  QUEUE_UNREAD("claude-mem.queue.unread", Severity.WARNING, "sessionctl compact sets them aside"),
  QUEUE_UNTOLD("claude-mem.queue.untold", Severity.INFO,
      "where a release from 13.4 on runs, sessionctl compact --gateway-version 13.6 sets them aside"),
  QUEUE_DONE("claude-mem.queue.done", Severity.INFO, "sessionctl compact sets them aside"),
  QUEUE_ENCODED_TWICE("claude-mem.queue.encoded-twice", Severity.INFO, null),

  SEARCH_ROWS("claude-mem.search.rows", Severity.WARNING, Fix.REBUILD),
  SEARCH_CONTENT("claude-mem.search.content", Severity.WARNING, Fix.REBUILD),
  SEARCH_UNCHECKED("claude-mem.search.unchecked", Severity.INFO, null),

  FILE_SYSTEM("claude-mem.filesystem.remote", Severity.WARNING,
      "keep the store on a local disk: SQLite's locks do not hold there"),
  RUN_INTERRUPTED(InterruptedRunCheck.ID, Severity.WARNING, InterruptedRunCheck.FIX);

  /** Advice that several have in common; fields of an enum cannot be used by its constants. */
  private static final class Fix {
    static final String SALVAGE =
        "stop the worker; sessionctl repair makes a new database beside it of what can be read";
    static final String REBUILD = "sessionctl repair builds the index anew";
    static final String ORPHANS = "sessionctl repair sets them aside";
  }

  private final Facts facts;

  Flaw(String id, Severity severity, String fix) {
    facts = new Facts(id, severity, fix);
  }

  @Override
  public Facts facts() {
    return facts;
  }
}
