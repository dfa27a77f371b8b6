package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.system.SystemEnvironment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Separate processes write two entries as the gateway does while this one evicts the others, a few at a time. */
class EvictBesideWriterTest {

  private static final int SESSIONS = 300;
  private static final int WRITERS = 2;
  private static final int EACH = 15;
  private static final long LONG_AGO = 1_495_000_000_000L;

  @TempDir
  private Path temporary;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noAcknowledgedWriteIsLostAndNoEntryComesBack(boolean directory) throws Exception {
    Environment environment = SystemEnvironment.create();
    Path sessions = Files.createDirectories(temporary.resolve("agents/main/sessions"));
    build(sessions, directory);
    List<Process> writers = new ArrayList<>();
    List<BufferedReader> outputs = new ArrayList<>();
    int evicted = 0;
    try {
      for (int i = 0; i < WRITERS; i++) {
        Process process = start(sessions, key(i));
        writers.add(process);
        outputs.add(new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)));
        assertThat(outputs.get(i).readLine()).isEqualTo("started");
      }
      int next = WRITERS;
      while (next < SESSIONS) {
        List<String> keys = new ArrayList<>();
        for (int i = next; i < Math.min(SESSIONS, next + EACH); i++) {
          keys.add(key(i));
        }
        if (evict(sessions, keys, environment)) {
          next += EACH;
          evicted += keys.size();
        }
        for (int gone = WRITERS; gone < Math.min(next, SESSIONS); gone++) {
          assertThat(isThere(sessions, key(gone))).as(key(gone)).isFalse();
          assertThat(sessions.resolve("id-" + gone + ".jsonl")).doesNotExist();
        }
      }
      for (int i = 0; i < WRITERS; i++) {
        writers.get(i).getOutputStream().write('\n');
        writers.get(i).getOutputStream().flush();
        String output = outputs.get(i).lines().collect(Collectors.joining("; "));
        assertThat(writers.get(i).waitFor()).as(output).isZero();
        System.out.println("beside evict: " + output);
        assertThat(text(sessions, key(i)))
            .contains("\"counter-" + key(i) + "\": " + output.split(" ")[1] + "\n");
      }
    } finally {
      writers.forEach(Process::destroyForcibly);
    }
    assertThat(evicted).isEqualTo(SESSIONS - WRITERS);
    for (int i = WRITERS; i < SESSIONS; i++) {
      assertThat(isThere(sessions, key(i))).as(key(i)).isFalse();
    }
  }

  private static void build(Path sessions, boolean directory) throws IOException {
    StringBuilder index = new StringBuilder("{");
    for (int i = 0; i < SESSIONS; i++) {
      String text = "{\n  \"sessionId\": \"id-" + i + "\",\n  \"updatedAt\": " + (LONG_AGO + i) + ",\n  \"counter-"
          + key(i) + "\": 0\n}";
      if (directory) {
        String name = DirectoryLayout.PLAIN.fileName(key(i));
        Path file = sessions.resolve("sessions.d").resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, DirectoryLayout.PLAIN.content(key(i), name, text.getBytes(StandardCharsets.UTF_8)));
      }
      index.append(i == 0 ? "\n" : ",\n").append("  \"").append(key(i)).append("\": ")
          .append(text.replace("\n", "\n  "));
      Path transcript = sessions.resolve("id-" + i + ".jsonl");
      Files.writeString(transcript, "{\"type\":\"session\",\"version\":3,\"id\":\"id-" + i + "\"}\n");
      Files.setLastModifiedTime(transcript, FileTime.fromMillis(LONG_AGO));
    }
    if (!directory) {
      Files.writeString(sessions.resolve("sessions.json"), index.append("\n}"), StandardCharsets.UTF_8);
    }
  }

  private static String key(int i) {
    return "agent:main:telegram:direct:" + (1000 + i);
  }

  private static String text(Path sessions, String key) throws IOException {
    Path directory = sessions.resolve("sessions.d");
    Path file = Files.isDirectory(directory) ? directory.resolve(DirectoryLayout.PLAIN.fileName(key))
        : sessions.resolve("sessions.json");
    return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
  }

  private static boolean isThere(Path sessions, String key) throws IOException {
    return text(sessions, key).contains("\"counter-" + key + "\"");
  }

  private static Process start(Path sessions, String key) throws IOException {
    return new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx64m",
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
        GatewayWriter.class.getName(), sessions.toString(), key).redirectErrorStream(true).start();
  }

  private static boolean evict(Path sessions, List<String> keys, Environment environment) throws Exception {
    List<StoreRef> found = new ArrayList<>();
    new Discovery(environment, found::add).at(sessions);
    Store store = OpenClawStore.open(found.get(0), environment);
    List<PlanItem> decisions = new ArrayList<>();
    keys.forEach(key -> decisions.add(new PlanItem(key, null, Eviction.EVICT, "asked", 1)));
    store.area().create();
    String run = RunId.next(environment);
    Eviction request = new Eviction(decisions, Set.of(), null, Duration.ofMinutes(15), List.of());
    try (Change change = store.prepare(request);
        JournalFile journal = JournalFile.begin(store.area(), run, "evict", store.ref().path(), environment)) {
      var report = change.apply(
          new ApplyContext(run, journal, Duration.ofSeconds(10), ApplyContext.ProgressListener.NONE));
      journal.end("done");
      assertThat(report.skipped()).isEmpty();
      return true;
    } catch (LockedException e) {
      return false;
    }
  }
}
