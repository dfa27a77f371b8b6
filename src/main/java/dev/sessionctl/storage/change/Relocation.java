package dev.sessionctl.storage.change;

import java.nio.file.Path;

/**
 * Moves or copies the state directory that a store belongs to, and rewrites every absolute path in it.
 *
 * @param destination where it shall stand; must not exist
 * @param copy leave the original as it is
 * @param oldRoot the root that absolute paths inside begin with, where that is not the directory's present
 *     place (it came from another host); or null
 */
public record Relocation(Path destination, boolean copy, Path oldRoot) implements ChangeRequest {
  @Override
  public String command() {
    return "migrate";
  }
}
