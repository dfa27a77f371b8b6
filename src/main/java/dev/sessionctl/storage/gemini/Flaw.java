package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.Severity;
import dev.sessionctl.storage.check.FindingClass;
import dev.sessionctl.storage.check.InterruptedRunCheck;

/** Every class of findings of this format; docs/findings.md explains each. Scripts match on the ids, so they stay. */
enum Flaw implements FindingClass {
  EMPTY("gemini.file.empty", Severity.ERROR,
      "sessionctl repair sets it aside; the session begins anew with its next message"),
  TORN("gemini.file.torn", Severity.ERROR, Fix.MEND),
  TRAILING("gemini.file.trailing", Severity.ERROR, Fix.MEND),
  INVALID("gemini.file.invalid", Severity.ERROR, Fix.MEND),
  BYTE_ORDER_MARK("gemini.file.bom", Severity.ERROR,
      "sessionctl repair takes it out; the product does not load the file"),
  NO_SESSION("gemini.file.no-session", Severity.WARNING, "move it away: the product passes over it at every start"),
  UNREADABLE("gemini.file.unreadable", Severity.ERROR, "give this user the right to read it"),
  NOT_A_FILE("gemini.file.not-a-file", Severity.WARNING,
      "move it away: the product reads, and writes, what a link leads to, and passes over all else"),
  BUSY("gemini.file.busy", Severity.INFO, null),

  NO_ID("gemini.id.missing", Severity.WARNING,
      "look at it with sessionctl inspect; the product cannot find it by any id and would save it as undefined.json"),
  MISNAMED("gemini.id.misnamed", Severity.WARNING,
      "sessionctl compact renames it; the product would write a second file beside it"),
  DUPLICATE("gemini.id.duplicate", Severity.WARNING,
      "sessionctl compact merges them; the product takes the last by name and ignores the other"),
  COLLISION("gemini.id.collision", Severity.ERROR,
      "keep a copy: the product writes both sessions into one file, and the later write replaces the other"),
  ODD_NAME("gemini.name.odd", Severity.WARNING,
      "look at it with sessionctl inspect: the product writes such a name only for a damaged id"),

  BEGUN_ANEW("gemini.session.begun-anew", Severity.WARNING,
      "its earlier history was overwritten; it may still be among the transcripts of Gemini CLI"),
  NOT_RESUMABLE("gemini.session.not-resumable", Severity.INFO, null),
  NO_TIME("gemini.session.no-time", Severity.WARNING,
      "the product takes such a session for one of 1970; its next message gives it a time"),
  TIME_BEHIND("gemini.session.time-behind", Severity.INFO, null),
  FUTURE_TIME("gemini.session.future-time", Severity.WARNING,
      "check the clock of the host; the session does not age until then"),

  MESSAGE_TIME("gemini.message.time", Severity.WARNING,
      "the product fails to show the history of such a session (RangeError)"),
  MESSAGE_ORDER("gemini.message.order", Severity.INFO, null),
  TOOL_RESULT("gemini.message.tool-result", Severity.INFO, null),

  SURPLUS("gemini.store.surplus", Severity.INFO, "sessionctl evict --max-sessions 100 keeps those last active"),
  UNUSED("gemini.store.unused", Severity.INFO, null),
  TEMPORARIES("gemini.files.temporary", Severity.WARNING,
      "sessionctl repair, or any other changing command, removes what its own interrupted runs left"),
  MODE_OPEN("gemini.mode.open", Severity.INFO, "chmod 700 the directory"),
  FILE_SYSTEM("gemini.filesystem.remote", Severity.WARNING,
      "keep the store on a local disk: what a writer on another host does is seen late there"),
  RUN_INTERRUPTED(InterruptedRunCheck.ID, Severity.WARNING, InterruptedRunCheck.FIX);

  /** Advice that several have in common; fields of an enum cannot be used by its constants. */
  private static final class Fix {
    static final String MEND = "sessionctl repair keeps every whole message and the damaged bytes; the product does not"
        + " load the file, and its next save of that session replaces it";
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
