package dev.sessionctl.storage.praisonai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.locks.Flock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What goes with a session, what stays, and that it all comes back. */
@EnabledOnOs(OS.LINUX)
class EvictTest {

  @TempDir
  private Path temporary;
  private PraisonHome home;

  @BeforeEach
  void prepare() throws IOException {
    home = new PraisonHome(temporary);
    home.write("stays", SessionText.of("stays").messages(2));
  }

  private Runs.Result evict(String... keys) throws IOException {
    return Runs.apply(home.store(), Runs.eviction(keys), home.environment(), Duration.ZERO);
  }

  private List<String> plan(Store store, Eviction request) throws IOException {
    List<String> items = new ArrayList<>();
    try (Change change = store.prepare(request)) {
      change.plan().forEachItem(item -> items.add(item.action() + " " + item.key() + ": " + item.reason()));
    }
    return items;
  }

  /** Names and contents of everything below the product's root. */
  private TreeMap<String, String> tree() throws IOException {
    TreeMap<String, String> tree = new TreeMap<>();
    try (Stream<Path> files = Files.walk(home.root)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (Files.isRegularFile(file) && !file.toString().contains("/.sessionctl/")) {
          tree.put(home.root.relativize(file).toString(), Files.readString(file));
        }
      }
    }
    return tree;
  }

  @Test
  void everyRouteByWhichASessionWouldComeBackGoesWithItAndItAllComesBack() throws Exception {
    home.write("proj_1_main", SessionText.of("proj:1/main").messages(4));
    home.spill("proj_1_main", "proj:1/main", "waits");
    Files.createDirectories(home.root.resolve("shares"));
    Files.writeString(Shares.file(home.root, "proj:1/main"), "<html>");
    TreeMap<String, String> before = tree();
    FileIdentity lock = FileIdentity.of(home.sessions.resolve("proj_1_main.json.lock"));

    Runs.Result run = evict("proj_1_main");

    assertThat(run.report().done()).isEqualTo(1);
    assertThat(tree().keySet()).containsExactly("sessions/proj_1_main.json.lock", "sessions/stays.json",
        "sessions/stays.json.lock");
    assertThat(FileIdentity.of(home.sessions.resolve("proj_1_main.json.lock"))).as("lock file").isEqualTo(lock);

    home.fake.clock().advance(Duration.ofHours(1));
    Runs.Result back = Runs.restore(home.store(), run.runId(), home.environment());

    assertThat(back.report().failed()).isEmpty();
    assertThat(tree()).isEqualTo(before);
    assertThat(FileStat.of(home.sessions.resolve("proj_1_main.json")).permissions()).isEqualTo(0600);
    // Caches of the product would take an old time for what they know.
    assertThat(FileIdentity.of(home.sessions.resolve("proj_1_main.json")).modifiedMillis())
        .isEqualTo(home.fake.clock().millis());
    assertThat(PraisonHome.ids(home.check(3))).containsExactly("praisonai.spill.pending proj_1_main");
  }

  @Test
  void theCopyInAFormerDirectoryOfTheProjectGoesToo() throws Exception {
    byte[] text = SessionText.of("main").messages(2).toString().getBytes();
    Path project = home.project("0000000a");
    Path former = home.project("0000000b");
    Path other = home.project("0000000c");
    home.write(project, "main", text);
    home.write(former, "main", text);
    home.write(other, "main", SessionText.of("main").with("created_at", "\"2025-01-01T00:00:00+00:00\"").toString()
        .getBytes());
    Store store = home.store(project);
    Runs.Result run = Runs.apply(store, Runs.eviction("main"), home.environment());
    assertThat(project.resolve("main.json")).doesNotExist();
    assertThat(former.resolve("main.json")).doesNotExist();
    assertThat(other.resolve("main.json")).exists();
    Runs.restore(store, run.runId(), home.environment());
    assertThat(project.resolve("main.json")).hasBinaryContent(text);
    assertThat(former.resolve("main.json")).hasBinaryContent(text);
  }

  @Test
  void aParentThatStaysForgetsTheChild() throws Exception {
    home.write("p", SessionText.hierarchical("p").messages(2).with("children_ids", "[\n    \"a\",\n    \"b\"\n  ]")
        .with("cost", "1e400").with("token_count", "12345678901234567890"));
    home.write("a", SessionText.hierarchical("a").with("parent_id", "\"p\""));
    home.write("b", SessionText.hierarchical("b").with("parent_id", "\"p\""));
    String parent = Files.readString(home.sessions.resolve("p.json"));
    long time = FileIdentity.of(home.sessions.resolve("p.json")).modifiedNanos();

    Runs.Result run = evict("a");

    assertThat(run.report().skipped()).isEmpty();
    assertThat(home.sessions.resolve("p.json")).hasContent(parent.replace("\n    \"a\",", ""));
    assertThat(FileIdentity.of(home.sessions.resolve("p.json")).modifiedNanos()).isGreaterThan(time);
    assertThat(PraisonHome.ids(home.check(3))).containsExactly("praisonai.lock.orphan");
    Runs.restore(home.store(), run.runId(), home.environment());
    assertThat(home.sessions.resolve("p.json")).hasContent(parent);
    assertThat(PraisonHome.ids(home.check(3))).isEmpty();
  }

  @Test
  void aParentKeepsTheLinkToAChildThatStayed() throws Exception {
    home.write("p", SessionText.hierarchical("p").with("children_ids", "[\"a\"]"));
    home.write("a", SessionText.hierarchical("a").with("parent_id", "\"p\""));
    String parent = Files.readString(home.sessions.resolve("p.json"));
    Environments held = new Environments();
    try (Flock lock = held.lock("a")) {
      Runs.Result run = evict("a");
      assertThat(run.report().done()).isZero();
      assertThat(run.report().skipped()).extracting(PlanItem::key).containsExactly("a", "p");
      assertThat(run.report().skipped().get(0).reason()).contains("is held");
      lock.ensureHeld();
    }
    assertThat(home.sessions.resolve("p.json")).hasContent(parent);
    assertThat(Runs.trashed(home.store())).isEmpty();
  }

  /** Takes locks as another process would. */
  private final class Environments {
    Flock lock(String key) throws IOException {
      return Flock.take(home.sessions.resolve(key + ".json.lock"), Duration.ZERO, Flock.Pause.SLEEP,
          home.environment());
    }
  }

  @Test
  void whatChangedOrCameToWaitAfterThePlanStays() throws Exception {
    home.write("a", SessionText.of("a"));
    home.write("b", SessionText.of("b"));
    Store store = home.store();
    store.area().create();
    Eviction request = Runs.eviction("a", "b");
    try (Change change = store.prepare(request)) {
      home.write("a", SessionText.of("a").messages(1));
      home.spill("b", "b", "late");
      var context = new dev.sessionctl.storage.change.ApplyContext("20261120T100000.000Z-00000001",
          (step, fields) -> { }, Duration.ZERO, dev.sessionctl.storage.change.ApplyContext.ProgressListener.NONE);
      var report = change.apply(context);
      assertThat(report.done()).isZero();
      assertThat(report.skipped()).extracting(PlanItem::reason).satisfiesExactly(
          first -> assertThat(first).contains("changed"), second -> assertThat(second).contains("came to wait"));
    }
    assertThat(home.sessions.resolve("a.json")).exists();
    assertThat(home.sessions.resolve("b.json")).exists();
  }

  @Test
  void protectedSessionsStayWhateverThePolicySays() throws Exception {
    home.write("bad", "{");
    home.write("future", SessionText.of("future").updated("2027-01-01T00:00:00+00:00"));
    home.write("young", SessionText.of("young"));
    Files.setLastModifiedTime(home.sessions.resolve("young.json"), FileTime.fromMillis(home.fake.clock().millis()));
    home.write("linked", SessionText.of("linked"));
    Files.createLink(home.sessions.resolve("other-name"), home.sessions.resolve("linked.json"));
    List<PlanItem> decisions = Runs.eviction("bad", "future", "young", "linked", "gone").decisions();
    Eviction request = new Eviction(decisions, Set.of(), null, Duration.ofMinutes(15), List.of());
    assertThat(plan(home.store(), request)).containsExactly(
        "keep bad: protected: cannot be read as a session; see verify",
        "keep future: protected: its recorded activity lies in the future", "keep young: changed just now",
        "keep linked: its file has 2 hard links", "keep gone: is gone");
  }

  @Test
  void aFileOfTheInteractivePromptNeedsTheOperatorsWord() throws Exception {
    home.write("u", SessionText.unified("u").messages(2));
    try (Change change = home.store().prepare(Runs.eviction("u"))) {
      Gate gate = change.gate(GateOptions.NONE);
      assertThat(gate.verdict()).isEqualTo(Gate.Verdict.OWNED);
      assertThat(gate.reason()).contains("--assume-offline");
      assertThat(change.gate(Runs.OFFLINE).isOpen()).isTrue();
      assertThat(change.plan().notices()).anyMatch(notice -> notice.contains("interactive prompt"));
    }
    // The prompt holds the file itself.
    try (Flock prompt = Flock.take(home.sessions.resolve("u.json"), Duration.ZERO, Flock.Pause.SLEEP,
        home.environment())) {
      assertThat(evict("u").report().done()).isZero();
      prompt.ensureHeld();
    }
    assertThat(evict("u").report().done()).isEqualTo(1);
  }

  @Test
  void aRunOfTheFormerManagerGoesWithItsDirectory() throws Exception {
    Path run = Files.createDirectories(home.sessions.resolve("run_1"));
    home.old(Files.writeString(run.resolve("metadata.json"), "{\"run_id\": \"run_1\", \"status\": \"done\"}"));
    home.old(Files.writeString(run.resolve("events.jsonl"), "{}\n"));
    Runs.Result result = evict("run_1/");
    assertThat(result.report().skipped()).isEmpty();
    assertThat(run).doesNotExist();
    Runs.restore(home.store(), result.runId(), home.environment());
    assertThat(run.resolve("events.jsonl")).hasContent("{}");
    assertThat(home.row("run_1/").messages()).isEqualTo(dev.sessionctl.storage.Session.UNKNOWN);
  }

  @Test
  void leftOversGoWhenTheyAreAskedFor() throws Exception {
    Path temporaryFile = home.old(Files.writeString(home.sessions.resolve("tmpa1b2c3_x.tmp"), "{"));
    Path young = Files.writeString(home.sessions.resolve("tmpa1b2c3_y.tmp"), "{");
    Files.setLastModifiedTime(young, FileTime.fromMillis(home.fake.clock().millis()));
    Path quarantine = home.old(Files.writeString(home.sessions.resolve("x.json.corrupt-1795000000000"), "{"));
    Eviction request = new Eviction(List.of(), Set.of("garbage"), null, Duration.ZERO, List.of());
    Runs.apply(home.store(), request, home.environment());
    assertThat(temporaryFile).doesNotExist();
    assertThat(young).exists();
    assertThat(quarantine).exists();
    Runs.apply(home.store(), new Eviction(List.of(), Set.of("history"), null, Duration.ZERO, List.of()),
        home.environment());
    assertThat(quarantine).doesNotExist();
  }

  /** A writer that was stopped in the middle still needs its temporary file. */
  @Test
  void aTemporaryFileStaysWhileAnySessionIsLocked() throws Exception {
    Path file = home.old(Files.writeString(home.sessions.resolve("tmpa1b2c3_x.tmp"), "{"));
    FileIdentity lock = FileIdentity.of(home.sessions.resolve("stays.json.lock"));
    home.fake.processes().lock(new dev.sessionctl.storage.KernelLock("FLOCK", 77, lock.device(), lock.inode()));
    Eviction request = new Eviction(List.of(), Set.of("garbage"), null, Duration.ZERO, List.of());
    Runs.Result run = Runs.apply(home.store(), request, home.environment());
    assertThat(run.report().skipped()).extracting(PlanItem::reason).singleElement().asString()
        .contains("a session is being written");
    assertThat(file).exists();
  }

  @Test
  void aRemoteFileSystemClosesTheGate() throws Exception {
    home.fake.fileSystem("nfs4");
    try (Change change = home.store().prepare(Runs.eviction("stays"))) {
      assertThat(change.gate(GateOptions.NONE).isOpen()).isFalse();
      assertThat(change.gate(Runs.OFFLINE).isOpen()).isTrue();
    }
  }

  @Test
  void routesThatTheDiskCannotCloseAreSaid() throws Exception {
    home.write("bot_telegram_1", SessionText.of("bot_telegram_1"));
    Files.write(home.sessions.resolve("sessions.db"), new byte[] {1});
    try (Change change = home.store().prepare(Runs.eviction("bot_telegram_1"))) {
      assertThat(change.plan().notices()).anyMatch(notice -> notice.contains("bot that runs"))
          .anyMatch(notice -> notice.contains("sessions.db")).anyMatch(notice -> notice.contains("1 lock file"));
    }
  }
}
