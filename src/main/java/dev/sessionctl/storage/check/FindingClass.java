package dev.sessionctl.storage.check;

import dev.sessionctl.storage.Severity;

/** A class of findings. Its id is stable: scripts match on it. Formats keep theirs in an enum. */
public interface FindingClass {

  /** The id, such as {@code openclaw.index.unparsable}; explained in docs/findings.md. */
  String id();

  Severity severity();

  /** What an operator can do about it, one line, or null when there is nothing to do. */
  String fix();
}
