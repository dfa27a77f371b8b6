package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.UnsupportedVersionException;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.LayoutMigration;
import dev.sessionctl.storage.change.PlanItem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutMigrationTest {

  private static final String MAIN = "agent:main:main";
  private static final int MANY = 1100;

  @TempDir
  private Path temporary;
  private OpenClawFixture fixture;
  private MigrationRuns runs;
  private Path sessions;

  @BeforeEach
  void make() throws IOException {
    fixture = OpenClawFixture.in(temporary);
    sessions = fixture.sessions();
    runs = new MigrationRuns(FakeEnvironment.in(temporary), fixture.index());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void thereAndBackEverythingIsAsItWas(int layout) throws Exception {
    hostile().writeIndex();
    Files.writeString(sessions.resolve("sessions.json.0b9f.tmp"), "old");
    Files.createDirectory(sessions.resolve("sessions.d.orphan.5"));
    String before = MigrationRuns.text(fixture.index());
    Map<String, String> files = MigrationRuns.contents(sessions);
    files.remove("sessions.json");

    ChangeReport report = runs.run(new LayoutMigration("sessions.d", layout, false));

    assertThat(report.done()).isEqualTo(103);
    assertThat(fixture.index()).doesNotExist();
    assertThat(report.backups()).hasSize(2).allSatisfy(backup ->
        assertThat(MigrationRuns.text(backup)).isEqualTo(before));
    assertThat(report.backups().get(0)).hasParent(sessions);
    assertThat(report.backups().get(0).getFileName().toString()).matches("sessions\\.json\\.bak\\.\\d+");
    assertThat(report.backups().get(1)).isEqualTo(runs.open().area().backup(runs.lastRun()).resolve("sessions.json"));
    assertThat(MigrationRuns.mode(fixture.directory())).isEqualTo("rwx------");
    assertThat(MigrationRuns.contents(fixture.directory())).hasSize(layout == 1 ? 103 : 104);
    for (String name : MigrationRuns.contents(fixture.directory()).keySet()) {
      assertThat(MigrationRuns.mode(fixture.directory().resolve(name))).describedAs(name).isEqualTo("rw-------");
    }

    report = runs.toIndex();

    assertThat(MigrationRuns.text(fixture.index())).isEqualTo(before);
    assertThat(MigrationRuns.mode(fixture.index())).isEqualTo("rw-------");
    assertThat(fixture.directory()).doesNotExist();
    assertThat(report.backups()).containsExactly(
        runs.open().area().backup(runs.lastRun()).resolve("sessions.d"));
    Map<String, String> after = MigrationRuns.contents(sessions);
    after.remove("sessions.json");
    after.keySet().removeIf(name -> name.startsWith("sessions.json.bak."));
    assertThat(after).isEqualTo(files);
    assertThat(sessions.resolve("sessions.d.orphan.5")).isEmptyDirectory();
  }

  /** So many are written, and compared, by several threads. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void manySessionsThereAndBackAreAsTheyWere(int layout) throws Exception {
    manySessions();
    String before = MigrationRuns.text(fixture.index());
    assertThat(runs.run(new LayoutMigration("sessions.d", layout, false)).done()).isEqualTo(MANY);
    assertThat(fixture.index()).doesNotExist();
    assertThat(MigrationRuns.contents(fixture.directory())).hasSize(layout == 1 ? MANY : MANY + 1);
    runs.toIndex();
    assertThat(MigrationRuns.text(fixture.index())).isEqualTo(before);
  }

  @Test
  void manySessionsThatCannotBeFlushedLeaveNothing() throws Exception {
    manySessions();
    String before = MigrationRuns.text(fixture.index());
    runs.fake().flusher((directory, files) -> {
      throw new IOException("No space left on device");
    });
    assertThatThrownBy(() -> runs.run(new LayoutMigration("sessions.d", 1, false)))
        .isInstanceOf(StoreException.class).hasMessageContaining("No space left");
    assertThat(MigrationRuns.contents(sessions)).isEqualTo(Map.of("sessions.json", before));
  }

  private void manySessions() throws IOException {
    Map<String, Object> entries = new LinkedHashMap<>();
    for (int i = 0; i < MANY; i++) {
      entries.put("agent:main:direct:" + i, Map.of("sessionId", OpenClawFixture.id(i)));
    }
    OpenClawFixture.file(fixture.index(), JsonSamples.stringify(entries, "  "));
  }

  @Test
  void doneTwiceNothingIsWritten() throws Exception {
    hostile().writeIndex();
    runs.toDirectory();
    Map<String, String> before = MigrationRuns.tree(sessions);
    assertThat(runs.toDirectory().done()).isZero();
    assertThat(MigrationRuns.tree(sessions)).isEqualTo(before);

    runs.toIndex();
    before = MigrationRuns.tree(sessions);
    try (Change change = runs.prepare(new LayoutMigration("sessions.json", 1, false))) {
      assertThat(change.plan().changes()).isZero();
      assertThat(runs.apply(change).done()).isZero();
    }
    assertThat(MigrationRuns.tree(sessions)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void withTheIndexKeptTwiceNothingIsWritten(int layout) throws Exception {
    hostile().writeIndex();
    Map<String, String> index = MigrationRuns.tree(sessions);
    index.keySet().removeIf(name -> !name.equals("sessions.json"));
    runs.run(new LayoutMigration("sessions.d", layout, true));
    Map<String, String> before = MigrationRuns.tree(sessions);
    assertThat(before).containsAllEntriesOf(index);

    assertThat(runs.run(new LayoutMigration("sessions.d", layout, true)).done()).isZero();
    assertThat(MigrationRuns.tree(sessions)).isEqualTo(before);
  }

  @Test
  void anIndexOfAnotherNameHasADirectoryOfItsOwn() throws Exception {
    Path work = OpenClawFixture.file(temporary.resolve("x/work.json"),
        JsonSamples.stringify(Map.of("agent:work:main", Map.of("sessionId", "w")), "  "));
    Path other = OpenClawFixture.file(temporary.resolve("x/plain.json"), "{\n  \"agent:other:main\": {}\n}");
    OpenClawFixture.file(temporary.resolve("x/sessions.json"), "{\n  \"agent:main:main\": {}\n}");
    MigrationRuns first = new MigrationRuns(runs.fake(), work);
    MigrationRuns second = new MigrationRuns(runs.fake(), other);
    MigrationRuns third = new MigrationRuns(runs.fake(), temporary.resolve("x/sessions.json"));
    String before = MigrationRuns.text(work);

    first.toDirectory();
    assertThat(temporary.resolve("x/work.d/agent%3Awork%3Amain.json")).exists();
    assertThat(work).doesNotExist();
    second.toDirectory();
    third.toDirectory();
    assertThat(MigrationRuns.contents(temporary.resolve("x")).keySet()).filteredOn(name -> name.contains("/"))
        .containsExactly("plain.d/agent%3Aother%3Amain.json", "sessions.d/agent%3Amain%3Amain.json",
            "work.d/agent%3Awork%3Amain.json");

    second.toIndex();
    first.toIndex();
    assertThat(MigrationRuns.text(work)).isEqualTo(before);
    assertThat(MigrationRuns.text(other)).isEqualTo("{\n  \"agent:other:main\": {}\n}");
    assertThat(temporary.resolve("x/sessions.d")).isDirectory();
    first.rollback();
    assertThat(temporary.resolve("x/work.d")).isDirectory();
  }

  @Test
  void anIndexWhoseNameTheDirectoryWouldNotTellIsRefused() throws Exception {
    Path plain = OpenClawFixture.file(temporary.resolve("x/plain"), "{\n  \"a\": {}\n}");
    assertThatThrownBy(new MigrationRuns(runs.fake(), plain)::toDirectory)
        .isInstanceOf(UnsupportedChangeException.class).hasMessageContaining("rename it first");
  }

  @Test
  void anEmptyStoreChangesNothing() throws Exception {
    fixture.writeIndex();
    Map<String, String> before = MigrationRuns.tree(sessions);
    assertThat(runs.toDirectory().done()).isZero();
    assertThat(MigrationRuns.tree(sessions)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{\"a\": {}", "\ufeff{}", "// x\n{}"})
  void aBrokenIndexChangesNothing(String content) throws Exception {
    OpenClawFixture.file(fixture.index(), content);
    Map<String, String> before = MigrationRuns.tree(sessions);
    assertThatThrownBy(runs::toDirectory).isInstanceOf(CorruptStoreException.class);
    Files.createDirectory(fixture.directory());
    assertThatThrownBy(runs::toDirectory).isInstanceOf(CorruptStoreException.class);
    assertThatThrownBy(runs::toIndex).isInstanceOf(CorruptStoreException.class);
    Files.delete(fixture.directory());
    assertThat(MigrationRuns.tree(sessions)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"torn.json", "bad%.json", "Agent%3AMain%3AMain.json", "%sha256-ab.json"})
  void anUnreadableEntryRefusesTheWayBack(String name) throws Exception {
    hostile().writeIndex();
    runs.toDirectory();
    Files.writeString(fixture.directory().resolve(name), "{\"a\":");
    Map<String, String> before = MigrationRuns.tree(sessions);
    assertThatThrownBy(runs::toIndex).isInstanceOf(CorruptStoreException.class).hasMessageContaining(name);
    assertThat(MigrationRuns.tree(sessions)).isEqualTo(before);
  }

  @Test
  void twoFilesOfOneKeyRefuseTheWayBack() throws Exception {
    fixture.session(MAIN, OpenClawFixture.id(1), 1).writeIndex();
    runs.toDirectory();
    Files.writeString(fixture.directory().resolve("agent:main:main.json"), "{}");
    Map<String, String> before = MigrationRuns.tree(sessions);
    assertThatThrownBy(runs::toIndex).isInstanceOf(CorruptStoreException.class).hasMessageContaining("two files");
    assertThat(MigrationRuns.tree(sessions)).isEqualTo(before);
  }

  @Test
  void fromOneDirectoryLayoutToTheOtherOnlyByTheIndex() throws Exception {
    hostile().writeIndex();
    runs.toDirectory();
    assertThatThrownBy(() -> runs.run(new LayoutMigration("sessions.d", 2, false)))
        .isInstanceOf(UnsupportedChangeException.class).hasMessageContaining("sessions.json first");
    runs.toIndex();
    runs.run(new LayoutMigration("sessions.d", 2, false));
    assertThatThrownBy(runs::toDirectory).isInstanceOf(UnsupportedChangeException.class);
    assertThatThrownBy(() -> runs.run(new LayoutMigration("sqlite", 1, false)))
        .isInstanceOf(UnsupportedChangeException.class);
  }

  @Test
  void aDirectoryThatLostItsMarkerIsNoEmptyStore() throws Exception {
    hostile().writeIndex();
    String before = MigrationRuns.text(fixture.index());
    for (String marker : new String[] {null, "", "{\"kind\": 5}"}) {
      runs.run(new LayoutMigration("sessions.d", 2, false));
      Files.delete(fixture.directory().resolve("state.json"));
      if (marker != null) {
        Files.writeString(fixture.directory().resolve("state.json"), marker);
      }
      runs.toIndex();
      assertThat(MigrationRuns.text(fixture.index())).isEqualTo(before);
    }
  }

  @Test
  void aLayoutOfALaterVersionIsRefused() throws Exception {
    hostile().writeIndex();
    runs.run(new LayoutMigration("sessions.d", 2, false));
    Path marker = fixture.directory().resolve("state.json");
    Files.writeString(marker, MigrationRuns.text(marker).replace("\"layoutVersion\": 1", "\"layoutVersion\": 2"));
    Map<String, String> before = MigrationRuns.tree(sessions);
    assertThatThrownBy(runs::toIndex).isInstanceOf(UnsupportedVersionException.class);
    assertThatThrownBy(() -> runs.run(new LayoutMigration("sessions.d", 2, false)))
        .isInstanceOf(UnsupportedVersionException.class).hasMessageContaining("layoutVersion 2");
    assertThat(MigrationRuns.tree(sessions)).isEqualTo(before);
  }

  @Test
  void linksAreNeverSwitched() throws Exception {
    hostile().writeIndex();
    Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
    Files.move(fixture.index(), elsewhere.resolve("sessions.json"));
    Files.createSymbolicLink(fixture.index(), elsewhere.resolve("sessions.json"));
    Map<String, String> before = MigrationRuns.tree(temporary);
    assertThatThrownBy(runs::toDirectory).isInstanceOf(StoreException.class).hasMessageContaining("regular file");
    assertThat(MigrationRuns.tree(temporary)).isEqualTo(before);

    Files.delete(fixture.index());
    Files.move(elsewhere.resolve("sessions.json"), fixture.index());
    Files.createSymbolicLink(fixture.directory(), elsewhere);
    assertThatThrownBy(runs::toDirectory).isInstanceOf(UnsupportedChangeException.class)
        .hasMessageContaining("not a directory");
    assertThatThrownBy(runs::toIndex).isInstanceOf(UnsupportedChangeException.class);
    Files.delete(fixture.directory());
    Files.writeString(fixture.directory(), "file");
    assertThatThrownBy(runs::toDirectory).isInstanceOf(UnsupportedChangeException.class);
    assertThat(Files.list(elsewhere)).isEmpty();
  }

  @Test
  void variantsOfCaseBecomeOneInEraA() throws Exception {
    release("2026.3.13");
    fixture.entry("agent:main:X", "{\n  \"updatedAt\": 2\n}").entry("agent:main:x", "{\n  \"updatedAt\": 1\n}")
        .writeIndex();
    ChangeReport report = runs.toDirectory();
    assertThat(report.done()).isEqualTo(1);
    assertThat(MigrationRuns.contents(fixture.directory()))
        .isEqualTo(Map.of("agent%3Amain%3Ax.json", "{\n  \"updatedAt\": 2\n}"));
  }

  @Test
  void variantsOfCaseStayApartInEraB() throws Exception {
    Files.createDirectory(sessions.resolve("skills-prompts"));
    fixture.entry("agent:main:X", "{\n  \"updatedAt\": 2\n}").entry("agent:main:x", "{\n  \"updatedAt\": 1\n}")
        .writeIndex();
    String before = MigrationRuns.text(fixture.index());
    assertThat(runs.toDirectory().done()).isEqualTo(2);
    runs.toIndex();
    assertThat(MigrationRuns.text(fixture.index())).isEqualTo(before);
  }

  @Test
  void theOrderOfEntriesIsTakenFromTheNewestBackup() throws Exception {
    fixture.entry("b", "{}").entry("a", "{}").entry("c", "{}").writeIndex();
    runs.toDirectory();
    Files.writeString(fixture.directory().resolve("0.json"), "{}");
    Files.delete(fixture.directory().resolve("a.json"));
    runs.toIndex();
    assertThat(MigrationRuns.text(fixture.index())).isEqualTo("{\n  \"b\": {},\n  \"c\": {},\n  \"0\": {}\n}");
    OpenClawFixture.file(fixture.index(), "{\n  \"c\": {},\n  \"b\": {}\n}");
    runs.toDirectory();
    runs.toIndex();
    assertThat(MigrationRuns.text(fixture.index())).isEqualTo("{\n  \"c\": {},\n  \"b\": {}\n}");
  }

  @Test
  void aBackupThatIsNoIndexGivesNoOrderAndDoesNoHarm() throws Exception {
    fixture.entry("b", "{}").entry("a", "{}").writeIndex();
    runs.toDirectory();
    Files.writeString(runs.open().area().backup(runs.lastRun()).resolve("sessions.json"), "{\"b\": {");
    runs.toIndex();
    assertThat(MigrationRuns.text(fixture.index())).isEqualTo("{\n  \"a\": {},\n  \"b\": {}\n}");
  }

  @Test
  void thePlanNamesWhatIsDone() throws Exception {
    fixture.entry("a", "{}").entry("a", "{}").entry("b", "{}").writeIndex();
    try (Change change = runs.prepare(new LayoutMigration("sessions.d", 1, false))) {
      List<String> items = new ArrayList<>();
      change.plan().forEachItem((PlanItem item) -> items.add(item.action() + " " + item.key()));
      assertThat(items).containsExactly("migrate a", "migrate b", "drop a");
      assertThat(change.plan().changes()).isEqualTo(2);
      assertThat(change.plan().notices()).anyMatch(notice -> notice.contains("begins with an empty store"));
      assertThat(runs.apply(change).done()).isEqualTo(2);
    }
  }

  /** Says which release wrote the state directory. */
  private void release(String version) throws IOException {
    OpenClawFixture.file(fixture.state().resolve("openclaw.json"),
        "{\"meta\": {\"lastTouchedVersion\": \"" + version + "\"}}");
  }

  private OpenClawFixture hostile() throws IOException {
    fixture.session(MAIN, OpenClawFixture.id(1), 3);
    JsonSamples samples = new JsonSamples(7);
    int number = 0;
    for (String key : HostileKeys.distinct(400, 9)) {
      String canonical = SessionKeys.canonical(key);
      boolean readable = key.equals(key.replaceAll("[\\ud800-\\udfff]", "?"));
      if (readable && canonical.equals(key) && number < 100) {
        fixture.entry(key, JsonSamples.stringify(samples.object(++number % 9, 3), "  "));
      }
    }
    return fixture.entry("agent:main:none", "null").entry("agent:main:text", "\"x\"");
  }
}
