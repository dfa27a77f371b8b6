package dev.sessionctl.storage.praisonai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.Repair;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What repair makes of each finding; what it cannot know it leaves. */
@EnabledOnOs(OS.LINUX)
class RepairTest {

  private static final Repair ALL = new Repair(Set.of(), Set.of(), false);

  @TempDir
  private Path temporary;
  private PraisonHome home;

  @BeforeEach
  void prepare() throws IOException {
    home = new PraisonHome(temporary);
  }

  private Runs.Result repair() throws IOException {
    return Runs.apply(home.store(), ALL, home.environment());
  }

  private String text(String key) throws IOException {
    return Files.readString(home.sessions.resolve(key + ".json"));
  }

  private List<String> left() throws IOException {
    return PraisonHome.ids(home.check(3));
  }

  /** The field before and after; every other byte stays. */
  @ParameterizedTest
  @CsvSource(delimiter = ';', value = {
    "messages; null; []",
    "metadata; null; {}",
    "snapshots; null; []",
    "updated_at; 1795142604.442321; \"2026-11-20T02:43:24.442321+00:00\"",
    "updated_at; 1795142604442; \"2026-11-20T02:43:24.442000+00:00\"",
    "runtime_state; {\"a\": \"\\ud83d x \\udc00\\ud83d\\ude00 \\\\ud83d\"};"
        + " {\"a\": \"\\ufffd x \\ufffd\\ud83d\\ude00 \\\\ud83d\"}",
    "title; \"\\ud83d\"; \"\\ufffd\"",
    "last_compaction; {\"message_index\": 9, \"x\": 1.0}; {\"message_index\": 0, \"x\": 1.0}",
    "last_compaction; {\"message_index\": -7}; {\"message_index\": 0}",
    "snapshots; [{\"id\": \"s\", \"message_index\": 5}]; [{\"id\": \"s\", \"message_index\": -1}]",
    "parent_id; \"nobody\"; null",
    "children_ids; [\"gone\", \"sound\"]; [\"sound\"]",
  })
  void oneFieldIsMended(String field, String before, String after) throws IOException {
    home.write("sound", SessionText.hierarchical("sound").with("parent_id", "\"x\""));
    SessionText session = SessionText.hierarchical("x").with("children_ids", "[\"sound\"]").with("cost", "1e400");
    home.write("x", session.with(field, before));
    String damaged = text("x");
    assertThat(left()).isNotEmpty();

    Runs.Result run = repair();

    assertThat(run.report().skipped()).isEmpty();
    assertThat(text("x")).isEqualTo(session.with(field, after).toString());
    assertThat(left()).isEmpty();
    assertThat(repair().report().done()).as("again").isZero();
    Runs.restore(home.store(), run.runId(), home.environment());
    assertThat(text("x")).isEqualTo(damaged);
  }

  @Test
  void aLastCompactionThatIsNoneGoesOut() throws Exception {
    home.write("x", SessionText.of("x").with("last_compaction", "\"text\"").with("cost", "1"));
    home.write("y", "{\"last_compaction\": 3, \"session_id\": \"y\", \"updated_at\": \"2026-11-02T08:00:00+00:00\"}");
    repair();
    assertThat(text("x")).isEqualTo(SessionText.of("x").with("cost", "1").toString());
    assertThat(text("y")).isEqualTo("{\"session_id\": \"y\", \"updated_at\": \"2026-11-02T08:00:00+00:00\"}");
    assertThat(left()).isEmpty();
  }

  @Test
  void severalThingsInOneFileAreMendedAtOnce() throws Exception {
    home.write("x", SessionText.hierarchical("x").messages(2).with("snapshots", "null").with("parent_id", "\"gone\"")
        .with("last_compaction", "{\"message_index\": 3}").metadata("null"));
    home.spill("x", "x", "waits");
    assertThat(repair().report().done()).isEqualTo(1);
    assertThat(left()).isEmpty();
    assertThat(text("x")).contains("\"waits\"", "\"snapshots\": []", "\"metadata\": {}", "\"parent_id\": null",
        "\"message_index\": 2");
  }

  @Test
  void circlesAreCutOnceOnBothSides() throws Exception {
    home.write("a", SessionText.hierarchical("a").with("parent_id", "\"c\"").with("children_ids", "[\"b\"]"));
    home.write("b", SessionText.hierarchical("b").with("parent_id", "\"a\"").with("children_ids", "[\"c\"]"));
    home.write("c", SessionText.hierarchical("c").with("parent_id", "\"b\"").with("children_ids", "[\"a\"]"));
    home.write("one", SessionText.hierarchical("one").with("children_ids", "[\"two\"]"));
    home.write("two", SessionText.hierarchical("two").with("children_ids", "[\"one\"]"));
    home.write("self", SessionText.hierarchical("self").with("parent_id", "\"self\"")
        .with("children_ids", "[\"self\"]"));
    assertThat(left()).contains("praisonai.lineage.circle a", "praisonai.lineage.circle one",
        "praisonai.lineage.circle self");
    repair();
    assertThat(left()).noneMatch(id -> id.contains("circle"));
    assertThat(text("b")).contains("\"parent_id\": \"a\"", "\"c\"");
    assertThat(text("c")).contains("\"parent_id\": \"b\"", "\"children_ids\": []");
    assertThat(text("a")).contains("\"parent_id\": null", "\"b\"");
  }

  @Test
  void messagesThatWaitedAreAddedOnceAndTheirFileGoes() throws Exception {
    home.write("x", SessionText.of("x").messages(2));
    home.write("empty", SessionText.of("empty"));
    Path spill = home.spill("x", "x", "waits");
    home.spill("empty", "empty", "first");
    home.spill("other", "other", "of no session here");
    Runs.Result run = repair();
    assertThat(spill).doesNotExist();
    assertThat(text("x")).isEqualTo(SessionText.of("x").messages(2).rawMessage("{\"role\": \"user\", \"content\":"
        + " \"waits\", \"timestamp\": 1795100000.25, \"metadata\": {}}").toString());
    assertThat(home.row("empty").messages()).isEqualTo(1);
    assertThat(left()).containsExactly("praisonai.spill.orphan other");
    // The product may have taken it in meanwhile.
    home.spill("x", "x", "waits");
    repair();
    assertThat(home.row("x").messages()).isEqualTo(3);
    assertThat(run.report().skipped()).isEmpty();
  }

  @Test
  void aSpillOfAnotherIdThatSharesTheFileIsLeft() throws Exception {
    home.write("a_b", SessionText.of("a b"));
    Path spill = home.spill("a_b", "a/b", "of the other");
    assertThat(repair().report().done()).isZero();
    assertThat(spill).exists();
  }

  @Test
  void damagedFilesKeepWhatCanBeRead() throws Exception {
    String good = SessionText.of("x").messages(3).archive(2).toString();
    home.write("torn", good.substring(0, good.indexOf("message 2")));
    home.write("tail", good.substring(0, good.indexOf("archived 1")));
    home.write("glued", good + "{\"more\": 1}");
    home.write("bom", "\uFEFF" + good);
    home.write("nothing", "\0\0\0\0");
    home.write("empty", "");
    home.write("list", "[]");
    home.write("number", SessionText.of("number").with("messages", "3"));
    ByteArrayOutputStream latin = new ByteArrayOutputStream();
    latin.write("{\"session_id\": \"H".getBytes(StandardCharsets.US_ASCII));
    latin.write(0xf6);
    latin.write("fling\", \"messages\": []}".getBytes(StandardCharsets.US_ASCII));
    home.write(home.sessions, "latin", latin.toByteArray());
    home.write(home.sessions, "garbage", new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});

    Runs.Result run = repair();

    assertThat(run.report().skipped()).isEmpty();
    assertThat(home.row("torn").messages()).isEqualTo(2);
    assertThat(home.row("tail").messages()).isEqualTo(3);
    assertThat(text("glued")).isEqualTo(good);
    assertThat(text("bom")).isEqualTo(good);
    assertThat(text("latin")).isEqualTo("{\"session_id\": \"H\uFFFDfling\", \"messages\": []}");
    for (String gone : List.of("nothing", "empty", "list", "number", "garbage")) {
      assertThat(home.sessions.resolve(gone + ".json")).as(gone).doesNotExist();
    }
    List<String> kept = new ArrayList<>();
    for (Path file : Runs.trashed(home.store())) {
      kept.add(Files.readString(file, StandardCharsets.ISO_8859_1));
    }
    assertThat(kept).contains("{\"more\": 1}", "[]", "\0\0\0\0", good + "{\"more\": 1}",
        good.substring(0, good.indexOf("message 2")));
    assertThat(left()).noneMatch(id -> id.startsWith("praisonai.content"));
  }

  @Test
  void aQuarantinedSessionComesBackWhenItsPlaceIsFree() throws Exception {
    String good = SessionText.of("x").messages(3).toString();
    Path old = home.old(Files.writeString(home.sessions.resolve("x.json.corrupt-1795000000000"), good.substring(40)));
    Path torn = home.old(Files.writeString(home.sessions.resolve("x.json.corrupt-1795000001000"),
        good.substring(0, good.indexOf("message 2"))));
    home.write("y", SessionText.of("y"));
    Path other = home.old(Files.writeString(home.sessions.resolve("y.json.corrupt-1795000000000"), good));
    Path hopeless = home.old(Files.writeString(home.sessions.resolve("z.json.corrupt-1795000000000"), "{"));
    repair();
    assertThat(home.row("x").messages()).isEqualTo(2);
    assertThat(torn).doesNotExist();
    assertThat(old).exists();
    assertThat(other).exists();
    assertThat(hopeless).exists();
    assertThat(FileStat.of(home.sessions.resolve("x.json")).permissions()).isEqualTo(0600);
  }

  @Test
  void modesTemporaryFilesAndDamagedSpills() throws Exception {
    Path open = home.write("open", SessionText.of("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    Path temporaryFile = home.old(Files.writeString(home.sessions.resolve("tmpa1b2c3_x.tmp"), "{"));
    Path spill = home.spill("open", "open", "x");
    home.old(Files.writeString(spill, "{"));
    Runs.Result run = repair();
    assertThat(FileStat.of(open).permissions()).isEqualTo(0600);
    assertThat(temporaryFile).doesNotExist();
    assertThat(spill).doesNotExist();
    assertThat(left()).isEmpty();
    Runs.restore(home.store(), run.runId(), home.environment());
    assertThat(FileStat.of(open).permissions()).isEqualTo(0644);
    assertThat(temporaryFile).exists();
  }

  @Test
  void whatIsYoungOrOfThePromptIsLeft() throws Exception {
    home.write("young", "{");
    Files.setLastModifiedTime(home.sessions.resolve("young.json"), FileTime.fromMillis(home.fake.clock().millis()));
    home.write("prompt", SessionText.unified("prompt").metadata("null"));
    List<String> items = new ArrayList<>();
    try (Change change = home.store().prepare(ALL)) {
      change.plan().forEachItem(item -> items.add(item.action() + " " + item.key()));
      assertThat(change.plan().changes()).isZero();
    }
    assertThat(items).containsExactlyInAnyOrder("keep young", "keep prompt");
  }

  @Test
  void onlyWhatIsAskedFor() throws Exception {
    home.write("x", SessionText.of("x").metadata("null").with("messages", "null"));
    home.write("y", SessionText.of("y").metadata("null"));
    Repair some = new Repair(Set.of("praisonai.content.metadata-null"), Set.of("x"), false);
    Runs.apply(home.store(), some, home.environment());
    assertThat(left()).containsExactly("praisonai.content.messages-null x", "praisonai.content.metadata-null y");
    assertThatThrownBy(() -> home.store().prepare(new Repair(Set.of("praisonai.file.owner"), Set.of(), false)))
        .isInstanceOf(UnsupportedChangeException.class);
    assertThatThrownBy(() -> home.store().prepare(new Repair(Set.of(), Set.of(), true)))
        .isInstanceOf(UnsupportedChangeException.class).hasMessageContaining("no index");
  }

  /** The advice of verify, the document and the code agree on what repair mends. */
  @Test
  void theAdviceIsTrue() {
    for (Flaw flaw : Flaw.values()) {
      boolean advised = flaw.fix() != null && flaw.fix().contains("sessionctl repair")
          && !flaw.equals(Flaw.INTERRUPTED);
      assertThat(Repairs.mended().contains(flaw)).as(flaw.id()).isEqualTo(advised);
    }
  }
}
