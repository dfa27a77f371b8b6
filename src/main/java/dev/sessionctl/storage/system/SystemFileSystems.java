package dev.sessionctl.storage.system;

import dev.sessionctl.storage.FileSystems;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Asks the platform about the file store that holds a path. */
public final class SystemFileSystems implements FileSystems {

  /** A question to a file store. */
  private interface Question<T> {
    T of(FileStore store) throws IOException;
  }

  @Override
  public String type(Path path) throws IOException {
    return ask(path, FileStore::type, "");
  }

  @Override
  public long usableBytes(Path path) throws IOException {
    return ask(path, FileStore::getUsableSpace, -1L);
  }

  @Override
  public long totalBytes(Path path) throws IOException {
    return ask(path, FileStore::getTotalSpace, -1L);
  }

  private static <T> T ask(Path path, Question<T> question, T unknown) throws IOException {
    try {
      return question.of(Files.getFileStore(path));
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      // In a chroot the table of mounts names none that the path lies on ("Mount point not found").
      return unknown;
    }
  }
}
