package dev.sessionctl.storage.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.Compaction;
import dev.sessionctl.storage.change.JournalFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A merge whose files change between the plan and the moment when it is carried out. */
class MergeStepTest {

  @TempDir
  private Path temporary;

  private GeminiFixture store;

  @BeforeEach
  void create() throws IOException {
    store = GeminiFixture.in(temporary.toRealPath());
    store.write("a.json", GeminiFixture.text("a", 4));
    store.write("b.json", GeminiFixture.text("a", 2));
  }

  /** What happens between plan and apply. */
  @FunctionalInterface
  private interface Meanwhile {
    void happen() throws IOException;
  }

  private ChangeReport compact(Meanwhile meanwhile) throws IOException {
    GeminiStore open = store.open();
    try (Change change = open.prepare(new Compaction(Compaction.Level.LOSSLESS, null, 0, Duration.ZERO))) {
      meanwhile.happen();
      AdminArea area = open.area();
      area.create();
      String runId = RunId.next(store.fake().build());
      try (JournalFile journal =
          JournalFile.begin(area, runId, "compact", store.directory(), store.fake().build())) {
        ChangeReport report = change.apply(new ApplyContext(runId, journal, Duration.ZERO,
            ApplyContext.ProgressListener.NONE));
        journal.end("done");
        return report;
      }
    }
  }

  @Test
  void nothingIsSetAsideWhenTheOneFileCannotBeWritten() throws IOException {
    ChangeReport report = compact(() -> store.write("a.json", GeminiFixture.text("a", 5)));
    assertThat(report.done()).isZero();
    assertThat(report.skipped()).singleElement().satisfies(item -> assertThat(item.reason()).contains("changed"));
    assertThat(store.contents()).containsOnlyKeys("a.json", "b.json");
  }

  @Test
  void aFileThatIsGoneLeavesEverythingAsItIs() throws IOException {
    Map<String, String> before = store.contents();
    ChangeReport report = compact(() -> Files.delete(store.directory().resolve("b.json")));
    assertThat(report.done()).isZero();
    assertThat(store.contents()).containsOnlyKeys("a.json").containsEntry("a.json", before.get("a.json"));
  }

  @Test
  void undisturbedOneFileIsLeft() throws IOException {
    ChangeReport report = compact(() -> { });
    assertThat(report.done()).isEqualTo(1);
    assertThat(store.contents()).containsOnlyKeys("a.json");
    assertThat(store.scan(new dev.sessionctl.storage.ScanRequest(true, true, false, java.util.List.of())).only("a")
        .messages()).isEqualTo(4);
  }
}
