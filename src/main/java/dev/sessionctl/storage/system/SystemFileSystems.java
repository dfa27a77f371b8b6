package dev.sessionctl.storage.system;

import dev.sessionctl.storage.FileSystems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Asks the platform for the type of the file store that holds a path. */
public final class SystemFileSystems implements FileSystems {
  @Override
  public String type(Path path) throws IOException {
    try {
      return Files.getFileStore(path).type();
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      // In a chroot the table of mounts names none that the path lies on ("Mount point not found").
      return "";
    }
  }
}
