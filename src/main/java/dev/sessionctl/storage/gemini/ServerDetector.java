package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.ProcessInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the servers that may write a store: by {@code ~/.cloudcli/local-server.json}, which releases from 1.35.0 on
 * write once they listen and remove only at a clean exit, and by the process table. A server of a release that does not
 * use these sessions any more is none.
 *
 * <p>Limits: a server in another container is only seen from the machine itself, and where {@code /proc} hides the
 * processes of other users, theirs are not seen. No owner is then no proof.
 */
final class ServerDetector {

  private static final String WHAT = "claudecodeui server";

  /**
   * A server that may write the store.
   *
   * @param certain whether it certainly does; if not, an operator may know better
   */
  record Found(Owner owner, boolean certain) {}

  private final Path directory;
  private final Path home;
  private final Environment environment;

  /** @param directory where the sessions are */
  ServerDetector(Path directory, Environment environment) {
    this.directory = real(directory);
    this.home = Gemini.isPlaceOfSessions(this.directory) ? this.directory.getParent().getParent() : null;
    this.environment = environment;
  }

  /** Those that may write the store now, certain ones first. */
  List<Found> find() throws IOException {
    Map<Long, Found> found = new LinkedHashMap<>();
    recorded(found);
    ProcessInfo self = environment.processes().self();
    for (ProcessInfo process : environment.processes().all()) {
      ServerProcess.Program program = ServerProcess.programOf(process.arguments());
      if (program != null && process.pid() != self.pid() && !found.containsKey(process.pid())) {
        Found server = judge(process, program, self);
        if (server != null) {
          found.put(process.pid(), server);
        }
      }
    }
    List<Found> ordered = new ArrayList<>(found.values());
    ordered.sort((one, other) -> Boolean.compare(other.certain(), one.certain()));
    return ordered;
  }

  /** The release that the last server of this home was of, or null when it is not known. */
  ProductVersion lastVersion() {
    Path root = home == null ? null : path(record().get("appRoot"));
    return root == null ? null : ProductVersion.in(root);
  }

  private Map<String, String> record() {
    return ProductVersion.shortFields(home.resolve(".cloudcli").resolve("local-server.json"),
        Set.of("pid", "port", "appRoot"));
  }

  private void recorded(Map<Long, Found> found) {
    if (home == null) {
      return;
    }
    Map<String, String> record = record();
    long pid = number(record.get("pid"));
    Path root = path(record.get("appRoot"));
    ProductVersion version = root == null ? null : ProductVersion.in(root);
    if (pid <= 0 || version != null && !version.usesSessions()) {
      return;
    }
    String file = home.resolve(".cloudcli").resolve("local-server.json").toString();
    Optional<ProcessInfo> process = environment.processes().find(pid);
    if (process.isPresent()) {
      // Whoever has that id now: a server that renamed itself, or a stranger that a crash left it to.
      boolean server = ServerProcess.programOf(process.get().arguments()) != null;
      if (server) {
        found.put(pid, new Found(new Owner(pid, WHAT, "named by " + file + release(version)), true));
        return;
      }
    }
    int port = (int) Math.min(Integer.MAX_VALUE, Math.max(0, number(record.get("port"))));
    if (port > 0 && environment.processes().isListening(port)) {
      found.put(-1L, new Found(new Owner(-1, WHAT, file + " names port " + port + ", and something listens"
          + " there"), false));
    }
  }

  private Found judge(ProcessInfo process, ServerProcess.Program program, ProcessInfo self) {
    String started = "started as \"" + cut(process.commandLine()) + "\"";
    if (!process.namespace().isEmpty() && !self.namespace().isEmpty()
        && !process.namespace().equals(self.namespace())) {
      return new Found(new Owner(process.pid(), WHAT, "runs in another container, so its home cannot be told"), false);
    }
    Optional<Map<String, String>> variables = environment.processes().variables(process.pid());
    if (variables.isEmpty() && isStranger(process)) {
      return null;
    }
    Path file = program.path(variables);
    ProductVersion version = file == null ? null : ProductVersion.around(file);
    if (version != null && !version.usesSessions()) {
      return null;
    }
    if (!program.certain() && version == null && isOther(file)) {
      return null;
    }
    String home = variables.map(values -> values.get("HOME")).orElse(null);
    if (home == null) {
      return new Found(new Owner(process.pid(), WHAT, started + release(version)
          + ", its home cannot be told, so it may use this store"), false);
    }
    Path place = path(home);
    if (place == null || !real(Gemini.placeIn(place)).equals(directory)) {
      return null;
    }
    boolean certain = program.certain() || version != null;
    return new Found(new Owner(process.pid(), WHAT, started + release(version) + ", its home is " + home
        + (certain ? "" : ", and it is not known to be another program")), certain);
  }

  /** Whether the process belongs to another user, who cannot write here. */
  private boolean isStranger(ProcessInfo process) {
    try {
      FileStat stat = FileStat.of(directory);
      return process.userId() > 0 && process.userId() != stat.userId() && (stat.permissions() & 022) == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether a {@code server/index.js} certainly belongs to something else. */
  private static boolean isOther(Path file) {
    for (Path root = file == null ? null : file.getParent(); root != null; root = root.getParent()) {
      if (Files.exists(root.resolve("package.json"), LinkOption.NOFOLLOW_LINKS)) {
        return ProductVersion.isOtherPackage(root);
      }
    }
    return false;
  }

  private static String release(ProductVersion version) {
    return version == null ? "" : ", release " + version.text();
  }

  private static String cut(String text) {
    return text.length() <= 120 ? text : text.substring(0, 120) + "…";
  }

  private static long number(String text) {
    try {
      return text == null ? -1 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static Path path(String text) {
    try {
      return text == null || !text.startsWith("/") ? null : Path.of(text).normalize();
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath().normalize();
    }
  }
}
