package dev.sessionctl.storage.system;

import dev.sessionctl.storage.BulkFlusher;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Flushes a whole file system with one {@code sync -f}, which is {@code syncfs(2)}, where a coreutils {@code sync}
 * is installed; otherwise, and for few files, syncs each file from several threads. Since Linux 5.8 a failed
 * write-back is reported by {@code syncfs}, and the exit status tells.
 */
public final class SyncFlusher implements BulkFlusher {

  /** Below this many files their own syncs are cheaper than another process. */
  private static final int FEW = 16;

  private static final int THREADS = 8;

  private static final List<Path> PROGRAMS = List.of(Path.of("/usr/bin/sync"), Path.of("/bin/sync"));

  @Override
  public void flush(Path directory, List<Path> files) throws IOException {
    if (files.size() >= FEW && flushFileSystem(directory)) {
      return;
    }
    flushEach(files);
  }

  private static boolean flushFileSystem(Path directory) throws IOException {
    for (Path program : PROGRAMS) {
      if (Files.isExecutable(program) && !program.toRealPath().endsWith("busybox")) {
        ProcessBuilder builder = new ProcessBuilder(program.toString(), "-f", directory.toString());
        builder.environment().clear();
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        try {
          // Reaped here: leaving the JVM with a live child costs hundreds of milliseconds.
          if (builder.start().waitFor() != 0) {
            // Pages that failed to be written are clean now; syncing again would claim success.
            throw new IOException("sync -f " + directory + " failed: not everything could be written");
          }
          return true;
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IOException("interrupted while flushing " + directory, e);
        }
      }
    }
    return false;
  }

  private static void flushEach(List<Path> files) throws IOException {
    if (files.size() < FEW) {
      for (Path file : files) {
        force(file);
      }
      return;
    }
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> pending = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int first = i;
        pending.add(threads.submit(() -> {
          for (int n = first; n < files.size(); n += THREADS) {
            force(files.get(n));
          }
          return null;
        }));
      }
      for (Future<?> part : pending) {
        part.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while flushing", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
