package dev.sessionctl.storage.check;

import dev.sessionctl.storage.Severity;

/** A class of findings. Its id is stable: scripts match on it. Formats keep theirs in an enum. */
public interface FindingClass {

  /**
   * What is the same for all findings of a class.
   *
   * @param id such as {@code openclaw.index.unparsable}; explained in docs/findings.md
   * @param fix what an operator can do about it, one line, or null when there is nothing to do
   */
  record Facts(String id, Severity severity, String fix) {}

  /** What is said of the class. */
  Facts facts();

  /** The id. */
  default String id() {
    return facts().id();
  }

  default Severity severity() {
    return facts().severity();
  }

  /** What to do, or null. */
  default String fix() {
    return facts().fix();
  }
}
