package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashSummary;
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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Evictions of so many sessions that they go batch by batch: each of them is whole, whatever ends the run. */
class EvictBatchesTest {

  private static final int SESSIONS = 1_100;

  /** Sessions of one batch, see EvictRun. */
  private static final int BATCH = 500;

  /** Entries of a directory that go while the lock is held once. */
  private static final int PART = 200;

  private static final String LOCK = "wait for the gateway's lock";

  @TempDir
  private Path temporary;
  private FakeEnvironment fake;
  private OpenClawFixture fixture;
  private MigrationRuns runs;
  private final List<String> keys = new ArrayList<>();

  @BeforeEach
  void make() throws IOException {
    fake = FakeEnvironment.in(Files.createDirectory(temporary.resolve("surroundings")));
    fixture = OpenClawFixture.in(temporary);
    runs = new MigrationRuns(fake, fixture.index());
  }

  /** Sessions that are equally old, so that they go in the order of their keys. */
  private void sessions(boolean directory) throws IOException {
    for (int i = 0; i < SESSIONS; i++) {
      keys.add(String.format("agent:main:%04d", i));
      fixture.session(keys.get(i), OpenClawFixture.id(i), 1);
    }
    if (directory) {
      fixture.writeDirectory(DirectoryLayout.VERSIONED);
    } else {
      fixture.writeIndex();
    }
  }

  private static Eviction eviction(List<String> keys) {
    List<PlanItem> decisions = new ArrayList<>();
    keys.forEach(key -> decisions.add(new PlanItem(key, null, Eviction.EVICT, "asked", 1)));
    return new Eviction(decisions, Set.of(), null, Duration.ofMinutes(15), List.of());
  }

  /** Does something when a phase is told of the n-th time. */
  private ChangeReport apply(String phase, int nth, Runnable then) throws IOException {
    int[] told = {0};
    long deadline = fake.clock().millis() + Duration.ofHours(1).toMillis();
    try (Change change = runs.prepare(eviction(keys))) {
      return runs.apply(change, deadline, (name, done, total) -> {
        if (name.equals(phase) && ++told[0] == nth) {
          then.run();
        }
      });
    }
  }

  /** Each session has its entry and its transcript, or neither; returns how many there are. */
  private int whole() throws IOException {
    Map<String, String> left = Files.isDirectory(fixture.directory()) ? SmallStore.readDirectory(fixture.directory())
        : SmallStore.readIndex(fixture.index());
    for (int i = 0; i < SESSIONS; i++) {
      assertThat(Files.exists(fixture.transcript(OpenClawFixture.id(i)))).as(keys.get(i))
          .isEqualTo(left.containsKey(keys.get(i)));
    }
    return left.size();
  }

  /** What the trash holds: entries, and files that are there. */
  private int[] trash() throws IOException {
    int[] counts = new int[2];
    Trash trash = new Trash(AdminArea.besides(fixture.sessions()));
    for (Trash.Run run : trash.runs()) {
      for (TrashSummary.Item item : TrashSummary.items(trash, run)) {
        if (item.state() == TrashSummary.State.KEPT) {
          counts[item.type().equals("entry") ? 0 : 1]++;
        }
      }
    }
    return counts;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatWasHashedInTimeGoesAndTheNextRunsDoTheRest(boolean directory) throws IOException {
    sessions(directory);
    ChangeReport report = apply("hash", 1, () -> fake.clock().advance(Duration.ofHours(2)));
    assertThat(report.done()).isEqualTo(256);
    assertThat(report.skipped()).hasSize(SESSIONS - 256)
        .allMatch(item -> item.reason().equals(ApplyContext.OUT_OF_TIME), "out of time");
    assertThat(whole()).isEqualTo(SESSIONS - 256);
    assertThat(trash()).containsExactly(256, 256);
    assertThat(Files.exists(fixture.transcript(OpenClawFixture.id(255)))).isFalse();
    assertThat(apply("", 1, () -> { }).done()).isEqualTo(SESSIONS - 256);
    assertThat(whole()).isZero();
    assertThat(trash()).containsExactly(SESSIONS, SESSIONS);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aLockBeforeTheSecondBatchLeavesTheFirstWhole(boolean directory) throws IOException {
    sessions(directory);
    fake.processes().add(99, 5, List.of("openclaw"), fake.build().userId(), "", Map.of());
    ChangeReport report = apply(LOCK, 2, () -> fixtureLock());
    int done = directory ? PART : BATCH;
    assertThat(report.done()).isEqualTo(done);
    assertThat(report.skipped()).hasSize(SESSIONS - done).allMatch(item -> item.reason().contains("99"), "locked");
    assertThat(whole()).isEqualTo(SESSIONS - done);
    assertThat(trash()[1]).isEqualTo(done);
  }

  private void fixtureLock() {
    try {
      Files.writeString(fixture.sessions().resolve("sessions.json.lock"), "{\"pid\": 99, \"createdAt\": \""
          + FakeEnvironment.START.plusSeconds(1) + "\", \"starttime\": 5}");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void anInterruptionInAnyBatchLosesNothing(int batch) throws IOException {
    sessions(false);
    assertThatThrownBy(() -> apply(LOCK, batch, () -> {
      throw new IllegalStateException("killed");
    })).hasMessage("killed");
    assertThat(whole()).isEqualTo(SESSIONS - (batch - 1) * BATCH);
    String said = recover();
    assertThat(said).contains(batch == 1 ? "nothing had been evicted" : "of " + (batch - 1) * BATCH + " sessions");
    assertThat(whole()).isEqualTo(SESSIONS - (batch - 1) * BATCH);
    assertThat(trash()[1]).isEqualTo((batch - 1) * BATCH);
  }

  @Test
  void filesOfADroppedBatchFollowAfterAnInterruption() throws IOException {
    sessions(false);
    assertThatThrownBy(() -> apply("set aside", BATCH + 3, () -> {
      throw new IllegalStateException("killed");
    })).hasMessage("killed");
    assertThat(SmallStore.readIndex(fixture.index())).hasSize(SESSIONS - 2 * BATCH);
    assertThat(fixture.transcript(OpenClawFixture.id(BATCH + 1))).doesNotExist();
    assertThat(fixture.transcript(OpenClawFixture.id(BATCH + 9))).exists();
    recover();
    assertThat(whole()).isEqualTo(SESSIONS - 2 * BATCH);
    assertThat(trash()[1]).isEqualTo(2 * BATCH);
  }

  private String recover() throws IOException {
    RunRecord run = JournalFile.readAll(AdminArea.besides(fixture.sessions())).get(0);
    assertThat(run.finished()).isFalse();
    try (JournalFile journal = JournalFile.resume(run, fake.build())) {
      return runs.open().recover(run, new ApplyContext(run.runId(), journal, Duration.ZERO,
          ApplyContext.ProgressListener.NONE));
    }
  }

  @ParameterizedTest
  @EnumSource(value = DirectoryLayout.class)
  void aFileOfTwoSessionsGoesWithTheLast(DirectoryLayout layout) throws IOException {
    for (int i = 0; i < SESSIONS; i++) {
      keys.add(String.format("agent:main:%04d", i));
      fixture.session(keys.get(i), OpenClawFixture.id(i % (SESSIONS - 1)), 1);
    }
    fixture.writeDirectory(layout);
    ChangeReport half = apply(LOCK, 2, () -> fake.clock().advance(Duration.ofHours(2)));
    assertThat(half.done()).isEqualTo(BATCH);
    assertThat(half.skipped()).hasSize(SESSIONS - BATCH);
    assertThat(fixture.transcript(OpenClawFixture.id(0))).exists();
    assertThat(apply("", 1, () -> { }).done()).isEqualTo(SESSIONS - BATCH);
    assertThat(fixture.transcript(OpenClawFixture.id(0))).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFileThatALaterBatchUsesWaitsForIt(boolean inTime) throws IOException {
    for (int i = 0; i < SESSIONS - 1; i++) {
      keys.add(String.format("agent:main:%04d", i));
      fixture.session(keys.get(i), OpenClawFixture.id(i), 1);
    }
    keys.add("agent:main:" + SESSIONS);
    fixture.entry(keys.get(SESSIONS - 1), OpenClawFixture.entryText(OpenClawFixture.id(SESSIONS), "",
        "\"usageFamilySessionIds\": [\"" + OpenClawFixture.id(0) + "\"]"));
    fixture.writeIndex();
    ChangeReport report = apply(LOCK, inTime ? 99 : 2, () -> fake.clock().advance(Duration.ofHours(2)));
    assertThat(report.done()).isEqualTo(inTime ? SESSIONS : 2 * BATCH);
    List<String> others = report.skipped().stream().map(PlanItem::reason)
        .filter(reason -> !reason.equals(ApplyContext.OUT_OF_TIME)).toList();
    if (inTime) {
      assertThat(report.skipped()).isEmpty();
    } else {
      assertThat(others).containsExactly("is used by " + keys.get(SESSIONS - 1));
    }
    assertThat(Files.exists(fixture.transcript(OpenClawFixture.id(0)))).isEqualTo(!inTime);
  }

  private static Evictee evictee(String key, String parent, long activity) {
    return new Evictee(key, "asked", new byte[0], null, null, 1, parent, activity);
  }

  @Test
  void theOldestGoFirstAndParentsAfterTheirChildren() {
    List<Evictee> order = EvictOrder.of(List.of(evictee("a", null, 3), evictee("b", null, 1), evictee("c", "b", 4),
        evictee("e", "c", 5), evictee("d", "elsewhere", 1), evictee("self", "self", 2), evictee("x", "y", 0),
        evictee("y", "x", 0)));
    assertThat(order).extracting(Evictee::key).containsExactly("d", "self", "a", "e", "c", "b", "x", "y");
  }
}
