package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashedEntry;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvictChangeTest {

  private static final String A = "agent:main:telegram:direct:1";
  private static final String B = "agent:main:telegram:direct:2";
  private static final String C = "agent:main:cron:job";
  private static final Duration QUIET = Duration.ofMinutes(15);

  @TempDir
  private Path temporary;
  private FakeEnvironment fake;
  private OpenClawFixture fixture;
  private MigrationRuns runs;

  @BeforeEach
  void make() throws IOException {
    fake = FakeEnvironment.in(temporary);
    fixture = OpenClawFixture.in(temporary).session(A, id(1), 2).session(B, id(2), 3).session(C, id(3), 1);
    runs = new MigrationRuns(fake, fixture.index());
  }

  private static String id(int number) {
    return OpenClawFixture.id(number);
  }

  private static Eviction request(Set<String> classes, Duration age, String... keys) {
    List<PlanItem> decisions = new ArrayList<>();
    for (String key : keys) {
      decisions.add(new PlanItem(key, null, Eviction.EVICT, "asked", 1));
    }
    return new Eviction(decisions, classes, age, QUIET, List.of());
  }

  private static Eviction request(String... keys) {
    return request(Set.of(), null, keys);
  }

  private Set<String> files() throws IOException {
    Set<String> names = new TreeSet<>();
    try (var list = Files.list(fixture.sessions())) {
      list.forEach(path -> names.add(path.getFileName().toString()));
    }
    names.remove("sessions.json");
    return names;
  }

  private Set<String> keys() throws IOException {
    return SmallStore.readIndex(fixture.index()).keySet();
  }

  /** What the trash holds: text by key or file name. */
  private Map<String, String> trash() throws IOException {
    Map<String, String> found = new TreeMap<>();
    Trash trash = new Trash(AdminArea.besides(fixture.sessions()));
    for (Trash.Run run : trash.runs()) {
      trash.read(run, new Trash.Visitor() {
        @Override
        public void entry(TrashedEntry entry) {
          found.put(entry.key(), entry.text());
        }

        @Override
        public void file(TrashedFile file) throws IOException {
          if (Files.exists(file.kept())) {
            found.put(file.origin().getFileName().toString(), Files.readString(file.kept()));
          }
        }
      });
    }
    return found;
  }

  @Test
  void takesTheEntryAndAllItsFiles() throws IOException {
    fixture.file(id(1) + ".trajectory.jsonl", "t");
    fixture.file(id(1) + ".checkpoint." + id(9) + ".jsonl", "c");
    fixture.file(id(1) + ".jsonl.bak.2026-01-02T03-04-05.678Z", "b");
    fixture.writeIndex();
    String entry = new IndexEntriesText(fixture.index()).text(A);
    ChangeReport report = runs.run(request(A));
    assertThat(report.skipped()).isEmpty();
    assertThat(report.done()).isEqualTo(1);
    assertThat(keys()).containsExactly(B, C);
    assertThat(files()).containsExactly(id(2) + ".jsonl", id(3) + ".jsonl");
    assertThat(trash()).hasSize(5).containsEntry(A, entry)
        .containsEntry(id(1) + ".jsonl", OpenClawFixture.transcriptText(id(1), 2))
        .containsEntry(id(1) + ".trajectory.jsonl", "t");
    assertThat(runs.prepare(request(A)).plan().changes()).isZero();
  }

  /** The text of an entry as it stands. */
  private record IndexEntriesText(Path index) {
    String text(String key) throws IOException {
      return new String(new IndexEntries(index).read(key, new SessionEntry()), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  @Test
  void theDirectoryLayoutsToo() throws IOException {
    for (DirectoryLayout layout : DirectoryLayout.values()) {
      OpenClawFixture other = OpenClawFixture.in(Files.createDirectory(temporary.resolve(layout.name())))
          .session(A, id(1), 2).session(B, id(2), 3).writeDirectory(layout);
      new MigrationRuns(fake, other.index()).run(request(A));
      assertThat(SmallStore.readDirectory(other.directory())).containsOnlyKeys(B);
      assertThat(other.transcript(id(1))).doesNotExist();
    }
  }

  @Test
  void sharedFilesStay() throws IOException {
    fixture.entry("agent:main:cron:job:run:x", OpenClawFixture.entryText(id(3), fixture.transcript(id(3)).toString()));
    fixture.entry("agent:main:a", OpenClawFixture.entryText(id(4), "", "\"usageFamilySessionIds\": [\"" + id(1)
        + "\"]"));
    fixture.writeIndex();
    Change change = runs.prepare(request(A, C));
    List<String> kept = new ArrayList<>();
    change.plan().forEachItem(item -> {
      if (item.path() != null) {
        kept.add(item.path().getFileName() + " " + item.reason());
      }
    });
    assertThat(kept).containsExactlyInAnyOrder(id(1) + ".jsonl used by agent:main:a",
        id(3) + ".jsonl used by agent:main:cron:job:run:x");
    runs.apply(change);
    assertThat(keys()).containsExactly(B, "agent:main:cron:job:run:x", "agent:main:a");
    assertThat(files()).hasSize(3);
    runs.run(request("agent:main:a", "agent:main:cron:job:run:x"));
    assertThat(files()).containsExactly(id(1) + ".jsonl", id(2) + ".jsonl");
  }

  @Test
  void linksAndForeignPathsAreLeftAlone() throws IOException {
    Path secret = OpenClawFixture.file(temporary.resolve("secret.jsonl"), "secret");
    fixture.entry("traversal", OpenClawFixture.entryText("../../../../secret", secret.toString()));
    fixture.entry("relative", OpenClawFixture.entryText("safe", "../../../../secret.jsonl"));
    fixture.entry("link", OpenClawFixture.entryText("link", ""));
    fixture.writeIndex();
    Files.createSymbolicLink(fixture.sessions().resolve("link.jsonl"), secret);
    Files.createLink(temporary.resolve("snapshot.jsonl"), fixture.transcript(id(1)));
    Change change = runs.prepare(request(A, "traversal", "relative", "link"));
    Map<String, String> reasons = new TreeMap<>();
    change.plan().forEachItem(item -> reasons.put(item.key(), item.action() + " " + item.reason()));
    assertThat(reasons).containsEntry(A, "keep its transcript has 2 hard links")
        .containsEntry("link", "keep its transcript is a symbolic link").containsEntry("traversal", "evict asked");
    runs.apply(change);
    assertThat(keys()).containsExactly(A, B, C, "link");
    assertThat(secret).hasContent("secret");
    assertThat(fixture.transcript(id(1))).exists();
    assertThat(fixture.sessions().resolve("link.jsonl")).isSymbolicLink();
  }

  @Test
  void whatComesToLifeBetweenPlanAndApplyIsLeftAlone() throws IOException {
    fixture.writeIndex();
    Change change = runs.prepare(request(A, B, C));
    fake.processes().add(99, 5, List.of("openclaw"), fake.build().userId(), "", Map.of());
    Files.writeString(fixture.transcript(id(1)).resolveSibling(id(1) + ".jsonl.lock"),
        "{\"pid\": 99, \"createdAt\": \"" + FakeEnvironment.START + "\", \"starttime\": 5}");
    Files.writeString(fixture.transcript(id(2)), "written to");
    ChangeReport report = runs.apply(change);
    assertThat(report.done()).isEqualTo(1);
    assertThat(report.skipped()).extracting(PlanItem::key, PlanItem::reason).containsExactlyInAnyOrder(
        org.assertj.core.groups.Tuple.tuple(A, "its transcript is locked: it is running now"),
        org.assertj.core.groups.Tuple.tuple(B, "its transcript changed meanwhile"));
    assertThat(keys()).containsExactly(A, B);
    assertThat(files()).contains(id(1) + ".jsonl", id(2) + ".jsonl").doesNotContain(id(3) + ".jsonl");
  }

  @Test
  void anEntryThatChangedIsLeftAlone() throws IOException {
    fixture.writeIndex();
    Change change = runs.prepare(request(A, B));
    Files.writeString(fixture.index(), Files.readString(fixture.index()).replaceFirst("\"totalTokens\": 21825",
        "\"totalTokens\": 21826, \"status\": \"running\""));
    ChangeReport report = runs.apply(change);
    assertThat(report.skipped()).extracting(PlanItem::key).containsExactly(A);
    assertThat(keys()).containsExactly(A, C);
    assertThat(fixture.transcript(id(1))).exists();
  }

  @Test
  void protectedAfterAll() throws IOException {
    fixture.entry("agent:main:main", OpenClawFixture.entryText(id(5), ""));
    fixture.entry("running", OpenClawFixture.entryText(id(6), "", "\"status\": \"running\""));
    fixture.entry("pending", OpenClawFixture.entryText(id(7), "", "\"pendingFinalDelivery\": true"));
    fixture.writeIndex();
    OpenClawFixture.age(fixture.transcript(id(1)), FakeEnvironment.START.toEpochMilli() - 60_000);
    assertThat(runs.prepare(request(A, "agent:main:main", "running", "pending", "nosuch")).plan().changes()).isZero();
  }

  @Test
  void unreferencedFilesAndArchivesOnlyWhenAsked() throws IOException {
    fixture.file("empty.jsonl", OpenClawFixture.header("empty"));
    fixture.file("former.jsonl", OpenClawFixture.transcriptText("former", 4));
    fixture.file("x.jsonl.reset.2026-01-02T03-04-05.678Z", "r");
    fixture.file("y.jsonl.deleted.2026-11-19T03-04-05.678Z", "d");
    fixture.file(id(2) + ".jsonl.bak-17-1700000000000", "b");
    fixture.file("sessions.json.1234.0e9b4a36-1111-4222-8333-444455556666.tmp", "torn");
    fixture.writeIndex();
    runs.run(request());
    assertThat(files()).hasSize(9);
    runs.run(request(Set.of("garbage"), null));
    assertThat(files()).hasSize(8).doesNotContain("empty.jsonl");
    runs.run(request(Set.of(), Duration.ofDays(30)));
    assertThat(files()).hasSize(6).contains("y.jsonl.deleted.2026-11-19T03-04-05.678Z",
        "sessions.json.1234.0e9b4a36-1111-4222-8333-444455556666.tmp");
    runs.run(request(Set.of("history", "machine"), Duration.ofMinutes(20)));
    assertThat(files()).containsExactlyInAnyOrder(id(1) + ".jsonl", id(2) + ".jsonl", id(3) + ".jsonl");
    assertThat(keys()).hasSize(3);
  }

  @Test
  void gates() throws IOException {
    fixture.writeIndex();
    Change change = runs.prepare(request(A));
    assertThat(change.gate(GateOptions.NONE).isOpen()).isTrue();
    fake.processes().add(99, 5, List.of("openclaw-gateway"), fake.build().userId(),
        dev.sessionctl.storage.FakeProcessTable.NAMESPACE, Map.of("OPENCLAW_STATE_DIR", fixture.state().toString()));
    assertThat(change.gate(GateOptions.NONE).verdict()).isEqualTo(Gate.Verdict.OWNED);
    Files.writeString(fixture.sessions().resolve("sessions.json.lock"), "{\n  \"pid\": 99,\n  \"createdAt\": \""
        + FakeEnvironment.START + "\",\n  \"starttime\": 5\n}");
    Change beside = runs.prepare(request(A));
    assertThat(beside.gate(GateOptions.NONE).isOpen()).as("era A for certain").isTrue();
    assertThatThrownBy(() -> runs.apply(beside)).isInstanceOf(LockedException.class);
    assertThat(keys()).hasSize(3);
    assertThat(AdminArea.besides(fixture.sessions()).trash()).isEmptyDirectory();
    OpenClawFixture.file(fixture.state().resolve("openclaw.json"),
        "{\"meta\": {\"lastTouchedVersion\": \"2026.9.6\"}}");
    assertThat(runs.prepare(request(A)).gate(GateOptions.NONE).verdict()).isEqualTo(Gate.Verdict.UNSUPPORTED);
  }
}
