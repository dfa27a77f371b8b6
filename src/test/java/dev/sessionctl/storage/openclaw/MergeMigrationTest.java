package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.LayoutMigration;
import dev.sessionctl.storage.text.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index and a directory side by side. */
class MergeMigrationTest {

  @TempDir
  private Path temporary;
  private OpenClawFixture fixture;
  private MigrationRuns runs;

  @BeforeEach
  void make() throws IOException {
    fixture = OpenClawFixture.in(temporary);
    runs = new MigrationRuns(FakeEnvironment.in(temporary), fixture.index());
    OpenClawFixture.file(fixture.state().resolve("openclaw.json"),
        "{\"meta\": {\"lastTouchedVersion\": \"2026.3.13\"}}");
  }

  @Test
  void theNewerOfTwoWinsAndEveryConflictIsReported() throws Exception {
    fixture.entry("both", entry(5, "old")).entry("mine", entry(1, "x")).entry("tie", entry(3, "a"))
        .entry("same", entry(4, "s")).writeDirectory(DirectoryLayout.PLAIN);
    index("both", entry(6, "new"), "yours", entry(1, "y"), "tie", entry(3, "b"), "same", entry(4, "s"));
    try (Change change = runs.prepare(new LayoutMigration("sessions.d", 1, false))) {
      assertThat(change.plan().notices()).filteredOn(notice -> notice.startsWith("conflict")).containsExactly(
          "conflict both: different; the newer one is kept (index)",
          "conflict tie: equally new but different; the directory's is kept (directory)");
      assertThat(change.plan().changes()).isEqualTo(3);
      assertThat(runs.apply(change).done()).isEqualTo(3);
    }
    assertThat(MigrationRuns.contents(fixture.directory())).isEqualTo(Map.of("both.json", entry(6, "new"),
        "mine.json", entry(1, "x"), "yours.json", entry(1, "y"), "tie.json", entry(3, "a"), "same.json",
        entry(4, "s")));
    assertThat(fixture.index()).doesNotExist();
    Path backup = runs.open().area().backup(runs.lastRun());
    assertThat(MigrationRuns.contents(backup.resolve("entries"))).isEqualTo(Map.of("both.json", entry(5, "old")));
    assertThat(MigrationRuns.mode(fixture.directory().resolve("yours.json"))).isEqualTo("rw-------");
  }

  @Test
  void theVersionOfLayoutTwoIsRaised() throws Exception {
    fixture.entry("a", entry(1, "x")).writeDirectory(DirectoryLayout.VERSIONED);
    index("b", entry(1, "y"));
    runs.run(new LayoutMigration("sessions.d", 2, false));
    assertThat(VersionMarker.read(fixture.directory())).isEqualTo(new VersionMarker(1, 2));
    assertThat(MigrationRuns.contents(fixture.directory().resolve("entries"))).hasSize(2);
  }

  @Test
  void aNewerVariantOfTheIndexReplacesTheFileOfTheDirectory() throws Exception {
    fixture.entry("agent:main:x", entry(1, "old")).writeDirectory(DirectoryLayout.PLAIN);
    index("agent:main:X", entry(2, "new"));
    runs.toDirectory();
    assertThat(MigrationRuns.contents(fixture.directory()))
        .isEqualTo(Map.of("agent%3Amain%3Ax.json", entry(2, "new")));
  }

  @Test
  void aNewerVariantOfTheDirectoryReplacesItsOtherFile() throws Exception {
    fixture.entry("agent:main:x", entry(1, "old")).entry("agent:main:X", entry(2, "new"))
        .writeDirectory(DirectoryLayout.PLAIN);
    index("b", entry(1, "b"));
    runs.toDirectory();
    assertThat(MigrationRuns.contents(fixture.directory()))
        .isEqualTo(Map.of("agent%3Amain%3Ax.json", entry(2, "new"), "b.json", entry(1, "b")));
    assertThat(MigrationRuns.contents(runs.open().area().backup(runs.lastRun()).resolve("entries"))).hasSize(2);
  }

  @Test
  void aFileUnderALongNameOfTheProposalIsReplaced() throws Exception {
    String key = "\u4e2d".repeat(83);
    fixture.entry("a", entry(1, "a")).writeDirectory(DirectoryLayout.PLAIN);
    Files.write(fixture.directory().resolve(key + ".json"), JsonSamples.utf8(entry(1, "old")));
    index(key, entry(2, "new"));
    runs.toDirectory();
    assertThat(MigrationRuns.contents(fixture.directory()).values())
        .containsExactlyInAnyOrder(entry(1, "a"), entry(2, "new"));
    runs.toIndex();
    assertThat(MigrationRuns.text(fixture.index())).contains(key);
  }

  @Test
  void anEntryThatChangedSinceThePlanStopsTheMerge() throws Exception {
    fixture.entry("both", entry(5, "old")).writeDirectory(DirectoryLayout.PLAIN);
    index("both", entry(6, "new"));
    try (Change change = runs.prepare(new LayoutMigration("sessions.d", 1, false))) {
      Files.write(fixture.directory().resolve("both.json"), JsonSamples.utf8(entry(9, "newest")));
      Map<String, String> before = MigrationRuns.tree(fixture.sessions());
      assertThatThrownBy(() -> runs.apply(change)).isInstanceOf(ChangedException.class);
      assertThat(MigrationRuns.tree(fixture.sessions())).isEqualTo(before);
    }
  }

  @Test
  void aVariantThatChangedSinceThePlanIsNotRemoved() throws Exception {
    fixture.entry("KEY", entry(1, "old")).writeDirectory(DirectoryLayout.PLAIN);
    index("key", entry(2, "new"));
    try (Change change = runs.prepare(new LayoutMigration("sessions.d", 1, false))) {
      Files.write(fixture.directory().resolve("%4B%45%59.json"), JsonSamples.utf8(entry(9, "newest")));
      Map<String, String> before = MigrationRuns.tree(fixture.sessions());
      assertThatThrownBy(() -> runs.apply(change)).isInstanceOf(ChangedException.class);
      assertThat(MigrationRuns.tree(fixture.sessions())).isEqualTo(before);
    }
  }

  @Test
  void anIndexThatChangedSinceThePlanStopsTheMerge() throws Exception {
    fixture.entry("a", entry(5, "old")).writeDirectory(DirectoryLayout.PLAIN);
    index("b", entry(6, "new"));
    try (Change change = runs.prepare(new LayoutMigration("sessions.d", 1, false))) {
      index("b", entry(7, "newer"));
      assertThatThrownBy(() -> runs.apply(change)).isInstanceOf(ChangedException.class);
    }
    assertThat(MigrationRuns.contents(fixture.sessions())).hasSize(2);
  }

  @Test
  void theWayBackMergesWithAnIndexThatAGatewayStarted() throws Exception {
    fixture.entry("both", entry(5, "old")).entry("mine", entry(1, "x")).writeDirectory(DirectoryLayout.PLAIN);
    index("yours", entry(7, "y"), "both", entry(6, "new"));
    ChangeReport report = runs.toIndex();
    assertThat(MigrationRuns.text(fixture.index())).isEqualTo(JsonSamples.stringify(new java.util.LinkedHashMap<>(),
        "  ").replace("}", "\n  \"yours\": ") + entry(7, "y").replace("\n", "\n  ") + ",\n  \"both\": "
        + entry(6, "new").replace("\n", "\n  ") + ",\n  \"mine\": " + entry(1, "x").replace("\n", "\n  ") + "\n}");
    assertThat(report.backups()).hasSize(2);
    assertThat(MigrationRuns.text(report.backups().get(0))).contains("yours").doesNotContain("mine");
    assertThat(MigrationRuns.contents(report.backups().get(1))).hasSize(2);
  }

  private void index(String... keysAndTexts) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < keysAndTexts.length; i += 2) {
      text.append(i == 0 ? "{\n  " : ",\n  ").append(new String(JsonText.quote(keysAndTexts[i]),
          StandardCharsets.UTF_8)).append(": ").append(keysAndTexts[i + 1].replace("\n", "\n  "));
    }
    Path fresh = OpenClawFixture.file(fixture.sessions().resolve("fresh"), text + "\n}");
    Files.move(fresh, fixture.index(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private static String entry(long updatedAt, String text) {
    return String.join("\n", List.of("{", "  \"updatedAt\": " + updatedAt + ",", "  \"text\": \"" + text + "\"", "}"));
  }
}
