package dev.sessionctl.storage.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.faults.FaultPlan;
import dev.sessionctl.storage.faults.FaultyFileSystem;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JournalFileTest {

  @TempDir Path directory;
  private FakeEnvironment fake;
  private Environment environment;
  private AdminArea area;
  private Path store;

  @BeforeEach
  void createArea() throws IOException {
    fake = FakeEnvironment.in(directory);
    environment = fake.build();
    store = Files.createDirectory(directory.resolve("sessions")).resolve("sessions.json");
    area = AdminArea.besides(store.getParent());
    assertThat(JournalFile.readAll(area)).isEmpty();
    area.create();
  }

  private Path journal(String text) throws IOException {
    fake.clock().advance(Duration.ofSeconds(1));
    return Files.writeString(area.runs().resolve(RunId.next(environment) + ".jsonl"), text, StandardCharsets.UTF_8);
  }

  private static String begin(String store) {
    return "{\"step\":\"begin\",\"at\":1,\"run\":\"r\",\"command\":\"migrate\",\"store\":\"" + store + "\"}\n";
  }

  @Test
  void recordsEachStepDurablyBeforeItReturns() throws IOException {
    FaultPlan plan = new FaultPlan(FaultPlan.Kind.NONE, 0);
    FaultyFileSystem files = new FaultyFileSystem(plan);
    AdminArea seen = AdminArea.besides(files.wrap(store.getParent()));
    String run = RunId.next(environment);
    Path file = area.runs().resolve(run + ".jsonl");
    try (JournalFile journal = JournalFile.begin(seen, run, "migrate", store, environment)) {
      assertThat(plan.trace()).containsExactly("open " + file, "write " + file, "sync " + file,
          "sync " + area.runs());
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("text", "ğ\n\"\\\u0000");
      fields.put("number", 1L << 40);
      fields.put("flag", true);
      journal.step("work", fields);
      assertThat(plan.trace()).endsWith("write " + file, "sync " + file).hasSize(6);
      assertThat(JournalFile.readAll(area).get(0).finished()).isFalse();
      journal.end("done");
    }
    RunRecord record = JournalFile.readAll(area).get(0);
    assertThat(record.finished()).isTrue();
    assertThat(record.command()).isEqualTo("migrate");
    assertThat(record.store()).isEqualTo(store);
    assertThat(record.last("work").fields()).containsEntry("text", "ğ\n\"\\\u0000").containsEntry("number", 1L << 40)
        .containsEntry("flag", true);
    assertThat(files.leaked()).isEmpty();
    assertThatThrownBy(() -> JournalFile.begin(area, run, "migrate", store, environment))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void closesItsFileWhenTheFirstRecordFails() {
    for (int n = 2; n <= 4; n++) {
      FaultyFileSystem files = new FaultyFileSystem(new FaultPlan(FaultPlan.Kind.ENOSPC, n));
      AdminArea seen = AdminArea.besides(files.wrap(store.getParent()));
      assertThatThrownBy(
          () -> JournalFile.begin(seen, RunId.next(environment), "migrate", store, environment))
          .isInstanceOf(IOException.class);
      assertThat(files.leaked()).isEmpty();
    }
  }

  @Test
  void ignoresATornLastLineAndGoesOnBehindIt() throws IOException {
    Path file = journal(begin(store.toString()) + "{\"step\":\"one\",\"at\":2}\n{\"step\":\"end\",\"at\":3,\"res");
    RunRecord run = JournalFile.readAll(area).get(0);
    assertThat(run.finished()).isFalse();
    assertThat(run.steps()).extracting(RunRecord.Step::name).containsExactly("begin", "one");
    try (JournalFile journal = JournalFile.resume(run, environment)) {
      journal.step("two", Map.of());
      journal.end("recovered");
    }
    run = JournalFile.readAll(area).get(0);
    assertThat(run.file()).isEqualTo(file);
    assertThat(run.steps()).extracting(RunRecord.Step::name).containsExactly("begin", "one", "two", "end");
    assertThat(run.finished()).isTrue();
  }

  @Test
  void readsTheOldestFirst() throws IOException {
    List<Path> files = List.of(journal(begin("/a")), journal(begin("/b")), journal(begin("/c")));
    assertThat(JournalFile.readAll(area)).extracting(RunRecord::file).containsExactlyElementsOf(files);
  }

  @Test
  void passesOverWhatIsNoJournal() throws Exception {
    journal("");
    journal("\n\n");
    journal("not json\n");
    journal("[1,2]\n{\"step\":\"other\"}\n");
    journal("{\"step\":\"other\"}\n" + begin("/x"));
    Files.writeString(area.runs().resolve("notes.jsonl"), begin("/x"));
    Files.writeString(area.runs().resolve("20261120T100000.000Z-9f3a1c2e.jsonl.bak"), begin("/x"));
    Files.createDirectory(area.runs().resolve("20261120T100000.000Z-9f3a1c2e.jsonl"));
    Path outside = Files.writeString(directory.resolve("outside"), begin("/x"));
    Files.createSymbolicLink(area.runs().resolve("20261120T100000.000Z-9f3a1c2f.jsonl"), outside);
    assertThat(new ProcessBuilder("mkfifo", area.runs().resolve("20261120T100000.000Z-9f3a1c20.jsonl").toString())
        .start().waitFor()).isZero();
    try (RandomAccessFile huge = new RandomAccessFile(journal(begin("/x")).toFile(), "rw")) {
      huge.setLength(8L << 30);
    }
    assertThat(JournalFile.readAll(area)).isEmpty();
  }

  @Test
  void takesValuesOfAnyType() throws IOException {
    journal("{\"step\":\"begin\",\"command\":7,\"store\":\"/\\u0000\"}\n"
        + "{\"step\":5,\"store\":{\"a\":[1]},\"big\":99999999999999999999999}\n{\"step\":null}\n"
        + "{\"step\":\"last\",\"path\":true,\"flag\":false,\"list\":[1,2]}\n");
    RunRecord run = JournalFile.readAll(area).get(0);
    assertThat(run.command()).isNull();
    assertThat(run.store()).isNull();
    assertThat(run.changedBeside(store)).isFalse();
    assertThat(run.steps().get(0).path("store")).isNull();
    RunRecord.Step last = run.last("last");
    assertThat(last == null || last.path("path") == null).isTrue();
  }

  @Test
  void concernsTheStoresOfItsDirectoryAlsoWhereTheyWereMoved() throws IOException {
    journal(begin("/s/agents/main/sessions/sessions.json")
        + "{\"step\":\"relocate\",\"state\":\"/s\",\"destination\":\"/t\"}\n");
    RunRecord run = JournalFile.readAll(area).get(0);
    assertThat(run.changedBeside(Path.of("/s/agents/main/sessions/sessions.json"))).isTrue();
    assertThat(run.changedBeside(Path.of("/s/agents/main/sessions/sessions.d"))).isTrue();
    assertThat(run.changedBeside(Path.of("/t/agents/main/sessions/sessions.json"))).isTrue();
    assertThat(run.changedBeside(Path.of("/t/agents/other/sessions/sessions.json"))).isFalse();
    assertThat(run.changedBeside(Path.of("/u/agents/main/sessions/sessions.json"))).isFalse();
    assertThat(run.changed(Path.of("/s/agents/main/sessions/sessions.json"))).isTrue();
    assertThat(run.changed(Path.of("/s/agents/main/sessions/sessions.d"))).isFalse();
    assertThat(run.changed(Path.of("/t/agents/main/sessions/sessions.json"))).isTrue();
  }

  @Test
  void resumeFollowsNoLink() throws IOException {
    Path file = journal(begin("/x"));
    RunRecord run = JournalFile.readAll(area).get(0);
    Path outside = directory.resolve("outside");
    Files.move(file, outside);
    Files.createSymbolicLink(file, outside);
    assertThatThrownBy(() -> JournalFile.resume(run, environment)).isInstanceOf(IOException.class);
    assertThat(Files.readString(outside)).isEqualTo(begin("/x"));
  }
}
