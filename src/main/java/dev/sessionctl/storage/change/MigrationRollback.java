package dev.sessionctl.storage.change;

/**
 * Takes a layout migration back, carrying over what was written since.
 *
 * @param runId the run to take back, or null for the last one that was not
 */
public record MigrationRollback(String runId) implements ChangeRequest {
  @Override
  public String command() {
    return "migrate";
  }
}
