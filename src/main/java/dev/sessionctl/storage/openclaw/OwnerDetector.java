package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockVerdict;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.ProcessInfo;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the processes that may write an OpenClaw store now: running gateways by their lock files, processes that
 * look like OpenClaw, and holders of locks in the sessions directory. There are writers without a gateway
 * ({@code agent --local}, {@code sessions cleanup}, {@code doctor --fix}), so every OpenClaw process counts
 * unless it provably uses another state directory; the evidence says when that could not be told.
 *
 * <p>Limits: a process in another container is only seen from the machine itself, not from a container; and
 * where {@code /proc} hides other users' processes, theirs are not seen. No owner is then no proof.
 */
final class OwnerDetector {

  /**
   * An owner and its process.
   *
   * @param process null when only a lock file speaks of it
   */
  record Found(Owner owner, ProcessInfo process) {}

  private OwnerDetector() {}

  /**
   * The owners of a state directory, a sessions directory, or an index or transcript in one; gateways first.
   *
   * @throws IOException when a sessions directory cannot be listed
   */
  static List<Owner> owners(Path place, Environment environment) throws IOException {
    return find(place, environment).stream().map(Found::owner).toList();
  }

  /** Like {@link #owners}, with the processes. */
  static List<Found> find(Path place, Environment environment) throws IOException {
    StorePlace store = StorePlace.of(place);
    Map<Long, Found> found = new LinkedHashMap<>();
    addGateways(store, environment, found);
    addProcesses(store, environment, found);
    for (Path sessions : sessionsOf(store)) {
      addHolders(sessions, environment, found);
    }
    return List.copyOf(found.values());
  }

  private static void addGateways(StorePlace store, Environment environment, Map<Long, Found> found) {
    long self = environment.processes().self().pid();
    for (GatewayLocks.Found lock : GatewayLocks.find(store.state(), environment)) {
      if (lock.process().pid() != self && tiesTo(lock, store, environment)) {
        add(found, lock.process(), "OpenClaw gateway", "holds " + lock.file());
      }
    }
  }

  /** Whether a gateway's lock names our state directory, our configuration, or nothing that tells. */
  private static boolean tiesTo(GatewayLocks.Found lock, StorePlace store, Environment environment) {
    if (lock.state() != null) {
      return store.touches(lock.state()) || storeLiesIn(lock, store);
    }
    if (lock.config() == null) {
      return store.state() == null || lock.file().getFileName().toString()
          .equals(GatewayLocks.fileName(StatePaths.ofState(store.state(), environment).config()));
    }
    Path config = StorePlace.real(lock.config());
    return store.touches(config.getParent()) || config.equals(StorePlace.real(StatePaths.of(environment).config()))
        && store.touches(StatePaths.of(environment).state()) || storeLiesIn(lock, store);
  }

  private static boolean storeLiesIn(GatewayLocks.Found lock, StorePlace store) {
    if (lock.config() == null) {
      return false;
    }
    Path state = lock.state() == null ? lock.config().getParent() : lock.state();
    GatewayConfig config = GatewayConfig.read(new StatePaths(state.getParent(), state, lock.config(), true));
    return config.store() != null && ForeignState.storeTouches(config, store);
  }

  private static void addProcesses(StorePlace store, Environment environment, Map<Long, Found> found) {
    ProcessInfo self = environment.processes().self();
    for (ProcessInfo process : environment.processes().all()) {
      String what = OpenClawProcess.describe(process.arguments());
      if (what == null || process.pid() == self.pid() || found.containsKey(process.pid())) {
        continue;
      }
      if (!process.namespace().isEmpty() && !self.namespace().isEmpty()
          && !process.namespace().equals(self.namespace())) {
        add(found, process, what, "runs in another container, so its state directory cannot be told");
        continue;
      }
      String doubt = ForeignState.whyItMayBe(store, process, environment);
      if (doubt != null) {
        add(found, process, what, "started as \"" + LockInspector.command(process) + "\", " + doubt);
      }
    }
  }

  private static void addHolders(Path sessions, Environment environment, Map<Long, Found> found) throws IOException {
    long self = environment.processes().self().pid();
    for (LockView lock : LockInspector.locksIn(sessions, environment)) {
      boolean runs = lock.verdict() == LockVerdict.LIVE || lock.verdict() == LockVerdict.TOO_OLD;
      if (runs && lock.pid() != self) {
        Optional<ProcessInfo> process = environment.processes().find(lock.pid());
        String what = process.map(OpenClawProcess::nameOf).orElse("process");
        found.putIfAbsent(lock.pid(),
            new Found(new Owner(lock.pid(), what, "holds " + lock.path()), process.orElse(null)));
      }
    }
  }

  private static void add(Map<Long, Found> found, ProcessInfo process, String what, String evidence) {
    found.putIfAbsent(process.pid(), new Found(new Owner(process.pid(), what, evidence), process));
  }

  private static List<Path> sessionsOf(StorePlace store) throws IOException {
    if (store.sessions() != null) {
      return List.of(store.sessions());
    }
    List<Path> directories = new ArrayList<>();
    try (DirectoryStream<Path> agents = Files.newDirectoryStream(store.state().resolve("agents"))) {
      for (Path agent : agents) {
        directories.add(agent.resolve("sessions"));
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return directories;
  }
}
