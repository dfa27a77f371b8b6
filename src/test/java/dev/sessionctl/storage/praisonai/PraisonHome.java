package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionVisitor;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A home directory with PraisonAI's directories below it, filled by a test. */
final class PraisonHome {

  final FakeEnvironment fake;
  final Path root;
  final Path sessions;
  private long builds;

  PraisonHome(Path temporary) throws IOException {
    fake = FakeEnvironment.in(temporary).zone("UTC");
    root = fake.home().resolve(".praisonai");
    sessions = Files.createDirectories(root.resolve("sessions"));
  }

  /** Each draws other names of runs. */
  Environment environment() {
    return fake.seed(++builds).build();
  }

  /** Writes a session's file and its lock file, an hour old. */
  Path write(String key, SessionText text) throws IOException {
    return write(sessions, key, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  Path write(String key, String text) throws IOException {
    return write(sessions, key, text.getBytes(StandardCharsets.UTF_8));
  }

  Path write(Path directory, String key, byte[] bytes) throws IOException {
    Path file = Files.write(Files.createDirectories(directory).resolve(key + ".json"), bytes);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.write(directory.resolve(key + ".json.lock"), new byte[0]);
    return old(file);
  }

  /** A project's directory. */
  Path project(String name) throws IOException {
    return Files.createDirectories(sessions.resolve("projects").resolve(name));
  }

  /** A message that could not be written into its session. */
  Path spill(String key, String id, String content) throws IOException {
    Path directory = Files.createDirectories(root.resolve("state/session_spill"));
    Path file = Files.writeString(directory.resolve(key + ".1795100000000.4711.0a1b2c3d.json"), "{\"session_id\": "
        + SessionText.quoted(id) + ", \"spilled_at\": 1795100000.5, \"messages\": [{\"role\": \"user\", \"content\": "
        + SessionText.quoted(content) + ", \"timestamp\": 1795100000.25, \"metadata\": {}}]}");
    return old(file);
  }

  /** Makes a file as old as if nobody had touched it for an hour. */
  Path old(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.fromMillis(fake.clock().millis() - 3_600_000));
    return file;
  }

  Store store() {
    return store(sessions);
  }

  Store store(Path directory) {
    return PraisonStore.open(new StoreRef("praisonai", "global", directory, null, null), environment());
  }

  /** The rows of a scan, which must have been complete. */
  List<Session> scan() throws IOException {
    List<Session> rows = new ArrayList<>();
    boolean complete = store().scan(new ScanRequest(true, true, true, new PraisonFormat().extraColumns()),
        new SessionVisitor() {
          @Override
          public void session(Session session) {
            rows.add(session);
          }

          @Override
          public void problem(Path path, String message) {
            throw new AssertionError(path + " " + message);
          }
        });
    if (!complete) {
      throw new AssertionError("not complete");
    }
    return rows;
  }

  Session row(String key) throws IOException {
    return scan().stream().filter(row -> row.key().equals(key)).findFirst().orElseThrow();
  }

  List<Finding> check(int level) throws IOException {
    return check(store(), level);
  }

  static List<Finding> check(Store store, int level) throws IOException {
    List<Finding> findings = new ArrayList<>();
    store.check(new CheckRequest(level, 100, 0, null), findings::add);
    return findings;
  }

  /** Ids of findings, with the key where there is one. */
  static List<String> ids(List<Finding> findings) {
    return findings.stream().map(finding -> finding.id() + (finding.key() == null ? "" : " " + finding.key())).sorted()
        .toList();
  }
}
