package dev.sessionctl.storage.change;

import java.util.Set;

/**
 * Puts back what a run set aside.
 *
 * @param runId the run
 * @param keys only these sessions, or empty for everything
 */
public record Restoration(String runId, Set<String> keys) implements ChangeRequest {
  @Override
  public String command() {
    return "trash restore";
  }
}
