package dev.sessionctl.storage.tokenoptimizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.CheckSummary;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionVisitor;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A home directory in which {@link Plugin} has written. The clock of the plugin stands one day before that of the
 * environment and goes on by two minutes for each capture; {@link #settle} gives all files the time when their session
 * was captured last.
 */
final class Tree {

  static final long TIME = FakeEnvironment.START.toEpochMilli() - 24 * 3_600_000;
  /** Ten days before the clock of the environment. */
  static final long LONG_AGO = FakeEnvironment.START.toEpochMilli() - 240 * 3_600_000L;
  private static final long STEP = 120_000;

  final Path home;
  final Plugin plugin;
  final FakeEnvironment fake;
  private long now = TIME;

  private Tree(Path home) throws IOException {
    this.home = home.toRealPath().resolve("user");
    Files.createDirectories(this.home);
    this.plugin = new Plugin(this.home, () -> now, Plugin.CAP);
    this.fake = FakeEnvironment.in(home.toRealPath().resolve("surroundings"));
  }

  static Tree in(Path directory) throws IOException {
    return new Tree(directory);
  }

  /** Captures of one session by those triggers, each with a text of its own. */
  Tree session(String id, String... triggers) {
    for (String trigger : triggers) {
      capture(id, trigger);
    }
    return this;
  }

  /** One capture; returns the checkpoint. */
  Path capture(String id, String trigger) {
    now += STEP;
    return plugin.capture(id, trigger, id + trigger + now, 3).file();
  }

  long now() {
    return now;
  }

  /** The plugin at that second of long ago. */
  Plugin plugin(int second) {
    now = LONG_AGO + second * 1000L;
    return plugin;
  }

  Path root() {
    return plugin.root();
  }

  StorePaths paths() {
    return new StorePaths(root());
  }

  Path state(String id) {
    return plugin.session(id).resolve("policy-state.json");
  }

  Path manifest(String id) {
    return plugin.session(id).resolve("manifest.jsonl");
  }

  /** A read cache of a session, as an agent's. */
  Path cache(String agent, String id) throws IOException {
    return write(root().resolve("read-cache"), agent + "-" + id + ".json",
        "{\"files\":{\"/p/a.ts\":{\"mtime\":1,\"readCount\":2}}}");
  }

  Path hints(String id) throws IOException {
    return write(root().resolve("read-cache"), "hint-serves-" + id + ".json", "{}");
  }

  Path decisions(String id) throws IOException {
    return write(root().resolve("read-cache").resolve("decisions"), id + ".jsonl",
        "{\"ts\":1785573827.245,\"decision\":\"allow\",\"file\":\"/p/a.ts\",\"session\":\"" + id + "\"}\n");
  }

  static Path write(Path directory, String name, String content) throws IOException {
    Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(
        PosixFilePermissions.fromString("rwx------")));
    Path file = directory.resolve(name);
    Files.write(file, content.getBytes(UTF_8));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  /** Lets every file be of the time of the plugin's last capture. */
  Tree settle() throws IOException {
    return aged(now);
  }

  /** Lets every file be of that time. */
  Tree aged(long millis) throws IOException {
    try (Stream<Path> tree = Files.walk(root())) {
      for (Path path : (Iterable<Path>) tree::iterator) {
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
          Files.setLastModifiedTime(path, FileTime.fromMillis(millis));
        }
      }
    }
    return this;
  }

  StoreRef ref() {
    return new StoreRef(TokenOptimizer.NAME, "plugin", root(), null, null);
  }

  Environment environment() {
    return fake.build();
  }

  Store store() {
    return TokenOptimizer.formats().get(0).open(ref(), environment());
  }

  /** All rows by key; fails when the scan was not complete. */
  Map<String, Session> scan() throws IOException {
    Map<String, Session> rows = new LinkedHashMap<>();
    boolean complete = store().scan(new ScanRequest(true, true, true, List.of("checkpoints", "captured")),
        new SessionVisitor() {
          @Override
          public void session(Session session) {
            if (rows.put(session.key(), session) != null) {
              throw new AssertionError("twice: " + session.key());
            }
          }

          @Override
          public void problem(Path path, String message) {
            throw new AssertionError(path + ": " + message);
          }
        });
    if (!complete) {
      throw new AssertionError("not complete");
    }
    return rows;
  }

  /** The outcome of a check. */
  record Outcome(List<Finding> findings, CheckSummary summary) {
    List<String> ids() {
      return findings.stream().map(Finding::id).sorted().toList();
    }
  }

  Outcome check() throws IOException {
    return check(CheckRequest.FULL);
  }

  Outcome check(CheckRequest request) throws IOException {
    List<Finding> findings = new ArrayList<>();
    CheckSummary summary = store().check(request, findings::add);
    return new Outcome(findings, summary);
  }

  /** Names, kinds, modes, times and contents of everything below the root, and where links lead. */
  Map<String, String> snapshot() throws IOException {
    Map<String, String> found = new LinkedHashMap<>();
    try (Stream<Path> tree = Files.walk(root())) {
      for (Path path : (Iterable<Path>) tree.sorted()::iterator) {
        if (path.startsWith(paths().area().root())) {
          continue;
        }
        boolean file = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
        found.put(root().relativize(path).toString(), Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS)
            + (file ? " " + Files.getLastModifiedTime(path).toMillis() + " " + Files.readString(path, UTF_8) : ""));
      }
    }
    return found;
  }
}
