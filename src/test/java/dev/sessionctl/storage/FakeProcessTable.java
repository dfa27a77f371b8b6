package dev.sessionctl.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A process table that holds what a test puts into it, and one process of its own. */
public final class FakeProcessTable implements ProcessTable {

  /** The pid namespace of all processes that do not say otherwise. */
  public static final String NAMESPACE = "pid:[4026531836]";

  private final Map<Long, ProcessInfo> processes = new ConcurrentHashMap<>();
  private final Map<Long, Map<String, String>> variables = new ConcurrentHashMap<>();
  private final List<KernelLock> fileLocks = new CopyOnWriteArrayList<>();
  private volatile long self;
  private volatile boolean inContainer;
  private volatile int listening = -1;

  FakeProcessTable(long userId) {
    self(4242, 777, userId, List.of("java", "-Dsessionctl.lockowner=/openclaw", "-jar", "sessionctl.jar"));
  }

  /** Replaces this program's own process. */
  public FakeProcessTable self(long pid, long startTicks, long userId, List<String> arguments) {
    processes.remove(self);
    self = pid;
    processes.put(pid, new ProcessInfo(pid, startTicks, arguments, userId, NAMESPACE));
    return this;
  }

  /** Adds a process; variables that are null cannot be read. */
  public FakeProcessTable add(long pid, long startTicks, List<String> arguments, long userId, String namespace,
      Map<String, String> environment) {
    processes.put(pid, new ProcessInfo(pid, startTicks, arguments, userId, namespace));
    if (environment == null) {
      variables.remove(pid);
    } else {
      variables.put(pid, environment);
    }
    return this;
  }

  /** Adds a process of the same user and namespace as this program's, whose variables cannot be read. */
  public FakeProcessTable add(long pid, long startTicks, String... arguments) {
    return add(pid, startTicks, List.of(arguments), self().userId(), NAMESPACE, null);
  }

  /** Ends a process. */
  public FakeProcessTable remove(long pid) {
    processes.remove(pid);
    variables.remove(pid);
    return this;
  }

  public FakeProcessTable inContainer(boolean value) {
    inContainer = value;
    return this;
  }

  /** Lets the kernel say that somebody holds a lock. */
  public FakeProcessTable lock(KernelLock lock) {
    fileLocks.add(lock);
    return this;
  }

  @Override
  public List<KernelLock> fileLocks() {
    return List.copyOf(fileLocks);
  }

  @Override
  public ProcessInfo self() {
    return processes.get(self);
  }

  @Override
  public Optional<ProcessInfo> find(long pid) {
    return Optional.ofNullable(processes.get(pid));
  }

  @Override
  public List<ProcessInfo> all() {
    return new ArrayList<>(processes.values());
  }

  @Override
  public Optional<Map<String, String>> variables(long pid) {
    return Optional.ofNullable(variables.get(pid));
  }

  @Override
  public boolean inContainer() {
    return inContainer;
  }

  /** Lets somebody listen on a port. */
  public FakeProcessTable listening(int port) {
    listening = port;
    return this;
  }

  @Override
  public boolean isListening(int port) {
    return port == listening;
  }
}
