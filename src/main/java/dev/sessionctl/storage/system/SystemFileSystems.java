package dev.sessionctl.storage.system;

import dev.sessionctl.storage.FileSystems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Asks the platform for the type of the file store that holds a path. */
public final class SystemFileSystems implements FileSystems {
  @Override
  public String type(Path path) throws IOException {
    return Files.getFileStore(path).type();
  }
}
