package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.Compaction;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.change.Purge;
import dev.sessionctl.storage.trash.Trash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens when the time of a change is over: nothing further is begun, and what was begun is finished. */
class MaxDurationTest {

  private static final Duration QUIET = Duration.ofMinutes(15);
  private static final String BULK = "\"skillsSnapshot\": {\"prompt\": \"p\", \"resolvedSkills\": [1]}";

  @TempDir
  private Path temporary;
  private FakeEnvironment fake;
  private OpenClawFixture fixture;
  private MigrationRuns runs;

  @BeforeEach
  void make() throws IOException {
    fake = FakeEnvironment.in(Files.createDirectory(temporary.resolve("surroundings")));
    fixture = OpenClawFixture.in(temporary);
    runs = new MigrationRuns(fake, fixture.index());
  }

  private static String id(int number) {
    return OpenClawFixture.id(number);
  }

  private static Eviction eviction(Duration archives, List<String> keys) {
    List<PlanItem> decisions = new ArrayList<>();
    keys.forEach(key -> decisions.add(new PlanItem(key, null, Eviction.EVICT, "asked", 1)));
    return new Eviction(decisions, Set.of(), archives, QUIET, List.of());
  }

  /** Applies with an hour of time that is over as soon as a phase is told of; at once when that is null. */
  private ChangeReport apply(ChangeRequest request, String phase) throws IOException {
    long deadline = phase == null ? 0 : fake.clock().millis() + Duration.ofHours(1).toMillis();
    try (Change change = runs.prepare(request)) {
      return runs.apply(change, deadline, (name, done, total) -> {
        if (name.equals(phase)) {
          fake.clock().advance(Duration.ofHours(2));
        }
      });
    }
  }

  private static void assertOutOfTime(ChangeReport report, int skipped) {
    assertThat(report.skipped()).hasSize(skipped)
        .allMatch(item -> item.reason().equals(ApplyContext.OUT_OF_TIME), "out of time");
  }

  @Test
  void evictDropsNoEntryWhoseFilesItCannotTakeAlong() throws IOException {
    fixture.session("a", id(1), 2).session("b", id(2), 2);
    OpenClawFixture.age(fixture.file(id(7) + ".jsonl.deleted.2026-01-02T03-04-05.678Z", "x"), OpenClawFixture.TIME);
    fixture.writeIndex();
    Map<String, String> before = MigrationRuns.tree(fixture.sessions());
    ChangeReport report = apply(eviction(Duration.ofDays(1), List.of("a", "b")), null);
    assertOutOfTime(report, 3);
    assertThat(report.done()).isZero();
    assertThat(report.bytesAfter()).isEqualTo(report.bytesBefore());
    assertThat(report.backups()).isEmpty();
    assertThat(MigrationRuns.tree(fixture.sessions())).isEqualTo(before);
    assertThat(new Trash(AdminArea.besides(fixture.sessions())).runs()).isEmpty();
  }

  @Test
  void evictedEntriesAreFollowedByTheirFilesAndByNoOthers() throws IOException {
    fixture.session("a", id(1), 2).session("b", id(2), 2);
    Path archive = fixture.file(id(7) + ".jsonl.deleted.2026-01-02T03-04-05.678Z", "x");
    OpenClawFixture.age(archive, OpenClawFixture.TIME);
    fixture.writeIndex();
    ChangeReport report = apply(eviction(Duration.ofDays(1), List.of("a")), "wait for the gateway's lock");
    assertOutOfTime(report, 1);
    assertThat(report.skipped().get(0).path()).isEqualTo(archive);
    assertThat(report.done()).isEqualTo(1);
    assertThat(SmallStore.readIndex(fixture.index())).containsOnlyKeys("b");
    assertThat(fixture.transcript(id(1))).doesNotExist();
    assertThat(fixture.transcript(id(2))).exists();
    assertThat(archive).exists();
  }

  @Test
  void ofADirectoryAWholeBatchIsEvicted() throws IOException {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 510; i++) {
      keys.add("agent:main:" + i);
      fixture.session("agent:main:" + i, id(i), 1);
    }
    fixture.writeDirectory(DirectoryLayout.VERSIONED);
    ChangeReport report = apply(eviction(null, keys), "wait for the gateway's lock");
    assertOutOfTime(report, 10);
    assertThat(report.done()).isEqualTo(500);
    Map<String, String> left = SmallStore.readDirectory(fixture.directory());
    assertThat(left).hasSize(10);
    for (int i = 0; i < 510; i++) {
      assertThat(Files.exists(fixture.transcript(id(i)))).isEqualTo(left.containsKey("agent:main:" + i));
    }
  }

  private static String longText(int number) {
    return OpenClawFixture.header(id(number)) + OpenClawFixture.message(1, null, "user")
        + OpenClawFixture.message(2, 1, "assistant") + OpenClawFixture.message(3, 2, "user")
        + "{\"type\":\"compaction\",\"id\":\"00000004\",\"parentId\":\"00000003\",\"summary\":\"s\","
        + "\"firstKeptEntryId\":\"00000003\"}\n" + OpenClawFixture.message(5, 4, "assistant");
  }

  private void toCompact() throws IOException {
    for (int i = 1; i <= 2; i++) {
      fixture.entry("agent:main:" + i, OpenClawFixture.entryText(id(i), "/s/" + id(i) + ".jsonl", BULK));
      fixture.file(id(i) + ".jsonl", longText(i));
    }
    fixture.writeIndex();
    OpenClawFixture.age(fixture.file("sessions.json." + id(9) + ".tmp", "12345"),
        fake.clock().millis() - Duration.ofHours(3).toMillis());
  }

  @Test
  void compactBeginsNothingWhenThereIsNoTime() throws IOException {
    toCompact();
    Map<String, String> before = MigrationRuns.tree(fixture.sessions());
    ChangeReport report = apply(new Compaction(Compaction.Level.TRIM, null, 0, QUIET), null);
    assertOutOfTime(report, 5);
    assertThat(report.done()).isZero();
    assertThat(report.backups()).isEmpty();
    assertThat(MigrationRuns.tree(fixture.sessions())).isEqualTo(before);
    assertThat(new Trash(AdminArea.besides(fixture.sessions())).runs()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"wait for the gateway's lock", "trim transcripts"})
  void compactFinishesTheEntriesOrTheTranscriptThatItBegan(String phase) throws IOException {
    toCompact();
    ChangeReport report = apply(new Compaction(Compaction.Level.TRIM, null, 0, QUIET), phase);
    boolean one = phase.startsWith("trim");
    assertOutOfTime(report, one ? 2 : 3);
    assertThat(report.done()).isEqualTo(one ? 3 : 2);
    assertThat(MigrationRuns.text(fixture.index())).doesNotContain("resolvedSkills");
    assertThat(Files.size(fixture.transcript(id(1))) < longText(1).length()).isEqualTo(one);
    assertThat(MigrationRuns.text(fixture.transcript(id(2)))).isEqualTo(longText(2));
  }

  @Test
  void ofADirectoryAWholePartIsCompacted() throws IOException {
    for (int i = 0; i < 1_010; i++) {
      fixture.entry("agent:main:" + i, OpenClawFixture.entryText(id(i), "", BULK));
    }
    fixture.writeDirectory(DirectoryLayout.PLAIN);
    Compaction lossless = new Compaction(Compaction.Level.LOSSLESS, null, 0, QUIET);
    ChangeReport report = apply(lossless, "wait for the gateway's lock");
    assertOutOfTime(report, 810);
    assertThat(report.done()).isEqualTo(200);
    assertThat(runs.prepare(lossless).plan().changes()).isEqualTo(810);
    assertThat(runs.run(lossless).done()).isEqualTo(810);
    assertThat(runs.prepare(lossless).plan().changes()).isZero();
  }

  @Test
  void purgeFinishesTheRunThatItBegan() throws IOException {
    TrashStore store = new TrashStore(temporary.toRealPath().resolve("disk"), null, fake);
    final String first = store.evict(0);
    fake.clock().advance(Duration.ofMinutes(1));
    final String second = store.evict(1);
    for (String run : List.of(first, second)) {
      Files.createDirectories(store.area().backup(run));
    }
    fake.clock().advance(Duration.ofDays(3));
    runs = new MigrationRuns(fake, store.small().index());
    Purge all = new Purge(Set.of(), Duration.ofDays(1), true);
    assertOutOfTime(apply(all, null), 6);
    assertThat(store.area().trash().resolve(first)).exists();
    ChangeReport report = apply(all, "purge");
    assertOutOfTime(report, 3);
    assertThat(report.done()).isEqualTo(3);
    assertThat(report.bytesAfter()).isPositive().isLessThan(report.bytesBefore());
    assertThat(store.area().trash()).isDirectoryNotContaining(path -> !path.endsWith(second));
    assertThat(store.area().trash().resolve(second)).isNotEmptyDirectory();
    assertThat(store.area().backup(first)).doesNotExist();
    assertThat(store.area().backup(second)).exists();
    assertThat(JournalFile.readAll(store.area())).anyMatch(run -> run.runId().equals(second))
        .noneMatch(run -> run.runId().equals(first));
  }

  @ParameterizedTest
  @ValueSource(strings = {"evict --max-age 1s --quiet-for 0s --max-delete 100%", "compact --quiet-for 0s",
      "trash purge RUN"})
  void theExitCodeTells(String line) throws IOException {
    TrashStore store = new TrashStore(temporary.toRealPath().resolve("disk"), null, fake);
    final String run = store.evict(0);
    Path unfinished = store.small().sessions().resolve("sessions.json." + id(9) + ".tmp");
    OpenClawFixture.age(Files.writeString(unfinished, "{"),
        fake.clock().millis() - Duration.ofHours(3).toMillis());
    fake.clock().advance(Duration.ofMinutes(1));
    Map<String, String> before = MigrationRuns.tree(store.small().sessions());
    String words = line.replace("RUN", run) + " -y -s " + store.small().state();
    TrashCli cli = new TrashCli(fake);
    TrashCli.Result late = cli.run((words + " --max-duration 0s").split(" "));
    assertThat(late.code()).as(late.err() + late.out()).isEqualTo(3);
    assertThat(late.out()).contains("out of time");
    assertThat(MigrationRuns.tree(store.small().sessions())).isEqualTo(before);
    assertThat(cli.run((words + " --max-duration 1h").split(" ")).code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify", "compact --quiet-for 0s -n", "repair -n", "trash purge --older-than 0s -n",
      "evict --max-age 1s -n", "migrate --to sessions.d -n"})
  void othersGoFirstWhenAskedFor(String line) throws IOException {
    TrashStore store = new TrashStore(temporary.toRealPath().resolve("disk"), null, fake);
    int[] asked = {0};
    fake.courtesy(() -> {
      asked[0]++;
      return java.util.Optional.of("no such program");
    });
    TrashCli cli = new TrashCli(fake);
    String words = line + " -q -s " + store.small().state();
    TrashCli.Result usual = cli.run(words.split(" "));
    assertThat(asked[0]).isZero();
    TrashCli.Result polite = cli.run((words + " --idle-io").split(" "));
    assertThat(asked[0]).isEqualTo(1);
    assertThat(polite.code()).isEqualTo(usual.code());
    assertThat(polite.out()).isEqualTo(usual.out());
    assertThat(polite.err()).isEqualTo(
        "sessionctl: warning: --idle-io: no such program; going on without\n" + usual.err());
  }
}
