package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Severity;
import dev.sessionctl.storage.check.FindingClass;
import dev.sessionctl.storage.check.InterruptedRunCheck;

/**
 * The classes of findings that {@code verify} makes on OpenClaw's file stores, with what an operator can do.
 * Identifiers are stable: scripts match on them. All are explained in docs/findings.md.
 */
enum Flaw implements FindingClass {
  INDEX_MISSING("openclaw.index.missing", Severity.ERROR, Fix.RESTORE_INDEX),
  INDEX_NOT_A_FILE("openclaw.index.not-a-file", Severity.ERROR,
      "name the file itself, or put a regular file in its place: the product replaces a link and leaves its target"),
  INDEX_UNREADABLE("openclaw.index.unreadable", Severity.ERROR, "give this user the right to read it"),
  INDEX_EMPTY("openclaw.index.empty", Severity.ERROR, Fix.RESTORE_INDEX),
  INDEX_BYTE_ORDER_MARK("openclaw.index.bom", Severity.ERROR, Fix.RESTORE_INDEX),
  INDEX_NOT_AN_OBJECT("openclaw.index.not-an-object", Severity.ERROR, Fix.RESTORE_INDEX),
  INDEX_TRAILING("openclaw.index.trailing-content", Severity.ERROR, Fix.RESTORE_INDEX),
  INDEX_UNPARSABLE("openclaw.index.unparsable", Severity.ERROR, Fix.RESTORE_INDEX),

  KEY_DUPLICATE("openclaw.key.duplicate", Severity.ERROR,
      "sessionctl repair keeps the last of them, which the product reads, and the others in lost+found"),
  KEY_CASE_VARIANT("openclaw.key.case-variant", Severity.WARNING,
      "sessionctl repair keeps the newest, as the product does at its next write of that key"),
  KEY_CASE_KEPT("openclaw.key.case-kept", Severity.INFO, null),

  ENTRY_NOT_AN_OBJECT("openclaw.entry.not-an-object", Severity.WARNING,
      "nothing to keep in it; releases from 2026.5.28 on drop it at their next write"),
  ENTRY_UNSAFE_ID("openclaw.entry.unsafe-id", Severity.ERROR,
      "keep a copy of the index before an update: releases from 2026.5.28 on drop the entry"),
  ENTRY_NEWER_ID("openclaw.entry.newer-id", Severity.WARNING,
      "run the release that made it, or a later one: this one refuses the id"),
  ENTRY_NO_ID("openclaw.entry.no-id", Severity.INFO, null),
  ENTRY_NO_TIME("openclaw.entry.no-time", Severity.INFO, null),
  ENTRY_FUTURE_TIME("openclaw.entry.future-time", Severity.WARNING,
      "check the clock of the host; the session does not age until then"),
  ID_SHARED("openclaw.id.shared", Severity.WARNING,
      "let one of the sessions begin anew (/new), so that two conversations do not write one transcript"),
  ID_SHARED_CRON("openclaw.id.shared-by-run", Severity.INFO, null),

  TRANSCRIPT_RELOCATED("openclaw.transcript.relocated", Severity.WARNING, Fix.RELOCATE),
  TRANSCRIPT_ELSEWHERE("openclaw.transcript.elsewhere-too", Severity.ERROR,
      "do not run the product on this copy before sessionctl migrate --relocate: it would write into the original"),
  TRANSCRIPT_OUTSIDE("openclaw.transcript.outside", Severity.WARNING,
      "keep that directory with this store: what is there is part of it"),
  TRANSCRIPT_UNSAFE_PATH("openclaw.transcript.unsafe-path", Severity.WARNING,
      "look at the entry with sessionctl inspect; the product ignores or refuses such a path"),
  TRANSCRIPT_MISSING("openclaw.transcript.missing", Severity.WARNING,
      "bring the file back from a backup; without it the product goes on with an empty history"),
  TRANSCRIPT_NONE_YET("openclaw.transcript.none-yet", Severity.INFO, null),
  TRANSCRIPT_IN_DATABASE("openclaw.transcript.in-database", Severity.WARNING,
      "openclaw doctor --session-sqlite inspect tells where the rows are"),
  TRANSCRIPT_SHARED("openclaw.transcript.shared", Severity.WARNING,
      "let one of the sessions begin anew (/new), so that two conversations do not write one transcript"),
  TRANSCRIPT_SHARED_CRON("openclaw.transcript.shared-by-run", Severity.INFO, null),

  TRANSCRIPT_UNREADABLE("openclaw.transcript.unreadable", Severity.ERROR, "give this user the right to read it"),
  TRANSCRIPT_NOT_A_FILE("openclaw.transcript.not-a-file", Severity.ERROR,
      "look at it and move it away: whoever reads it may wait for ever"),
  TRANSCRIPT_EMPTY("openclaw.transcript.empty", Severity.WARNING,
      "nothing to keep in it; the product writes a new header when it opens it"),
  TRANSCRIPT_NO_HEADER("openclaw.transcript.no-header", Severity.ERROR,
      "sessionctl repair puts a header in place: at the next open the product would replace the file by a bare one"),
  TRANSCRIPT_VERSION("openclaw.transcript.version", Severity.ERROR,
      "run a release that knows this version; keep a copy before another one opens it"),
  TRANSCRIPT_OTHER_ID("openclaw.transcript.id-mismatch", Severity.WARNING,
      "look at the session with sessionctl inspect: the entry may point at the transcript of an earlier session"),
  TRANSCRIPT_TORN("openclaw.transcript.torn", Severity.ERROR,
      "sessionctl repair cuts and keeps it; the product's next line would be glued to it and lost with it"),
  TRANSCRIPT_UNTERMINATED("openclaw.transcript.unterminated", Severity.ERROR,
      "sessionctl repair ends it: otherwise the last line and the next one are lost together"),
  TRANSCRIPT_UNPARSABLE("openclaw.transcript.unparsable", Severity.ERROR,
      "sessionctl repair separates glued rows and keeps the rest in lost+found; the product drops these lines"),
  TRANSCRIPT_NOT_A_ROW("openclaw.transcript.not-a-row", Severity.WARNING, "the product passes over these lines"),
  TRANSCRIPT_INVALID_UTF8("openclaw.transcript.invalid-utf8", Severity.WARNING,
      "the product reads replacement characters there, and writes them back when it rewrites the file"),
  TRANSCRIPT_BYTE_ORDER_MARK("openclaw.transcript.bom", Severity.WARNING, "sessionctl repair takes it out"),
  TRANSCRIPT_TOO_DEEP("openclaw.transcript.too-deep", Severity.WARNING, "no release writes this; look at the lines"),
  TRANSCRIPT_LONG_LINE("openclaw.transcript.long-line", Severity.WARNING,
      "the line was not looked at; the product holds the whole file in memory at every run"),
  TRANSCRIPT_DUPLICATE_FIELD("openclaw.transcript.duplicate-field", Severity.WARNING,
      "no release writes this; the last of the fields counts"),
  TRANSCRIPT_SECOND_HEADER("openclaw.transcript.second-header", Severity.WARNING,
      "two files may have been joined; look at the transcript"),
  TRANSCRIPT_DANGLING("openclaw.transcript.dangling-parent", Severity.WARNING,
      "bring the missing rows back from a backup; the product sees nothing before the gap"),
  TRANSCRIPT_DUPLICATE_ID("openclaw.transcript.duplicate-id", Severity.WARNING,
      "the product sees only the last of the rows with one id"),
  TRANSCRIPT_CYCLE("openclaw.transcript.cycle", Severity.ERROR,
      "keep a copy; the product takes the history for empty when the active path is a circle"),

  UNREFERENCED_HISTORY("openclaw.unreferenced.history", Severity.INFO, null),
  UNREFERENCED_FORMER("openclaw.unreferenced.former", Severity.INFO, null),
  UNREFERENCED_MACHINE("openclaw.unreferenced.machine", Severity.INFO, null),
  UNREFERENCED_GARBAGE("openclaw.unreferenced.garbage", Severity.INFO,
      "openclaw sessions cleanup (2026.5.5 and later) removes it when it is older than pruneAfter"),
  CHECKPOINT_NO_FILE("openclaw.checkpoint.no-file", Severity.WARNING,
      "the session cannot go back to that checkpoint; bring the file back from a backup if it is wanted"),
  CHECKPOINT_UNREFERENCED("openclaw.checkpoint.unreferenced", Severity.INFO, null),
  TRAJECTORY_UNREFERENCED("openclaw.trajectory.unreferenced", Severity.INFO, null),
  TRAJECTORY_POINTER("openclaw.trajectory.pointer", Severity.INFO, null),

  PROMPT_MISSING("openclaw.prompt.missing", Severity.WARNING,
      "the product drops the snapshot at its next write and makes a new one at the next turn"),
  PROMPT_MISMATCH("openclaw.prompt.mismatch", Severity.WARNING,
      "the product drops the snapshot at its next write and makes a new one at the next turn"),
  PROMPT_UNREFERENCED("openclaw.prompt.unreferenced", Severity.INFO, null),
  PROMPT_STRAY("openclaw.prompt.stray", Severity.INFO, null),

  ARCHIVES("openclaw.files.archives", Severity.INFO, null),
  ARCHIVE_NAME("openclaw.files.archive-name", Severity.WARNING,
      "the product tells the age by the name, so these are never removed"),
  REPAIR_BACKUPS("openclaw.files.repair-backups", Severity.INFO, "no release ever removes them"),
  INDEX_BACKUPS("openclaw.files.index-backups", Severity.INFO, null),
  TAKEN_OVER("openclaw.files.migrated", Severity.INFO, "leave them: a downgrade needs them"),
  INDEX_TEMPS("openclaw.files.index-temps", Severity.WARNING,
      "sessionctl repair sets aside those whose maker is gone; they are a source for repair --reindex"),
  USAGE_TEMPS("openclaw.files.usage-temps", Severity.WARNING, "sessionctl repair sets aside those whose maker is gone"),
  REPAIR_TEMPS("openclaw.files.repair-temps", Severity.WARNING,
      "sessionctl repair sets aside those whose maker is gone"),
  FILES_UNKNOWN("openclaw.files.unknown", Severity.INFO, null),

  LOCK_STALE("openclaw.lock.stale", Severity.WARNING,
      "sessionctl repair, or sessionctl locks --break, removes it; so does the next OpenClaw process that wants it"),
  LOCK_OVERDUE("openclaw.lock.overdue", Severity.WARNING,
      "see whether the holder hangs; releases before 2026.6.1 take such a lock from a running holder"),
  LOCK_UNKNOWN("openclaw.lock.unknown", Severity.WARNING,
      "see which process made it; without a holder the product takes it over once it is old enough"),
  LOCK_FOREIGN("openclaw.lock.foreign", Severity.INFO, null),
  LOCK_NOT_A_FILE("openclaw.lock.not-a-file", Severity.ERROR,
      "look at it and move it away: no OpenClaw process gets this lock, so nothing is saved"),

  MODE_INDEX("openclaw.mode.index", Severity.WARNING, "sessionctl repair: chmod 600, or 700 for a directory"),
  MODE_TRANSCRIPTS("openclaw.mode.transcripts", Severity.WARNING,
      "sessionctl repair closes the state directory to others: chmod o-rwx"),
  MODE_GROUP("openclaw.mode.group", Severity.INFO, "chmod 700 the state directory"),
  MODE_DIRECTORY("openclaw.mode.directory", Severity.WARNING, "sessionctl repair: chmod go-w"),
  MODE_OWNER("openclaw.mode.owner", Severity.WARNING, "chown to the user that the gateway runs as"),

  CONFIG_UNREADABLE("openclaw.config.unreadable", Severity.WARNING,
      "openclaw doctor; until then the release and the place of sessions are guessed"),
  CONFIG_OPEN("openclaw.config.open", Severity.INFO, null),
  CONFIG_ZERO_BUDGET("openclaw.config.zero-budget", Severity.ERROR,
      "remove session.maintenance.maxDiskBytes: before 2026.8 it is a budget of nothing, not no budget"),
  ERA_DATABASE_UNREADABLE("openclaw.era.database-unreadable", Severity.WARNING,
      "give this user the right to read it; it decides which of two stores counts"),
  ERA_MIX("openclaw.era.json-beside-database", Severity.WARNING,
      "openclaw doctor --session-sqlite inspect; this release neither shows nor changes what is in the JSON index"),

  LAYOUT_BOTH("openclaw.layout.both", Severity.WARNING,
      "decide which one counts: released OpenClaw reads sessions.json only; sessionctl migrate merges the other"),
  LAYOUT_STAGING("openclaw.layout.staging", Severity.WARNING, "sessionctl repair sets it aside once its maker is gone"),
  LAYOUT_ORPHAN("openclaw.layout.orphan", Severity.INFO, null),
  DIRECTORY_UNREADABLE("openclaw.directory.unreadable", Severity.ERROR, "give this user the right to read it"),
  DIRECTORY_ENTRY("openclaw.directory.unreadable-entry", Severity.ERROR,
      "bring the file back from a backup; sessionctl migrate refuses while it is there"),
  DIRECTORY_NAME("openclaw.directory.unmappable-name", Severity.ERROR,
      "rename it to the name of its key, or move it away; sessionctl migrate refuses while it is there"),
  DIRECTORY_TWO_FILES("openclaw.directory.two-files", Severity.ERROR,
      "set one aside; sessionctl migrate refuses while both are there"),
  DIRECTORY_SPELLING("openclaw.directory.spelling", Severity.INFO, null),
  DIRECTORY_STRAY("openclaw.directory.stray", Severity.WARNING, "move it away: no reader looks at it"),
  DIRECTORY_TEMPS("openclaw.directory.temps", Severity.WARNING,
      "sessionctl repair sets it aside once its maker is gone"),
  MARKER_UNREADABLE("openclaw.directory.marker", Severity.ERROR,
      "bring state.json back from a backup: without it the directory is read as layout 1"),
  MARKER_NEWER("openclaw.directory.unsupported", Severity.ERROR,
      "use the program that wrote it; this layout is not known here"),

  FILE_SYSTEM("openclaw.filesystem.remote", Severity.WARNING,
      "keep the store on a local disk: locks and renames of several hosts are not safe there"),
  NOT_LOOKED_AT("openclaw.files.unreadable", Severity.WARNING, "give this user the right to read it"),
  RUN_INTERRUPTED(InterruptedRunCheck.ID, Severity.WARNING, InterruptedRunCheck.FIX);

  /** Advice that several have in common; fields of an enum cannot be used by its constants. */
  private static final class Fix {
    static final String RESTORE_INDEX = "stop the gateway, which would overwrite it, and rebuild it with"
        + " sessionctl repair --reindex";
    static final String RELOCATE = "sessionctl repair, or sessionctl migrate --relocate for a whole state directory;"
        + " never run openclaw sessions cleanup --fix-missing before";
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
