package dev.sessionctl.storage.change;

import java.nio.file.Path;
import java.util.Set;

/**
 * Brings single sessions of a backup back into a store.
 *
 * @param backup where the backup is
 * @param keys the sessions
 */
public record SessionRestoration(Path backup, Set<String> keys) implements ChangeRequest {
  @Override
  public String command() {
    return "restore";
  }
}
