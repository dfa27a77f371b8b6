package dev.sessionctl.storage.change;

import java.util.Set;

/**
 * Puts back what a run set aside.
 *
 * @param runId the run
 * @param keys only these sessions, or empty for everything
 * @param overNewer whether what was written since may go to the trash: of a run that replaced the whole store
 */
public record Restoration(String runId, Set<String> keys, boolean overNewer) implements ChangeRequest {

  /** Without that. */
  public Restoration(String runId, Set<String> keys) {
    this(runId, keys, false);
  }

  @Override
  public String command() {
    return "trash restore";
  }
}
