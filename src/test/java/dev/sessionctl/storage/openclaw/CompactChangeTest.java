package dev.sessionctl.storage.openclaw;

import static dev.sessionctl.storage.openclaw.OpenClawFixture.entryText;
import static dev.sessionctl.storage.openclaw.OpenClawFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.Compaction;
import dev.sessionctl.storage.change.Compaction.Level;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashedEntry;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CompactChangeTest {

  private static final Duration QUIET = Duration.ofMinutes(15);
  private static final Compaction LOSSLESS = new Compaction(Level.LOSSLESS, null, 0, QUIET);
  private static final Compaction TRIM = new Compaction(Level.TRIM, null, 0, QUIET);
  private static final String BULK = "\"skillsSnapshot\": {\n    \"prompt\": \"p\",\n    \"resolvedSkills\": [\n"
      + "      1.0\n    ]\n  }";
  private static final String LESS = "\"skillsSnapshot\": {\n    \"prompt\": \"p\"\n  }";
  private static final String REPORT = "\"systemPromptReport\": {\"chars\": 1}";
  private static final String ODD = "\"odd\": [1.0, 12345678901234567890, \"\\u0000ğ\"]";

  @TempDir
  private Path temporary;
  private OpenClawFixture fixture;
  private FakeEnvironment fake;
  private MigrationRuns runs;

  @BeforeEach
  void make() throws IOException {
    fixture = OpenClawFixture.in(temporary);
    fake = FakeEnvironment.in(Files.createDirectory(temporary.resolve("surroundings")));
    runs = new MigrationRuns(fake, fixture.index());
  }

  private static String entry(int number, String... further) {
    return entryText(id(number), "/s/" + id(number) + ".jsonl", further);
  }

  /** A transcript of which a trim leaves {@link #shortText}. */
  private static String longText(int number) {
    return OpenClawFixture.header(id(number)) + OpenClawFixture.message(1, null, "user")
        + OpenClawFixture.message(2, 1, "assistant") + OpenClawFixture.message(3, 2, "user") + compaction();
  }

  private static String shortText(int number) {
    return OpenClawFixture.header(id(number)) + OpenClawFixture.message(3, null, "user") + compaction();
  }

  private static String compaction() {
    return "{\"type\":\"compaction\",\"id\":\"00000004\",\"parentId\":\"00000003\",\"summary\":\"s\","
        + "\"firstKeptEntryId\":\"00000003\"}\n" + OpenClawFixture.message(5, 4, "assistant");
  }

  private Map<String, String> reasons(Compaction request) throws IOException {
    Map<String, String> reasons = new HashMap<>();
    try (Change change = runs.prepare(request)) {
      change.plan().forEachItem(item ->
          reasons.put(item.key() == null ? item.path().getFileName().toString() : item.key(),
              item.action() + ": " + item.reason()));
    }
    return reasons;
  }

  private String entryNow(String key) throws IOException {
    return new String(new IndexEntries(fixture.index()).read(key, new SessionEntry()), StandardCharsets.UTF_8);
  }

  private long changes(Compaction request) throws IOException {
    try (Change change = runs.prepare(request)) {
      return change.plan().changes();
    }
  }

  @Test
  void onlyIdleEntriesLoseWhatIsMadeAnew() throws IOException {
    String recent = "\"lastActivityAt\": 1";
    fixture.entry("idle", entry(1, ODD, BULK, REPORT)).entry("plain", entry(2, ODD))
        .entry("running", entry(3, BULK, "\"status\": \"running\""))
        .entry("pending", entry(4, BULK, "\"pendingFinalDelivery\": true"))
        .entry("recent", entry(5, BULK, REPORT, recent).replace(
            "\"updatedAt\": " + OpenClawFixture.TIME, "\"updatedAt\": " + (FakeEnvironment.START.toEpochMilli() - 1)))
        .entry("future", entry(6, BULK).replace("\"updatedAt\": " + OpenClawFixture.TIME,
            "\"updatedAt\": " + (FakeEnvironment.START.toEpochMilli() + 90_000)))
        .entry("nothing", "null").writeIndex();
    String running = entryNow("running");
    assertThat(reasons(LOSSLESS)).containsExactlyInAnyOrderEntriesOf(Map.of(
        "idle", "shorten: skillsSnapshot, systemPromptReport", "plain", "keep: nothing to gain",
        "running", "keep: running", "pending", "keep: delivery or recovery pending",
        "recent", "shorten: resolvedSkills", "future", "keep: activity in the future",
        "nothing", "keep: nothing to gain"));
    ChangeReport report = runs.run(LOSSLESS);
    assertThat(report.done()).isEqualTo(2);
    assertThat(report.skipped()).isEmpty();
    assertThat(entryNow("idle")).isEqualTo(entry(1, ODD));
    assertThat(entryNow("plain")).isEqualTo(entry(2, ODD));
    assertThat(entryNow("running")).isEqualTo(running);
    assertThat(entryNow("recent")).contains(LESS, REPORT).doesNotContain("resolvedSkills");
    assertThat(entryNow("nothing")).isEqualTo("null");
    assertThat(changes(LOSSLESS)).isZero();
    assertThat(report.bytesBefore() - report.bytesAfter())
        .isEqualTo((long) BULK.length() + REPORT.length() + 8 + (BULK.length() - LESS.length()));
  }

  @Test
  void hiddenEntriesGo() throws IOException {
    fixture.entry("twice", entry(1)).entry("other", entry(2)).entry("twice", entry(3)).writeIndex();
    assertThat(reasons(LOSSLESS)).containsEntry("twice", "shorten: entries that a later one of this key hides");
    runs.run(LOSSLESS);
    assertThat(MigrationRuns.text(fixture.index())).doesNotContain(id(1)).contains(id(2), id(3));
    assertThat(entryNow("twice")).isEqualTo(entry(3));
    assertThat(changes(LOSSLESS)).isZero();
  }

  @ParameterizedTest
  @EnumSource(DirectoryLayout.class)
  void entriesOfADirectoryToo(DirectoryLayout layout) throws IOException {
    fixture.entry("a:idle", entry(1, ODD, BULK)).entry("plain", entry(2, ODD)).writeDirectory(layout);
    ChangeReport report = runs.run(LOSSLESS);
    assertThat(report.done()).isEqualTo(1);
    EntryDirectory directory = new EntryDirectory(fixture.directory(), layout);
    assertThat(new String(directory.readOne("a:idle", new SessionEntry()), StandardCharsets.UTF_8))
        .isEqualTo(entry(1, ODD));
    assertThat(changes(LOSSLESS)).isZero();
  }

  @Test
  void trimKeepsTheOriginalAndMovesTimeForward() throws IOException {
    fixture.entry("long", entry(1)).entry("short", entry(2)).writeIndex();
    Path file = fixture.file(id(1) + ".jsonl", longText(1));
    fixture.file(id(2) + ".jsonl", shortText(2));
    ChangeReport report = runs.run(TRIM);
    assertThat(report.done()).isEqualTo(1);
    assertThat(MigrationRuns.text(file)).isEqualTo(shortText(1));
    assertThat(MigrationRuns.mode(file)).isEqualTo("rw-------");
    assertThat(Files.getLastModifiedTime(file).toMillis()).isGreaterThan(OpenClawFixture.TIME);
    TrashedFile kept = trashed().get(0);
    assertThat(kept.origin()).isEqualTo(file);
    assertThat(kept.replaced()).isTrue();
    assertThat(MigrationRuns.text(kept.kept())).isEqualTo(longText(1));
    fake.clock().set(System.currentTimeMillis() + 3_600_000);
    assertThat(changes(TRIM)).isZero();
    assertThat(report.bytesAfter()).isEqualTo(Files.size(file));
  }

  @Test
  void bodiesAreShortenedAndTheOriginalIsKept() throws IOException {
    String image = "{\"type\":\"image\",\"data\":\"" + "A".repeat(300) + "\",\"mimeType\":\"image/png\"}";
    StringBuilder text = new StringBuilder(shortText(1));
    String parent = "00000004";
    for (int i = 0; i < 24; i++) {
      String role = i < 3 ? "\"user\",\"content\":[" + image + "]"
          : "\"toolResult\",\"toolCallId\":\"c\",\"content\":\"" + "y".repeat(3_000) + "\"";
      text.append("{\"type\":\"message\",\"id\":\"m" + i + "\",\"parentId\":\"" + parent
          + "\",\"message\":{\"role\":" + role + "}}\n");
      parent = "m" + i;
    }
    text.append("{\"type\":\"message\",\"id\":\"u\",\"parentId\":\"" + parent
        + "\",\"message\":{\"role\":\"user\",\"content\":\"go on\"}}\n");
    fixture.entry("a", entry(1)).writeIndex();
    Path file = fixture.file(id(1) + ".jsonl", text.toString());
    assertThat(changes(new Compaction(Level.TRIM, null, 0, QUIET, Compaction.Bodies.WHOLE))).isZero();
    assertThat(reasons(TRIM).get("a")).matches("trim: 1 texts of old tool results \\(\\d+ bytes\\), "
        + "2 repeated images \\(\\d+ bytes\\)");
    ChangeReport report = runs.run(TRIM);
    assertThat(report.done()).isEqualTo(1);
    assertThat(report.notices()).anyMatch(line -> line.startsWith("of these repeated images: 2, "));
    assertThat(MigrationRuns.text(file)).contains("tool result of 3000 bytes removed", "image, same as");
    assertThat(MigrationRuns.text(trashed().get(0).kept())).isEqualTo(text.toString());
    assertThat(report.bytesAfter()).isEqualTo(Files.size(file));
    fake.clock().set(System.currentTimeMillis() + 3_600_000);
    assertThat(changes(TRIM)).isZero();
  }

  private List<TrashedFile> trashed() throws IOException {
    Trash trash = new Trash(AdminArea.besides(fixture.sessions()));
    List<TrashedFile> files = new ArrayList<>();
    for (Trash.Run run : trash.runs()) {
      trash.read(run, new Trash.Visitor() {
        @Override
        public void entry(TrashedEntry entry) {
          throw new AssertionError(entry);
        }

        @Override
        public void file(TrashedFile file) {
          files.add(file);
        }
      });
    }
    return files;
  }

  @Test
  void whatIsNotIdleIsNotTrimmed() throws IOException {
    fixture.entry("locked", entry(1)).entry("unclear", entry(5, BULK)).entry("late", entry(2))
        .entry("shared", entry(3))
        .entry("sharing", entry(3, "\"status\": \"running\"")).entry("torn", entry(4)).writeIndex();
    for (int i = 1; i <= 3; i++) {
      fixture.file(id(i) + ".jsonl", longText(i));
    }
    fixture.file(id(4) + ".jsonl", longText(4) + "{\"type\":\"mess");
    Path lock = fixture.sessions().resolve(id(1) + ".jsonl.lock");
    fake.processes().add(77, 5, "node", "/opt/openclaw");
    Files.writeString(lock, "{\"pid\":77,\"createdAt\":\"2026-11-20T09:59:59.000Z\",\"starttime\":5}");
    fixture.file(id(5) + ".jsonl", longText(5));
    OpenClawFixture.age(fixture.file(id(5) + ".jsonl.lock", "no payload"), FakeEnvironment.START.toEpochMilli());
    OpenClawFixture.age(fixture.transcript(id(2)), FakeEnvironment.START.toEpochMilli() - 60_000);
    assertThat(reasons(TRIM)).containsExactlyInAnyOrderEntriesOf(Map.of("locked", "keep: running",
        "unclear", "keep: its transcript is locked", "late", "keep: changed recently",
        "shared", "keep: shares its transcript with a busy session", "sharing", "keep: running",
        "torn", "keep: its transcript stays: it is damaged; see verify"));
  }

  @Test
  void whatChangesBetweenPlanAndApplyIsSkippedAndNamed() throws IOException {
    fixture.entry("locked", entry(1, BULK)).entry("grown", entry(2)).entry("fine", entry(3)).writeIndex();
    for (int i = 1; i <= 3; i++) {
      fixture.file(id(i) + ".jsonl", longText(i));
    }
    try (Change change = runs.prepare(TRIM)) {
      fake.processes().add(77, 5, "node", "/opt/openclaw");
      Files.writeString(fixture.sessions().resolve(id(1) + ".jsonl.lock"),
          "{\"pid\":77,\"createdAt\":\"2026-11-20T09:59:59.000Z\",\"starttime\":5}");
      Files.writeString(fixture.transcript(id(2)), longText(2) + OpenClawFixture.message(6, 5, "user"));
      ChangeReport report = runs.apply(change);
      assertThat(report.done()).isEqualTo(1);
      assertThat(report.skipped()).extracting(PlanItem::key).containsExactly("locked", "locked", "grown");
      assertThat(report.skipped()).extracting(PlanItem::reason)
          .contains("its transcript is locked", "it changed meanwhile");
    }
    assertThat(MigrationRuns.text(fixture.transcript(id(1)))).isEqualTo(longText(1));
    assertThat(MigrationRuns.text(fixture.transcript(id(3)))).isEqualTo(shortText(3));
    assertThat(entryNow("locked")).contains("resolvedSkills");
    assertThat(trashed()).hasSize(1);
  }

  @Test
  void checkpointsOfTheEntryHoldTheirRows() throws IOException {
    String here = "\"compactionCheckpoints\": [{\"checkpointId\": \"x\", \"firstKeptEntryId\": \"00000003\","
        + " \"preCompaction\": {\"sessionFile\": \"/s/%s\", \"leafId\": \"00000002\"},"
        + " \"postCompaction\": {\"leafId\": \"00000004\", \"entryId\": \"00000004\"}}]";
    fixture.entry("here", entry(1, here.formatted(id(1) + ".jsonl")))
        .entry("elsewhere", entry(2, here.formatted("other.checkpoint.jsonl"))).writeIndex();
    fixture.file(id(1) + ".jsonl", longText(1));
    fixture.file(id(2) + ".jsonl", longText(2));
    assertThat(reasons(TRIM)).containsEntry("here", "keep: nothing to gain")
        .containsEntry("elsewhere", "trim: 1 rows that no branch needs");
  }

  @Test
  void deadTemporaryFilesGoToTheTrash() throws IOException {
    fixture.entry("a", entry(1)).writeIndex();
    String uuid = id(9);
    fake.processes().add(77, 5, "node");
    String[] dead = {"sessions.json." + uuid + ".tmp", "sessions.json.12." + uuid + ".tmp",
        ".fs-safe-replace.12." + uuid + ".tmp", ".usage-cost-cache.json.12.5.tmp", "x.jsonl.repair-12-5.tmp"};
    String[] alive = {"sessions.json.77." + uuid + ".tmp", ".usage-cost-cache.json.77.5.tmp", "x.jsonl.bak-12-5",
        "x.jsonl.reset.2020-01-01T00-00-00.000Z", "notes.tmp"};
    for (String name : dead) {
      OpenClawFixture.age(fixture.file(name, "12345"), OpenClawFixture.TIME - 1);
    }
    for (String name : alive) {
      OpenClawFixture.age(fixture.file(name, "12345"), OpenClawFixture.TIME - 1);
    }
    fixture.file("sessions.json.13." + uuid + ".tmp", "young");
    assertThat(reasons(LOSSLESS)).containsOnlyKeys("a", dead[0], dead[1], dead[2], dead[3], dead[4]);
    ChangeReport report = runs.run(LOSSLESS);
    assertThat(report.done()).isEqualTo(5);
    assertThat(report.bytesBefore()).isEqualTo(25);
    assertThat(report.bytesAfter()).isZero();
    for (String name : dead) {
      assertThat(fixture.sessions().resolve(name)).doesNotExist();
    }
    for (String name : alive) {
      assertThat(fixture.sessions().resolve(name)).exists();
    }
    assertThat(trashed()).hasSize(5).allMatch(file -> Files.exists(file.kept()));
  }

  @Test
  void thresholdAndKeysNarrowItDown() throws IOException {
    String large = "\"note\": \"" + "x".repeat(4_000) + "\"";
    fixture.entry("a", entry(1, BULK, large)).entry("b", entry(2, BULK)).writeIndex();
    fixture.file(id(1) + ".jsonl", longText(1));
    assertThat(changes(new Compaction(Level.LOSSLESS, null, 50, QUIET))).isZero();
    assertThat(changes(new Compaction(Level.LOSSLESS, null, 1, QUIET))).isEqualTo(2);
    assertThat(changes(new Compaction(Level.TRIM, null, 99, QUIET))).isZero();
    assertThat(reasons(new Compaction(Level.TRIM, Set.of("b"), 0, QUIET))).containsOnlyKeys("b");
    assertThat(changes(new Compaction(Level.TRIM, Set.of(), 0, QUIET))).isZero();
    runs.run(new Compaction(Level.LOSSLESS, Set.of("b"), 0, QUIET));
    assertThat(entryNow("a")).contains("resolvedSkills");
    assertThat(entryNow("b")).isEqualTo(entry(2));
  }

  @Test
  void anOwnerOfAnUnknownEraClosesTheGate() throws IOException {
    fixture.entry("a", entry(1, BULK)).writeIndex();
    try (Change change = runs.prepare(LOSSLESS)) {
      assertThat(change.gate(GateOptions.NONE).verdict()).isEqualTo(Gate.Verdict.OPEN);
      fake.processes().add(20, 5, List.of("openclaw-gateway"), fake.processes().self().userId(), "",
          Map.of("OPENCLAW_STATE_DIR", fixture.state().toString()));
      assertThat(runs.prepare(LOSSLESS).gate(GateOptions.NONE).verdict()).isEqualTo(Gate.Verdict.OWNED);
    }
  }
}
