package dev.sessionctl.storage.change;

/**
 * Brings a migrated store back to the layout it had, with what was written since.
 *
 * @param runId the run to take back, or null for the last one
 */
public record MigrationRollback(String runId) implements ChangeRequest {
  @Override
  public String command() {
    return "migrate";
  }
}
