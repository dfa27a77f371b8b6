package dev.sessionctl.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reading, writing or syncing failed; says which file, and why in words. */
public class StorageIoException extends StoreException {
  private static final long serialVersionUID = 1L;

  public StorageIoException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Describes a failure of the platform in one line: what was tried, on which file, and the reason. */
  public static StorageIoException of(String attempt, Path path, IOException cause) {
    return new StorageIoException("cannot " + attempt + " " + path + ": " + reason(cause), cause);
  }

  /** As {@link #of}, but what the storage module itself has thrown, and so described, is returned as it is. */
  public static StoreException wrap(String attempt, Path path, IOException cause) {
    return cause instanceof StoreException known ? known : of(attempt, path, cause);
  }

  /** Something that may fail as the platform fails. */
  @FunctionalInterface
  public interface Attempt<T> {
    T run() throws IOException;
  }

  /** Runs it, and describes a failure as {@link #wrap} does. */
  public static <T> T guard(String attempt, Path path, Attempt<T> action) throws StoreException {
    try {
      return action.run();
    } catch (IOException e) {
      throw wrap(attempt, path, e);
    }
  }

  /** The platform's reason without the file name that some exceptions repeat. */
  public static String reason(IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (cause instanceof FileSystemException failure && failure.getReason() != null) {
      return failure.getReason();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
