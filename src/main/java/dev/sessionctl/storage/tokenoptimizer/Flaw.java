package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.Severity;
import dev.sessionctl.storage.check.FindingClass;
import dev.sessionctl.storage.check.InterruptedRunCheck;

/**
 * The classes of findings that {@code verify} makes on the plugin's state, with what an operator can do. Identifiers
 * are stable: scripts match on them. All are explained in docs/findings.md.
 */
enum Flaw implements FindingClass {
  STATE_MISSING("token-optimizer.state.missing", Severity.ERROR, Fix.REBUILD),
  STATE_EMPTY("token-optimizer.state.empty", Severity.ERROR, Fix.REBUILD),
  STATE_TORN("token-optimizer.state.torn", Severity.ERROR, Fix.REBUILD),
  STATE_NOT_AN_OBJECT("token-optimizer.state.not-an-object", Severity.ERROR, Fix.REBUILD),
  STATE_ODD_FIELD("token-optimizer.state.odd-field", Severity.WARNING, Fix.REBUILD),
  STATE_BEHIND("token-optimizer.state.behind", Severity.WARNING, Fix.REBUILD),
  STATE_UNKNOWN_VALUE("token-optimizer.state.unknown-value", Severity.INFO, null),
  STATE_FUTURE("token-optimizer.state.future-time", Severity.WARNING,
      "check the clock of the host; nothing is captured of the session until then"),
  STATE_UNREADABLE("token-optimizer.state.unreadable", Severity.ERROR, Fix.READ),

  MANIFEST_MISSING("token-optimizer.manifest.missing", Severity.ERROR,
      "sessionctl repair makes it anew from the headers of the checkpoints"),
  MANIFEST_TORN("token-optimizer.manifest.torn", Severity.ERROR,
      "sessionctl repair cuts and keeps it; the plugin's next line would be glued to it and lost with it"),
  MANIFEST_UNTERMINATED("token-optimizer.manifest.unterminated", Severity.ERROR,
      "sessionctl repair ends it: otherwise the last line and the next one are lost together"),
  MANIFEST_UNPARSABLE("token-optimizer.manifest.unparsable", Severity.WARNING,
      "sessionctl repair keeps these lines in lost+found; the plugin passes over them"),
  MANIFEST_FOREIGN("token-optimizer.manifest.foreign-path", Severity.ERROR,
      "sessionctl repair, or sessionctl migrate --relocate for a whole tree: the plugin sees no such checkpoint"),
  MANIFEST_DANGLING("token-optimizer.manifest.dangling", Severity.WARNING,
      "sessionctl repair takes the lines out, and so does sessionctl compact"),
  MANIFEST_LAST_DANGLING("token-optimizer.manifest.last-dangling", Severity.ERROR,
      "sessionctl repair takes the line out: until then a capture that equals the lost one is skipped"),
  MANIFEST_UNREADABLE("token-optimizer.manifest.unreadable", Severity.ERROR, Fix.READ),

  CHECKPOINT_ORPHAN("token-optimizer.checkpoint.orphan", Severity.WARNING,
      "sessionctl repair adds its line to the manifest; until then nothing restores it"),
  CHECKPOINT_EMPTY("token-optimizer.checkpoint.empty", Severity.WARNING,
      "sessionctl repair sets it aside, with its line"),
  CHECKPOINT_NO_HEADER("token-optimizer.checkpoint.no-header", Severity.WARNING,
      "look at the file: it was cut, or is none of the plugin's"),
  CHECKPOINT_NEAR_EMPTY("token-optimizer.checkpoint.near-empty", Severity.WARNING,
      "use a release of the plugin that reads this OpenClaw's transcripts; sessionctl evict takes what is of no use"),

  SESSION_LINK("token-optimizer.session.symlink", Severity.ERROR,
      "put a directory in its place: the plugin refuses to capture anything there"),
  SESSION_NAME("token-optimizer.session.name", Severity.WARNING,
      "move it away: no session id leads to that name"),
  SESSION_EMPTY("token-optimizer.session.empty", Severity.INFO, null),
  FILE_LINK("token-optimizer.file.symlink", Severity.ERROR,
      "put the file itself in its place: the plugin refuses to write through a link"),
  FILE_NOT_A_FILE("token-optimizer.file.not-a-file", Severity.ERROR,
      "move it away: the plugin cannot write there"),
  FILE_HARD_LINK("token-optimizer.file.hard-link", Severity.WARNING,
      "make a copy of its own: the plugin writes in place, so its other name changes with it"),
  FILE_STRAY("token-optimizer.file.stray", Severity.INFO, null),
  ROOT_STRAY("token-optimizer.root.stray", Severity.WARNING,
      "move it away: the plugin's doctor fails while it is there"),
  ROOT_LINK("token-optimizer.root.symlink", Severity.ERROR,
      "put a directory in its place: the plugin refuses to capture anything there"),

  CACHE_UNPARSABLE("token-optimizer.cache.unparsable", Severity.WARNING,
      "nothing to keep in it; the plugin begins it anew"),
  CACHE_TEMPS("token-optimizer.cache.temps", Severity.WARNING, "sessionctl compact sets those aside that are old"),
  CACHE_UNCLAIMED("token-optimizer.cache.unclaimed", Severity.INFO, null),
  LOG_UNPARSABLE("token-optimizer.log.unparsable", Severity.INFO, null),

  MODE_FILE("token-optimizer.mode.file", Severity.WARNING, "sessionctl repair: chmod 600"),
  MODE_DIRECTORY("token-optimizer.mode.directory", Severity.WARNING, "sessionctl repair: chmod 700"),
  MODE_OWNER("token-optimizer.mode.owner", Severity.WARNING, "chown to the user that the gateway runs as"),

  FILE_SYSTEM("token-optimizer.filesystem.remote", Severity.WARNING,
      "keep the store on a local disk: renames of several hosts are not safe there"),
  NOT_LOOKED_AT("token-optimizer.files.unreadable", Severity.WARNING, Fix.READ),
  RUN_INTERRUPTED(InterruptedRunCheck.ID, Severity.WARNING, InterruptedRunCheck.FIX);

  /** Advice that several have in common; fields of an enum cannot be used by its constants. */
  private static final class Fix {
    static final String READ = "give this user the right to read it";
    static final String REBUILD = "sessionctl repair rebuilds it from the manifest; the plugin takes it for blank and"
        + " captures the same again";
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
