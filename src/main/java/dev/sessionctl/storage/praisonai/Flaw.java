package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Severity;
import dev.sessionctl.storage.check.FindingClass;
import dev.sessionctl.storage.check.InterruptedRunCheck;

/** What a check of a PraisonAI store can find; docs/findings.md explains each. */
enum Flaw implements FindingClass {
  NOT_A_FILE("praisonai.file.not-a-file", Severity.ERROR,
      "look at it and move it away: the product writes a file over a link, and fails on everything else"),
  UNREADABLE("praisonai.file.unreadable", Severity.ERROR, "give this user the right to read it"),
  FILE_OWNER("praisonai.file.owner", Severity.ERROR,
      "chown it to the owner of the directory: to the product the session is empty, and nothing can be saved in it"),
  FILE_MODE("praisonai.file.mode", Severity.WARNING, "sessionctl repair: chmod 600, as the product makes its files"),
  NAME_LONG("praisonai.name.too-long", Severity.ERROR,
      "give the session a shorter id: its lock file cannot be made, so each read and write fails after 5 s"),
  NAME_CASE("praisonai.name.case", Severity.INFO, null),

  EMPTY("praisonai.content.empty", Severity.ERROR,
      "sessionctl repair keeps it in lost+found; otherwise the next read of the session renames it"),
  BYTE_ORDER_MARK("praisonai.content.bom", Severity.ERROR,
      "sessionctl repair takes it out; otherwise the next read puts the whole session into quarantine"),
  INVALID_UTF8("praisonai.content.invalid-utf8", Severity.ERROR,
      "sessionctl repair puts U+FFFD there; beside it the product lists and finds no session of the whole directory"),
  NOT_JSON("praisonai.content.not-json", Severity.ERROR,
      "sessionctl repair keeps what can be read of it; otherwise the next read renames it and begins an empty session"),
  NOT_AN_OBJECT("praisonai.content.not-an-object", Severity.ERROR, Fix.HIDES_ALL),
  MESSAGES_NULL("praisonai.content.messages-null", Severity.ERROR, Fix.EMPTY_LIST),
  MESSAGES_NO_LIST("praisonai.content.messages-no-list", Severity.ERROR, Fix.HIDES_ALL),
  MESSAGES_OBJECT("praisonai.content.messages-object", Severity.ERROR,
      "look at the file: the product reads no message from it, and overwrites it when one is added"),
  MESSAGE_NO_OBJECT("praisonai.content.message-no-object", Severity.ERROR,
      "look at the file: the product fails on this session until the value is taken out"),
  COMPACTION_NO_OBJECT("praisonai.content.compaction-no-object", Severity.ERROR,
      "sessionctl repair takes it out; until then the product fails on this session"),
  METADATA_NULL("praisonai.content.metadata-null", Severity.WARNING,
      "sessionctl repair puts an empty object there; the hierarchical store fails on every write"),
  METADATA_NO_OBJECT("praisonai.content.metadata-no-object", Severity.ERROR,
      "look at the file: the product fails on this session"),
  SNAPSHOTS_NULL("praisonai.content.snapshots-null", Severity.WARNING,
      "sessionctl repair puts an empty list there; the hierarchical store fails on the session"),
  SNAPSHOTS_NO_LIST("praisonai.content.snapshots-no-list", Severity.ERROR,
      "look at the file: the hierarchical store fails on this session"),
  ARCHIVE_NO_LIST("praisonai.content.archive-no-list", Severity.ERROR,
      "look at the file: the product fails on this session"),
  UPDATED_NUMBER("praisonai.content.updated-number", Severity.ERROR,
      "sessionctl repair writes the time as text; beside it the product lists no session of the whole directory"),
  CONTENT_LIST("praisonai.content.list-content", Severity.WARNING,
      "remove the directory session_spill when it is empty: while it exists, every read of this session fails"),
  LONE_SURROGATE("praisonai.content.lone-surrogate", Severity.ERROR,
      "sessionctl repair puts U+FFFD there; until then every write of this session fails"),
  DUPLICATE_KEY("praisonai.content.duplicate-key", Severity.WARNING,
      "look at the file: the product sees the last of the fields only, and drops the others at its next write"),
  UNKNOWN_KEY("praisonai.content.unknown-key", Severity.INFO, null),

  NO_ID("praisonai.id.missing", Severity.WARNING, "the session has the empty id to the product; look at the file"),
  OTHER_ID("praisonai.id.mismatch", Severity.WARNING,
      "look at the file: the product finds it by its name and goes on writing the other id"),
  ID_TWICE("praisonai.id.twice", Severity.WARNING, "look at both: the product finds each by its name"),
  ID_COLLISION("praisonai.id.collision", Severity.WARNING,
      "give one of the sessions another id: two ids lead to one file, which collects the messages of both"),
  FUTURE("praisonai.time.future", Severity.WARNING, "see which clock was wrong; the session stays first in every list"),
  NO_TIME("praisonai.time.missing", Severity.INFO, null),

  HYBRID("praisonai.family.hybrid", Severity.WARNING,
      "keep it for praisonai session only: the interactive prompt can no longer load it"),
  SUMMARY("praisonai.history.summary", Severity.WARNING,
      "sessionctl compact puts its pieces together; it grows with every message, and the model reads it each time"),
  ARCHIVE("praisonai.history.archive", Severity.INFO, "sessionctl compact --level trim moves it out of the file"),
  SESSION_DATA("praisonai.history.session-data", Severity.INFO,
      "sessionctl compact --level trim drops the copies that a later one supersedes"),
  TOOL_RESULT("praisonai.history.tool-result", Severity.WARNING,
      "look at the session: models refuse a history in which a tool's result comes without its call"),
  COMPACTION_INDEX("praisonai.compaction.index", Severity.WARNING,
      "sessionctl repair sets it to the nearest that there is, as the product does when it reads"),
  SNAPSHOT_INDEX("praisonai.snapshot.index", Severity.WARNING,
      "sessionctl repair sets it to the last message: a revert to it would lead elsewhere"),

  PARENT_GONE("praisonai.lineage.dangling-parent", Severity.WARNING, "sessionctl repair cuts the link"),
  CHILD_GONE("praisonai.lineage.dangling-child", Severity.WARNING, "sessionctl repair cuts the link"),
  PARENT_ONLY("praisonai.lineage.one-sided", Severity.INFO, null),
  CIRCLE("praisonai.lineage.circle", Severity.ERROR,
      "sessionctl repair cuts one link: the product recurses on it until it dies"),

  SPILL("praisonai.spill.pending", Severity.WARNING,
      "sessionctl repair appends the messages; so does the product's next read of that id, in whatever directory"),
  SPILL_ORPHAN("praisonai.spill.orphan", Severity.WARNING,
      "look at it: the next read of that id makes a session of it, in whatever directory that is"),
  SPILL_DAMAGED("praisonai.spill.damaged", Severity.WARNING, "sessionctl repair keeps it in lost+found"),
  QUARANTINE("praisonai.quarantine.kept", Severity.WARNING,
      "sessionctl repair brings the messages back that can be read, when the session has no file by now"),
  TEMPORARY("praisonai.temp.orphan", Severity.WARNING,
      "sessionctl repair sets it aside: its writer was killed, and nothing else ever removes it"),
  LOCK_OWNER("praisonai.lock.owner", Severity.ERROR,
      "chown it to the owner of the directory: every read and write of the session fails after 5 s"),
  LOCK_NOT_A_FILE("praisonai.lock.not-a-file", Severity.ERROR,
      "look at it and move it away: no process gets this lock, so nothing is saved"),
  LOCK_ORPHAN("praisonai.lock.orphan", Severity.INFO, null),
  COPY("praisonai.project.legacy-copy", Severity.INFO, null),
  RUN_METADATA("praisonai.run.metadata", Severity.WARNING,
      "look at the directory: without readable metadata the product does not see the run"),
  DATABASE("praisonai.database.gateway", Severity.INFO, null),
  DATABASE_DAMAGED("praisonai.database.damaged", Severity.ERROR,
      "look at it and bring it back from a backup; a gateway that finds none begins with the files here"),
  DATABASE_INDEX("praisonai.database.index", Severity.INFO, null),
  SHARE_ORPHAN("praisonai.share.orphan", Severity.WARNING,
      "remove the page: it shows a session that is not there any more"),
  STRAY("praisonai.files.unknown", Severity.INFO, null),
  FILE_SYSTEM("praisonai.filesystem.remote", Severity.WARNING,
      "keep the store on a local disk: locks of several hosts are not safe there"),
  INTERRUPTED(InterruptedRunCheck.ID, Severity.WARNING, InterruptedRunCheck.FIX);

  /** Advice that several have in common; fields of an enum cannot be used by its constants. */
  private static final class Fix {
    static final String HIDES_ALL = "sessionctl repair keeps it in lost+found; beside it the product lists and finds no"
        + " session of the whole directory";
    static final String EMPTY_LIST = "sessionctl repair puts an empty list there; beside it the product lists no"
        + " session of the whole directory";
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
