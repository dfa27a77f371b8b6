package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StableRead;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.gemini.SessionFile.Reliance;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Reads the files of a store, small stores on the calling thread and others with a few threads. What looks damaged
 * while somebody may be writing it is read again once it had time to settle, all such files after one wait.
 */
final class SessionFiles {

  private static final int CHUNK = 64;
  private static final int THREADS = 4;
  /** Below that the threads cost more than they gain. */
  private static final int FILES_BEFORE_THREADS = 512;
  /** A file that is still being written after so many waits is left alone. */
  private static final int ROUNDS = 4;

  private final Path directory;
  private final Environment environment;
  private final Waiting waiting;

  /** Waits for a while; replaced in tests. */
  @FunctionalInterface
  interface Waiting {
    void millis(long millis) throws IOException;

    /** Really waits. */
    Waiting REAL = millis -> {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new java.io.InterruptedIOException("interrupted while a file had time to settle");
      }
    };
  }

  SessionFiles(Path directory, Environment environment, Waiting waiting) {
    this.directory = directory;
    this.environment = environment;
    this.waiting = waiting;
  }

  /** Names of the files that the product would load, in its order. */
  List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (SafeName.isRead(name)) {
          names.add(name);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw StorageIoException.of("list", directory, e.getCause());
    }
    names.sort(null);
    return names;
  }

  /** All files as they are when they are at rest. */
  List<SessionFile> read(SessionFile.Depth depth) throws IOException {
    Function<Path, SessionFile> reader = path -> SessionFile.read(path, depth, StableRead::sleep);
    return settled(readAll(names(), reader), reader);
  }

  /** Reads files in another way; those that are gone are left out. */
  List<SessionFile> readAll(List<String> names, Function<Path, SessionFile> reader) throws IOException {
    List<SessionFile> files = new ArrayList<>(names.size());
    if (names.size() < FILES_BEFORE_THREADS) {
      files.addAll(chunk(names, reader));
      return files;
    }
    ExecutorService threads = Executors.newFixedThreadPool(THREADS, work -> {
      Thread thread = new Thread(work, "sessionctl-scan");
      thread.setDaemon(true);
      return thread;
    });
    try {
      List<Future<List<SessionFile>>> parts = new ArrayList<>();
      for (int from = 0; from < names.size(); from += CHUNK) {
        List<String> part = names.subList(from, Math.min(names.size(), from + CHUNK));
        parts.add(threads.submit(() -> chunk(part, reader)));
      }
      for (Future<List<SessionFile>> part : parts) {
        files.addAll(part.get());
      }
      return files;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private List<SessionFile> chunk(List<String> names, Function<Path, SessionFile> reader) {
    List<SessionFile> files = new ArrayList<>(names.size());
    for (String name : names) {
      SessionFile file = reader.apply(directory.resolve(name));
      if (file != null) {
        files.add(file);
      }
    }
    return files;
  }

  /**
   * Reads what looks damaged again until it is sound, gone, or has stood unchanged long enough. A file that never comes
   * to rest is left out, as unreadable for now.
   */
  List<SessionFile> settled(List<SessionFile> files, Function<Path, SessionFile> reader) throws IOException {
    List<SessionFile> present = files;
    for (int round = 0; present.stream().anyMatch(this::isUnclear); round++) {
      waiting.millis(SessionFile.SETTLE_MILLIS);
      List<SessionFile> next = new ArrayList<>(present.size());
      for (SessionFile file : present) {
        SessionFile again = isUnclear(file) ? again(file, reader, round == ROUNDS - 1) : file;
        if (again != null) {
          next.add(again);
        }
      }
      present = next;
    }
    return present;
  }

  private boolean isUnclear(SessionFile file) {
    return file.isSuspect() && !file.isSettled(environment);
  }

  private SessionFile again(SessionFile file, Function<Path, SessionFile> reader, boolean last) {
    SessionFile now = reader.apply(file.path());
    if (now == null || !now.isSuspect() || now.isSettled(environment)) {
      return now;
    }
    // Unchanged over the wait is at rest, whatever the clock says of it.
    if (now.reliance() == Reliance.STABLE && now.identity().equals(file.identity())) {
      return new SessionFile(now.path(), now.identity(), now.document(), null, Reliance.AT_REST);
    }
    return last ? new SessionFile(now.path(), now.identity(), null, SessionFile.BUSY, Reliance.STABLE) : now;
  }
}
