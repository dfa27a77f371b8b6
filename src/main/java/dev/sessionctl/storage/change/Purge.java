package dev.sessionctl.storage.change;

import java.time.Duration;
import java.util.Set;

/**
 * Removes what runs set aside for good.
 *
 * @param runs only these runs, or empty for all
 * @param olderThan only runs older than that, and with them the journals of runs of which nothing else is left; or null
 * @param backups former indexes that migrations kept go too
 */
public record Purge(Set<String> runs, Duration olderThan, boolean backups) implements ChangeRequest {
  @Override
  public String command() {
    return "trash purge";
  }
}
