package dev.sessionctl.storage.change;

import java.util.Set;

/**
 * Mends what {@code verify} finds; damaged bytes are kept in {@code lost+found} of the run's trash.
 *
 * @param findings only findings with these ids, or empty for all that can be mended
 * @param keys only these sessions, or empty for all
 * @param reindex whether an index that is gone or broken shall be rebuilt
 */
public record Repair(Set<String> findings, Set<String> keys, boolean reindex) implements ChangeRequest {
  @Override
  public String command() {
    return "repair";
  }
}
