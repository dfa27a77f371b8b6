package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionVisitor;
import dev.sessionctl.storage.Severity;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.LayoutMigration;
import dev.sessionctl.storage.system.SystemEnvironment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Separate processes write as the gateway does while this process migrates there and back, lists and verifies. */
class MigrationBesideWriterTest {

  private static final int SESSIONS = 300;
  private static final int WRITERS = 2;
  private static final int ROUNDS = 15;

  @TempDir
  private Path temporary;

  @Test
  void noAcknowledgedWriteIsLost() throws Exception {
    Environment environment = SystemEnvironment.create();
    Path sessions = Files.createDirectories(temporary.resolve("agents/main/sessions"));
    Files.writeString(sessions.resolve("sessions.json"), index(), StandardCharsets.UTF_8);

    List<Writer> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      writers.add(start(sessions, key(i)));
    }
    int migrations = 0;
    long[] acknowledged = new long[WRITERS];
    try {
      for (int round = 0; round < ROUNDS || migrations < ROUNDS; round++) {
        migrations += migrate(sessions, "sessions.d", environment) ? 1 : 0;
        look(sessions, environment);
        migrations += migrate(sessions, "sessions.json", environment) ? 1 : 0;
        look(sessions, environment);
      }
      for (int i = 0; i < WRITERS; i++) {
        acknowledged[i] = stop(writers.get(i));
      }
    } finally {
      writers.forEach(writer -> writer.process().destroyForcibly());
    }

    migrate(sessions, "sessions.json", environment);
    String last = Files.readString(sessions.resolve("sessions.json"), StandardCharsets.UTF_8);
    for (int i = 0; i < WRITERS; i++) {
      assertThat(last).contains("\"counter-" + key(i) + "\": " + acknowledged[i] + "\n");
    }
    try (Stream<Path> left = Files.list(sessions)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.endsWith(".tmp") || name.endsWith(".lock") || name.contains("migrating"));
    }
  }

  /** Whether the migration was carried out; a lock that was not obtained in time is a legitimate answer. */
  private static boolean migrate(Path sessions, String target, Environment environment) throws Exception {
    Store store = open(sessions, environment);
    store.area().create();
    String run = RunId.next(environment);
    try (Change change = store.prepare(new LayoutMigration(target, 1, false));
        JournalFile journal = JournalFile.begin(store.area(), run, "migrate", store.ref().path(), environment)) {
      change.apply(new ApplyContext(run, journal, Duration.ofSeconds(10), ApplyContext.ProgressListener.NONE));
      journal.end("done");
      return true;
    } catch (LockedException e) {
      return false;
    }
  }

  private static void look(Path sessions, Environment environment) throws Exception {
    Store store = open(sessions, environment);
    int[] seen = {0};
    boolean complete = store.scan(ScanRequest.USUAL, new SessionVisitor() {
      @Override
      public void session(Session session) {
        seen[0]++;
      }

      @Override
      public void problem(Path path, String message) {
        throw new AssertionError(path + " " + message);
      }
    });
    assertThat(complete).isTrue();
    assertThat(seen[0]).isEqualTo(SESSIONS);
    List<Finding> findings = new ArrayList<>();
    store.check(new CheckRequest(1, 100, 0, null), findings::add);
    assertThat(findings).noneMatch(finding -> finding.severity() == Severity.ERROR);
  }

  private static Store open(Path sessions, Environment environment) throws IOException {
    List<StoreRef> found = new ArrayList<>();
    new Discovery(environment, found::add).at(sessions);
    return OpenClawStore.open(found.get(0), environment);
  }

  private static String index() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < SESSIONS; i++) {
      text.append(i == 0 ? "\n" : ",\n").append("  \"").append(key(i)).append("\": {\n    \"sessionId\": \"id-")
          .append(i).append("\",\n    \"updatedAt\": ").append(1_795_000_000_000L + i)
          .append(",\n    \"counter-").append(key(i)).append("\": 0\n  }");
    }
    return text.append("\n}").toString();
  }

  private static String key(int i) {
    return "agent:main:telegram:direct:" + (1000 + i);
  }

  /** Ends a writer, and returns how many writes it had acknowledged; none of them may have been lost. */
  private static long stop(Writer writer) throws Exception {
    if (writer.process().isAlive()) {
      writer.process().getOutputStream().write('\n');
      writer.process().getOutputStream().flush();
    }
    String output = writer.output().lines().collect(Collectors.joining("; "));
    assertThat(writer.process().waitFor()).describedAs(output).isZero();
    assertThat(output).startsWith("acknowledged ");
    System.out.println(output);
    long acknowledged = Long.parseLong(output.split(" ")[1]);
    assertThat(acknowledged).isPositive();
    return acknowledged;
  }

  /** A writing process, and what it prints. */
  private record Writer(Process process, BufferedReader output) {}

  private static Writer start(Path sessions, String key) throws IOException {
    Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx64m",
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
        GatewayWriter.class.getName(), sessions.toString(), key)
        .redirectErrorStream(true).start();
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    assertThat(reader.readLine()).isEqualTo("started");
    return new Writer(process, reader);
  }
}
