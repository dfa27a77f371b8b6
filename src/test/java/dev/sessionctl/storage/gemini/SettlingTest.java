package dev.sessionctl.storage.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.OwnLock;
import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.Compaction;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.change.Repair;
import dev.sessionctl.storage.change.RunRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server wrote into a file at the moment when it was replaced or moved away. */
class SettlingTest {

  @TempDir
  private Path temporary;

  private GeminiFixture store;

  @BeforeEach
  void create() throws IOException {
    store = GeminiFixture.in(temporary.toRealPath());
  }

  private static Compaction compaction() {
    return new Compaction(Compaction.Level.LOSSLESS, null, 0, Duration.ZERO);
  }

  private static Eviction eviction(String key) {
    return new Eviction(List.of(new PlanItem(key, null, Eviction.EVICT, "test", 0)), Set.of(), null, Duration.ZERO,
        List.of());
  }

  /** Applies a change; what happens once everything is done, while it settles, is up to the test. */
  private ChangeReport apply(ChangeRequest request, SessionFiles.Waiting meanwhile) throws IOException {
    // Only now the clock runs with the files': what was just changed has to settle.
    GeminiStore open = new GeminiStore(store.ref(), store.fake().build(), millis -> {
      store.fake().clock().advance(Duration.ofMillis(millis));
      meanwhile.millis(millis);
    });
    AdminArea area = open.area();
    String runId = RunId.next(store.fake().seed(System.nanoTime()).build());
    try (Change change = open.prepare(request)) {
      store.fake().clock().set(System.currentTimeMillis());
      area.create();
      try (OwnLock lock = OwnLock.take(area, runId, store.fake().build());
          JournalFile journal = JournalFile.begin(area, runId, request.command(), store.directory(),
              store.fake().build())) {
        ChangeReport report = change.apply(
            new ApplyContext(runId, journal, Duration.ZERO, ApplyContext.ProgressListener.NONE));
        journal.end("done");
        return report;
      }
    }
  }

  /** A server that has the file open since before it is changed, as between its {@code open} and its {@code write}. */
  private FileChannel opened(String name) throws IOException {
    return FileChannel.open(store.directory().resolve(name), StandardOpenOption.WRITE);
  }

  private static void write(FileChannel file, String text) throws IOException {
    file.truncate(0);
    file.write(ByteBuffer.wrap(text.getBytes(UTF_8)), 0);
  }

  @Test
  void whatWentIntoTheOldFileIsPutInPlace() throws IOException {
    store.session("a", 3);
    String newer = GeminiFixture.text("a", 4);
    try (FileChannel server = opened("a.json")) {
      ChangeReport report = apply(compaction(), millis -> write(server, newer));
      assertThat(report.notices()).singleElement().asString().contains("in place again");
    }
    assertThat(Files.readString(store.directory().resolve("a.json"))).isEqualTo(newer);
    assertThat(store.contents()).containsOnlyKeys("a.json");
  }

  @Test
  void whatTheServerWroteInPlaceSinceIsNewer() throws IOException {
    store.session("a", 3);
    String newest = GeminiFixture.text("a", 5);
    try (FileChannel server = opened("a.json")) {
      ChangeReport report = apply(compaction(), millis -> {
        write(server, GeminiFixture.text("a", 4));
        store.write("a.json", newest);
      });
      assertThat(report.notices()).singleElement().asString().contains("in memory");
    }
    assertThat(Files.readString(store.directory().resolve("a.json"))).isEqualTo(newest);
  }

  /** A server that does not know the history of a damaged file begins anew: neither is lost. */
  @Test
  void aRepairedHistoryIsKeptWhenTheServerBeginsAnew() throws IOException {
    Path file = store.write("a.json", GeminiFixture.text("a", 5) + "x");
    Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(GeminiFixture.BEGIN));
    String anew = GeminiFixture.text("a", "", GeminiFixture.BEGIN, GeminiFixture.BEGIN, List.of());
    try (FileChannel server = opened("a.json")) {
      apply(new Repair(Set.of(), Set.of(), false), millis -> write(server, anew));
    }
    assertThat(Files.readString(store.directory().resolve("a.json"))).isEqualTo(anew);
    assertThat(lostAndFound()).contains(GeminiFixture.text("a", 5));
  }

  private List<String> lostAndFound() throws IOException {
    try (var files = Files.walk(store.directory().resolveSibling(".sessionctl"))) {
      List<Path> found = files.filter(path -> path.getParent().endsWith("lost+found")).toList();
      List<String> texts = new java.util.ArrayList<>();
      for (Path path : found) {
        texts.add(Files.readString(path));
      }
      return texts;
    }
  }

  @Test
  void aFileThatTheServerBringsBackIsSaid() throws IOException {
    store.session("a", 3);
    ChangeReport report = apply(eviction("a"), millis -> store.session("a", 4));
    assertThat(report.done()).isEqualTo(1);
    assertThat(report.notices()).singleElement().asString().contains("is there again").contains("in memory");
    assertThat(store.contents()).containsEntry("a.json", latin(GeminiFixture.text("a", 4)));
  }

  private static String latin(String text) {
    return new String(text.getBytes(UTF_8), java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  @Test
  void whatWentIntoAnEvictedFileBringsItBack() throws IOException {
    store.session("a", 3);
    String newer = GeminiFixture.text("a", 4);
    try (FileChannel server = opened("a.json")) {
      ChangeReport report = apply(eviction("a"), millis -> write(server, newer));
      assertThat(report.notices()).singleElement().asString().contains("in place again");
    }
    assertThat(Files.readString(store.directory().resolve("a.json"))).isEqualTo(newer);
  }

  @Test
  void nothingIsSaidOfAQuietStore() throws IOException {
    store.session("a", 3);
    store.session("b", 3);
    long[] waited = {0};
    ChangeReport report = apply(compaction(), millis -> waited[0] += millis);
    assertThat(report.notices()).isEmpty();
    assertThat(report.done()).isEqualTo(2);
    assertThat(waited[0]).as("one time to settle for all files").isLessThan(2 * SessionFile.SETTLE_MILLIS);
  }

  /** The run was killed before it could look back; the next one does. */
  @Test
  void recoveryLooksBackToo() throws IOException {
    store.session("a", 3);
    String newer = GeminiFixture.text("a", 4);
    try (FileChannel server = opened("a.json")) {
      try {
        apply(compaction(), millis -> {
          throw new IOException("killed");
        });
        throw new AssertionError("not reached");
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("killed");
      }
      write(server, newer);
    }
    store.fake().clock().set(System.currentTimeMillis() + 3_600_000);
    GeminiStore open = store.open();
    for (RunRecord run : JournalFile.readAll(open.area())) {
      assertThat(run.finished()).isFalse();
      try (JournalFile journal = JournalFile.resume(run, store.fake().build())) {
        String done = open.recover(run, new ApplyContext(run.runId(), journal, Duration.ZERO,
            ApplyContext.ProgressListener.NONE));
        assertThat(done).contains("in place again");
      }
    }
    assertThat(Files.readString(store.directory().resolve("a.json"))).isEqualTo(newer);
    assertThat(store.contents()).containsOnlyKeys("a.json");
  }
}
