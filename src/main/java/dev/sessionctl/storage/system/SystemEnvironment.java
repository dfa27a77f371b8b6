package dev.sessionctl.storage.system;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import java.util.SplittableRandom;

/** The surroundings of this process, as they are. */
public final class SystemEnvironment {
  private SystemEnvironment() {}

  /** Takes them; the one place where the program asks its platform for them. */
  public static Environment create() {
    Map<String, String> variables = System.getenv();
    Path working = Path.of(System.getProperty("user.dir")).toAbsolutePath().normalize();
    Path proc = Path.of("/proc");
    boolean linux = Files.isReadable(proc.resolve("self").resolve("stat"));
    ProcessTable processes = linux ? new ProcProcessTable(proc) : new HandleProcessTable();
    return new Environment(variables, Clock.systemUTC(), ZoneId::systemDefault, home(variables, working), working,
        temporary(variables), userId(linux ? proc : null), processes, new SystemFileSystems(), new SyncFlusher(),
        new IdlePriority(), new SplittableRandom());
  }

  private static Path home(Map<String, String> variables, Path working) {
    String home = variables.get("HOME");
    if (home == null || home.isBlank()) {
      home = System.getProperty("user.home");
    }
    return working.resolve(home).normalize();
  }

  /** As Node's {@code os.tmpdir()} decides on POSIX, since gateways put their locks there. */
  private static Path temporary(Map<String, String> variables) {
    for (String name : new String[] {"TMPDIR", "TMP", "TEMP"}) {
      String value = variables.get(name);
      if (value != null && !value.isEmpty()) {
        return Path.of(value);
      }
    }
    return Path.of("/tmp");
  }

  private static long userId(Path proc) {
    try {
      Path own = proc == null ? Path.of(System.getProperty("user.home")) : proc.resolve("self");
      LinkOption[] options = {};
      return ((Integer) Files.getAttribute(own, "unix:uid", options)).longValue();
    } catch (IOException | UnsupportedOperationException e) {
      return -1;
    }
  }
}
