package dev.sessionctl.storage.change;

import java.time.Duration;
import java.util.Set;

/**
 * Removes what runs set aside for good.
 *
 * @param runs only these runs, or empty for all
 * @param olderThan only runs older than that, or null
 */
public record Purge(Set<String> runs, Duration olderThan) implements ChangeRequest {
  @Override
  public String command() {
    return "trash purge";
  }
}
