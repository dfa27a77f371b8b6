package dev.sessionctl.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * Reads a file that somebody may be writing: looks at its identity, reads, looks again, and reads once more when
 * it changed in between, so that a half-written state is never called damage. Stateless.
 */
public final class StableRead {

  /** How often a read is repeated before its last result is returned as unstable. */
  public static final int RETRIES = 3;

  private StableRead() {}

  /** Reads a path; may be called several times. */
  @FunctionalInterface
  public interface Action<T> {
    T read(Path path) throws IOException;
  }

  /** Waits before a repetition. */
  @FunctionalInterface
  public interface Pause {
    /**
     * Waits.
     *
     * @param repetition 1 before the first repetition
     */
    void before(int repetition) throws IOException;
  }

  /**
   * What was read.
   *
   * @param value the last result
   * @param identity the file it belongs to; when unstable, the file after the last read
   * @param stable whether the result describes that file, and no mixture of two states
   * @param attempts how often it was read, from 1
   */
  public record Result<T>(T value, FileIdentity identity, boolean stable, int attempts) {}

  /**
   * Reads a file that is replaced or rewritten as a whole, such as an index.
   *
   * @throws IOException what the action threw, if the file did not change meanwhile or kept changing
   */
  public static <T> Result<T> whole(Path path, Action<T> action, Pause pause) throws IOException {
    return read(path, action, null, pause);
  }

  /**
   * Reads a file to which lines are appended. Growth alone is no reason to read again, since the action judges
   * only what was there when it opened the file; but a result that looks damaged counts only if the file stayed
   * as it was, because an append may have been under way.
   *
   * @param damaged whether a result needs the file to have been still
   * @throws IOException what the action threw, if the file did not change meanwhile or kept changing
   */
  public static <T> Result<T> appended(Path path, Action<T> action, Predicate<T> damaged, Pause pause)
      throws IOException {
    return read(path, action, damaged, pause);
  }

  /** Sleeps 20, 40, 80 … ms: longer than a product needs to write one line or to rename an index. */
  public static void sleep(int repetition) throws IOException {
    try {
      Thread.sleep(10L << Math.min(repetition, 6));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.io.InterruptedIOException("interrupted while waiting to read a file again");
    }
  }

  private static <T> Result<T> read(Path path, Action<T> action, Predicate<T> damaged, Pause pause)
      throws IOException {
    for (int attempt = 1; ; attempt++) {
      FileIdentity before = FileIdentity.of(path);
      T value = null;
      IOException failure = null;
      try {
        value = action.read(path);
      } catch (IOException e) {
        failure = e;
      }
      FileIdentity after = FileIdentity.ofNullable(path);
      boolean same = before.equals(after);
      if (failure == null && (same || damaged != null && grew(before, after) && !damaged.test(value))) {
        return new Result<>(value, same ? after : before, true, attempt);
      }
      if (failure != null && (same || attempt > RETRIES)) {
        throw failure;
      }
      if (attempt > RETRIES) {
        return new Result<>(value, after, false, attempt);
      }
      pause.before(attempt);
    }
  }

  private static boolean grew(FileIdentity before, FileIdentity after) {
    return after != null && before.device() == after.device() && before.inode() == after.inode()
        && after.size() >= before.size();
  }
}
