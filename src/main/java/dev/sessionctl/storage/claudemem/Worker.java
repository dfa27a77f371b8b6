package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockVerdict;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.ProcessInfo;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.sqlite.DatabaseHolders;
import dev.sessionctl.storage.text.IsoTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The product's worker: seen by SQLite's own locks, which cannot be wrong, and by {@code worker.pid}, which a kill
 * leaves behind and old releases write without a start time (8.1 to 13.25).
 */
record Worker(Path database, Environment environment) {

  static final String PID_FILE = "worker.pid";
  static final String SPAWN_LOCK = "spawn.lock";

  List<Owner> owners() throws StoreException {
    Map<Long, Owner> found = new LinkedHashMap<>();
    holders().addOwners(found);
    Path file = database.resolveSibling(PID_FILE);
    if (Files.isRegularFile(file)) {
      Settings worker = Settings.read(file);
      long pid = worker.number("pid");
      long port = worker.number("port");
      if (pid > 0 && verdict(worker) == LockVerdict.LIVE) {
        found.putIfAbsent(pid, new Owner(pid, "claude-mem worker", "named by " + file));
      } else if (port > 0 && port < 65_536 && environment.processes().isListening((int) port)) {
        found.putIfAbsent(-1L, new Owner(-1, "claude-mem worker", file + " names port " + port
            + ", and something listens there"));
      }
    }
    return List.copyOf(found.values());
  }

  private DatabaseHolders holders() {
    return new DatabaseHolders(database, environment, Worker::name);
  }

  private static String name(ProcessInfo process) {
    String command = process.commandLine();
    return command.contains("worker-service") || command.contains("claude-mem") ? "claude-mem worker" : "a process";
  }

  /** SQLite's locks that are held, and the product's own files that stand for one. */
  List<LockView> locks() throws StoreException {
    List<LockView> views = new ArrayList<>(holders().locks());
    for (String name : new String[] {PID_FILE, SPAWN_LOCK}) {
      Path file = database.resolveSibling(name);
      if (Files.isRegularFile(file)) {
        Settings content = Settings.read(file);
        views.add(new LockView(file, database, content.number("pid"), time(content), verdict(content),
            name.equals(PID_FILE) ? "the worker's own record" : "somebody starts the worker"));
      }
    }
    return views;
  }

  private static long time(Settings content) {
    String text = content.text("startedAt");
    long number = content.number("startedAt");
    return number > 0 ? number : text == null ? Session.UNKNOWN : IsoTime.parse(text, 0, text.length(), ':');
  }

  /** {@code startToken} is the start time in clock ticks, where the release writes one. */
  private LockVerdict verdict(Settings content) {
    Optional<ProcessInfo> process = environment.processes().find(content.number("pid"));
    if (content.number("pid") <= 0 || environment.processes().inContainer()) {
      return LockVerdict.UNKNOWN;
    }
    if (process.isEmpty()) {
      return LockVerdict.DEAD;
    }
    long ticks = content.number("startToken");
    boolean other = ticks > 0 && process.get().startTicks() > 0 && process.get().startTicks() != ticks;
    return other ? LockVerdict.RECYCLED : LockVerdict.LIVE;
  }
}
