package dev.sessionctl.storage.change;

import java.nio.file.Path;

/**
 * Puts what a backup holds of a store in the place of what is there.
 *
 * @param backup where the backup is
 * @param overNewer whether sessions that are newer than in the backup, or not in it, may be replaced, too
 * @param owners whether files get the owners that they had
 */
public record Replacement(Path backup, boolean overNewer, boolean owners) implements ChangeRequest {
  @Override
  public String command() {
    return "restore";
  }
}
