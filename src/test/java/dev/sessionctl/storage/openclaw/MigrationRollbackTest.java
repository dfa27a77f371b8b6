package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.LayoutMigration;
import dev.sessionctl.storage.change.MigrationRollback;
import dev.sessionctl.storage.change.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationRollbackTest {

  @TempDir
  private Path temporary;
  private OpenClawFixture fixture;
  private MigrationRuns runs;
  private String before;

  @BeforeEach
  void make() throws IOException {
    fixture = OpenClawFixture.in(temporary).entry("c", entry(1)).entry("a", entry(1)).entry("b", entry(1)).writeIndex();
    runs = new MigrationRuns(FakeEnvironment.in(temporary), fixture.index());
    before = MigrationRuns.text(fixture.index());
  }

  @Test
  void whenNothingWasWrittenTheIndexIsAsBefore() throws Exception {
    runs.toDirectory();
    runs.rollback();
    assertThat(MigrationRuns.text(fixture.index())).isEqualTo(before);
    assertThat(fixture.directory()).doesNotExist();
  }

  @Test
  void whatWasWrittenSinceIsCarriedOver() throws Exception {
    runs.toDirectory();
    write("c", entry(9));
    write("0-new", entry(8));
    Files.delete(fixture.directory().resolve("a.json"));
    runs.rollback();
    assertThat(MigrationRuns.text(fixture.index())).isEqualTo(index("c", entry(9), "b", entry(1), "0-new", entry(8)));
  }

  @Test
  void anIndexThatAGatewayStartedMeanwhileIsMerged() throws Exception {
    runs.toDirectory();
    write("c", entry(5));
    OpenClawFixture.file(fixture.index(), index("fresh", entry(7), "c", entry(4), "b", entry(6)));
    runs.rollback();
    assertThat(MigrationRuns.text(fixture.index()))
        .isEqualTo(index("c", entry(5), "a", entry(1), "b", entry(6), "fresh", entry(7)));
    assertThat(fixture.directory()).doesNotExist();
  }

  @Test
  void theWayToTheIndexIsTakenBackToo() throws Exception {
    runs.run(new LayoutMigration("sessions.d", 2, false));
    Map<String, String> entries = MigrationRuns.contents(fixture.directory());
    runs.toIndex();
    runs.rollback();
    assertThat(MigrationRuns.contents(fixture.directory()).keySet()).isEqualTo(entries.keySet());
    assertThat(fixture.index()).doesNotExist();
    runs.rollback();
    assertThat(MigrationRuns.text(fixture.index())).isEqualTo(before);
  }

  @Test
  void whatWasTakenBackIsNotTakenBackAgain() throws Exception {
    assertThatThrownBy(runs::rollback).isInstanceOf(UnsupportedChangeException.class)
        .hasMessageContaining("no migration of");
    runs.toDirectory();
    String first = runs.lastRun();
    runs.rollback();
    String second = runs.lastRun();
    Map<String, String> tree = MigrationRuns.tree(fixture.sessions());
    assertThatThrownBy(runs::rollback).isInstanceOf(UnsupportedChangeException.class);
    for (String run : List.of(first, second, "20200101T000000.000Z-00000000", "x")) {
      assertThatThrownBy(() -> runs.run(new MigrationRollback(run))).isInstanceOf(UnsupportedChangeException.class)
          .hasMessageContaining(run);
    }
    assertThat(MigrationRuns.tree(fixture.sessions())).isEqualTo(tree);
  }

  @Test
  void aRunIsTakenBackByItsId() throws Exception {
    runs.toDirectory();
    String run = runs.lastRun();
    runs.toIndex();
    runs.toDirectory();
    runs.run(new MigrationRollback(run));
    assertThat(MigrationRuns.text(fixture.index())).isEqualTo(before);
  }

  @Test
  void aMergeIsTakenBack() throws Exception {
    runs.toDirectory();
    OpenClawFixture.file(fixture.index(), index("fresh", entry(7)));
    runs.toDirectory();
    runs.rollback();
    assertThat(MigrationRuns.text(fixture.index()))
        .isEqualTo(index("fresh", entry(7), "a", entry(1), "b", entry(1), "c", entry(1)));
  }

  @Test
  void aTrialIsTakenBackWithoutATrace() throws Exception {
    runs.run(new LayoutMigration("sessions.d", 1, true));
    runs.rollback();
    assertThat(MigrationRuns.text(fixture.index())).isEqualTo(before);
    assertThat(fixture.directory()).doesNotExist();
  }

  @Test
  void aMigrationThatDiedBetweenItsTwoRenamesIsFinished() throws Exception {
    try (Change change = runs.prepare(new LayoutMigration("sessions.d", 1, true))) {
      runs.apply(change);
    }
    String run = interrupt(runs.lastRun(), false);
    Files.delete(runs.open().area().backup(run).resolve("sessions.json"));
    assertThat(recover(run)).isEqualTo("finished run " + run);
    assertThat(fixture.index()).doesNotExist();
    assertThat(MigrationRuns.contents(fixture.directory())).hasSize(3);
  }

  @Test
  void aMergeThatDiedBeforeItsFirstRenameIsFinished() throws Exception {
    runs.toDirectory();
    String last = index("a", entry(7), "fresh", entry(7));
    OpenClawFixture.file(fixture.index(), last);
    String run = "20261120T100000.000Z-0000000c";
    Path kept = Files.createDirectory(runs.open().area().createBackup(run).resolve("entries"));
    Files.createLink(kept.resolve("a.json"), fixture.directory().resolve("a.json"));
    String suffix = ".0b0b0b0b-0000-4000-8000-000000000000.tmp";
    Path left = Files.writeString(fixture.directory().resolve("a.json" + suffix), entry(7));
    try (JournalFile journal = JournalFile.begin(runs.open().area(), run, "migrate", fixture.directory(),
        runs.fake().build())) {
      journal.step(LayoutChange.STEP_LAYOUT, Map.of("to", "sessions.d", "index", fixture.index().toString(),
          "layout", 1, "keepIndex", false));
      journal.step(IntoDirectory.STEP_MERGE, Map.of("directory", fixture.directory().toString(), "suffix", suffix));
      journal.step(LayoutChange.STEP_SWITCH, Map.of("layout", 1));
    }
    assertThat(recover(run)).isEqualTo("finished run " + run);
    assertThat(left).doesNotExist();
    assertThat(MigrationRuns.contents(fixture.directory())).containsEntry("a.json", entry(7))
        .containsEntry("fresh.json", entry(7)).hasSize(4);
    assertThat(MigrationRuns.contents(kept.getParent())).containsEntry("sessions.json", last)
        .containsEntry("entries/a.json", entry(1));
  }

  @Test
  void aMigrationThatDiedBeforeItsSwitchLeavesNothing() throws Exception {
    Path staging = Files.createDirectory(fixture.sessions().resolve("sessions.d.migrating"));
    Files.writeString(staging.resolve("c.json"), "{}");
    runs.open().area().create();
    String run = "20261120T100000.000Z-0000000a";
    try (JournalFile journal = JournalFile.begin(runs.open().area(), run, "migrate", fixture.index(),
        runs.fake().build())) {
      journal.step(LayoutChange.STEP_LAYOUT, Map.of("to", "sessions.d", "index", fixture.index().toString(),
          "layout", 1, "keepIndex", false));
      journal.step(LayoutChange.STEP_STAGE, Map.of("path", staging.toString()));
    }
    assertThat(recover(run)).contains("removed");
    assertThat(staging).doesNotExist();
    assertThat(MigrationRuns.text(fixture.index())).isEqualTo(before);
  }

  @Test
  void aJournalCannotNameAnythingElseForRemoval() throws Exception {
    Path precious = Files.createDirectory(fixture.sessions().resolve("precious"));
    runs.open().area().create();
    String run = "20261120T100000.000Z-0000000b";
    try (JournalFile journal = JournalFile.begin(runs.open().area(), run, "migrate", fixture.index(),
        runs.fake().build())) {
      journal.step(LayoutChange.STEP_STAGE, Map.of("path", precious.toString()));
      journal.step(LayoutChange.STEP_STAGE, Map.of("path", fixture.index().toString()));
      journal.step(LayoutChange.STEP_STAGE, Map.of("path", temporary + "/sessions.d.migrating/../../x"));
      journal.step(IntoDirectory.STEP_MERGE, Map.of("directory", fixture.sessions().toString(), "suffix", "n"));
    }
    recover(run);
    assertThat(precious).exists();
    assertThat(fixture.index()).exists();
  }

  /** Makes the journal of a finished run that of one that was killed. */
  private String interrupt(String run, boolean keepIndex) throws IOException {
    Path journal = runs.open().area().runs().resolve(run + ".jsonl");
    String text = MigrationRuns.text(journal);
    Files.writeString(journal, text.substring(0, text.indexOf("{\"step\":\"end\""))
        .replace("\"keepIndex\":true", "\"keepIndex\":" + keepIndex));
    return run;
  }

  private String recover(String run) throws IOException {
    runs.fake().clock().advance(Duration.ofSeconds(1));
    for (RunRecord record : JournalFile.readAll(runs.open().area())) {
      if (record.runId().equals(run)) {
        try (JournalFile journal = JournalFile.resume(record, runs.fake().build())) {
          return runs.open().recover(record,
              new ApplyContext(run, journal, Duration.ZERO, ApplyContext.ProgressListener.NONE));
        }
      }
    }
    throw new AssertionError("no run " + run);
  }

  private void write(String key, String text) throws IOException {
    Path fresh = Files.writeString(fixture.directory().resolve("x.tmp"), text);
    Files.move(fresh, fixture.directory().resolve(key + ".json"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private static String entry(long updatedAt) {
    return "{\n  \"updatedAt\": " + updatedAt + "\n}";
  }

  private static String index(String... keysAndTexts) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < keysAndTexts.length; i += 2) {
      text.append(i == 0 ? "{\n  \"" : ",\n  \"").append(keysAndTexts[i]).append("\": ")
          .append(keysAndTexts[i + 1].replace("\n", "\n  "));
    }
    return text + "\n}";
  }
}
