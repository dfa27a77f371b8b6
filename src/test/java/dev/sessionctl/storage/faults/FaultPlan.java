package dev.sessionctl.storage.faults;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which mutating operation goes wrong, and how. Counts every operation that changes a file system and makes the one
 * with a given number fail. Not safe for use by several threads.
 */
public final class FaultPlan {

  /** What happens at the chosen operation. */
  public enum Kind {
    /** Nothing; operations are only counted. */
    NONE,
    /** That operation fails as a bad disk does. */
    EIO,
    /** That operation fails as a full disk does; half of a write gets through. */
    ENOSPC,
    /** That operation is not permitted. */
    EACCES,
    /** That operation and every later one fails: the kernel remounted the file system read-only. */
    READ_ONLY,
    /** The process is killed before that operation; no later one happens, so nothing can be cleaned up. */
    CRASH,
    /** The same, and half of the bytes get through if the operation is a write. */
    TORN_CRASH,
    /** Nothing fails, but somebody does something just before that operation. */
    INTERFERE;

    public boolean isCrash() {
      return this == CRASH || this == TORN_CRASH;
    }

    boolean tears() {
      return this == ENOSPC || this == TORN_CRASH;
    }
  }

  /** What {@link Kind#INTERFERE} does. */
  @FunctionalInterface
  public interface Interference {
    void happen() throws IOException;
  }

  private final Kind kind;
  private final int at;
  private final Interference interference;
  private final List<String> trace = new ArrayList<>();
  private boolean fired;

  /**
   * A plan.
   *
   * @param at number of the operation, from 1
   */
  public FaultPlan(Kind kind, int at) {
    this(kind, at, () -> { });
  }

  public FaultPlan(Kind kind, int at, Interference interference) {
    this.kind = kind;
    this.at = at;
    this.interference = interference;
  }

  /** Whether the chosen operation was reached. */
  public boolean fired() {
    return fired;
  }

  /** Number of operations so far. */
  public int count() {
    return trace.size();
  }

  /** What was done so far, one line an operation. */
  public List<String> trace() {
    return trace;
  }

  /** Called before an operation that changes something. */
  void before(String operation, Path path) throws IOException {
    beforeReading();
    if (fired && kind == Kind.READ_ONLY) {
      throw failure(path);
    }
    trace.add(operation + " " + path);
    if (kind != Kind.NONE && trace.size() == at) {
      fired = true;
      if (kind == Kind.INTERFERE) {
        interference.happen();
      } else if (kind.isCrash()) {
        throw new SimulatedCrash();
      } else {
        throw failure(path);
      }
    }
  }

  /** Whether the next operation is the chosen one and, being a write, is to be done by half before it fails. */
  boolean tearsNext() {
    return kind.tears() && !fired && trace.size() + 1 == at;
  }

  /** Called before an operation that changes nothing: a killed process does not do that either. */
  void beforeReading() {
    if (fired && kind.isCrash()) {
      throw new SimulatedCrash();
    }
  }

  private IOException failure(Path path) {
    return switch (kind) {
      case ENOSPC -> new FileSystemException(path.toString(), null, "No space left on device");
      case EACCES -> new AccessDeniedException(path.toString());
      case READ_ONLY -> new FileSystemException(path.toString(), null, "Read-only file system");
      default -> new IOException("Input/output error");
    };
  }

  @Override
  public String toString() {
    return kind + " at operation " + at + (fired ? " (" + trace.get(at - 1) + ")" : " (not reached)");
  }
}
