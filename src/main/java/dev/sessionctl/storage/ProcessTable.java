package dev.sessionctl.storage;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the machine says of running processes. Implementations are safe for use by several threads. */
public interface ProcessTable {

  /** This program's own process. */
  ProcessInfo self();

  /** The process with that id, or empty when there is none (a zombie counts as none). */
  Optional<ProcessInfo> find(long pid);

  /** All processes that can be seen, in no order. */
  List<ProcessInfo> all();

  /**
   * The environment variables a process was started with, or empty when this user may not read them.
   */
  Optional<Map<String, String>> variables(long pid);

  /**
   * Whether process ids in files written by programs of this machine's other containers could be mistaken for
   * ours, that is, whether this process runs in a pid namespace that is not the machine's first one.
   */
  boolean inContainer();

  /**
   * Whether some process listens for TCP connections on a port of this machine, or of this container; false where that
   * cannot be told.
   */
  default boolean isListening(int port) {
    return false;
  }

  /** The locks on files that are held now, as far as the platform tells; empty where it does not. */
  default List<KernelLock> fileLocks() {
    return List.of();
  }
}
