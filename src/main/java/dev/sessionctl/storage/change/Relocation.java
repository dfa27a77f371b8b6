package dev.sessionctl.storage.change;

import java.nio.file.Path;

/**
 * Moves or copies a whole state directory and rewrites every absolute path in it.
 *
 * @param destination where it shall be; the present place means that only paths are rewritten
 * @param copy whether the original stays
 * @param formerRoot the directory that the recorded paths begin with, or null to find it out
 */
public record Relocation(Path destination, boolean copy, Path formerRoot) implements ChangeRequest {
  @Override
  public String command() {
    return "migrate";
  }
}
