package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.change.Relocation;
import dev.sessionctl.storage.change.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelocationTest {

  private static final String BODY = "{\"type\":\"message\",\"id\":\"00000001\",\"parentId\":null,\"message\":{"
      + "\"role\":\"user\",\"content\":\"see %s/agents\"}}\n";

  @TempDir
  private Path temporary;
  private Path root;
  private OpenClawFixture fixture;
  private MigrationRuns runs;
  private Path state;
  private Path sessions;
  private Path destination;

  @BeforeEach
  void make() throws IOException {
    root = temporary.toRealPath();
    fixture = OpenClawFixture.in(root);
    state = fixture.state();
    sessions = fixture.sessions();
    destination = root.resolve("elsewhere");
    runs = new MigrationRuns(FakeEnvironment.in(root), fixture.index());
    fixture.session("agent:main:main", OpenClawFixture.id(1), 2).session("agent:main:x", OpenClawFixture.id(2), 2);
    fixture.file(OpenClawFixture.id(3) + ".jsonl", "{\"type\":\"session\",\"version\":3,\"id\":\""
        + OpenClawFixture.id(3) + "\",\"cwd\":\"" + state + "/workspace\",\"parentSession\":\"" + sessions
        + "/p.jsonl\"}\n"
        + BODY.replace("%s", state.toString()));
    fixture.file(OpenClawFixture.id(4) + ".jsonl", BODY.replace("%s", state.toString()));
    OpenClawFixture.file(state.resolve("openclaw.json"), "{\"agents\":{\"list\":[{\"id\":\"main\",\"workspace\":\""
        + state + "/workspace\"}]}}");
    OpenClawFixture.file(state.resolve("workspace/notes.md"), "in " + state);
    OpenClawFixture.file(state.resolve("agents/other/sessions/sessions.d/agent%3Aother%3Amain.json"),
        OpenClawFixture.entryText("o", state + "/agents/other/sessions/o.jsonl"));
    fixture.writeIndex();
    Files.createSymbolicLink(state.resolve("inside"), state.resolve("workspace"));
    Files.createSymbolicLink(state.resolve("relative"), Path.of("workspace/notes.md"));
    Files.createSymbolicLink(state.resolve("outside"), root.resolve("home"));
    OpenClawFixture.age(state.resolve("agents"), 1_000_000);
    OpenClawFixture.age(state, 2_000_000);
  }

  @Test
  void aCopyNamesItsOwnPlaceAndTheOriginalStays() throws Exception {
    fixture.file("sessions.json.lock", "{}");
    Map<String, String> before = MigrationRuns.tree(state);
    ChangeReport report = planned(new Relocation(destination, true, null));
    assertThat(MigrationRuns.tree(state)).isEqualTo(without(before, "sessions.json.lock"));
    assertRelocated();
    assertThat(destination.resolve("agents/main/.sessionctl")).doesNotExist();
    assertThat(destination.resolve("agents/main/sessions/sessions.json.lock")).doesNotExist();
    assertThat(report.done()).isEqualTo(8);
  }

  @Test
  void aMoveLeavesNothingBehind() throws Exception {
    planned(new Relocation(destination, false, null));
    assertThat(state).doesNotExist();
    assertRelocated();
  }

  @Test
  void aTreeThatWasCopiedByHandIsMendedInPlace() throws Exception {
    Path former = Files.move(state, destination);
    Map<String, String> untouched = MigrationRuns.tree(former.resolve("workspace"));
    runs = new MigrationRuns(runs.fake(), destination.resolve("agents/main/sessions/sessions.json"));
    planned(new Relocation(destination, false, null));
    assertRelocated();
    assertThat(MigrationRuns.tree(former.resolve("workspace"))).isEqualTo(untouched);
    Map<String, String> after = MigrationRuns.tree(destination);
    assertThat(planned(new Relocation(destination, false, null)).done()).isZero();
    assertThat(MigrationRuns.tree(destination)).isEqualTo(after);
  }

  @Test
  void theFormerPlaceCanBeSaid() throws Exception {
    OpenClawFixture.file(fixture.index(), MigrationRuns.text(fixture.index()).replace(state.toString(), "/gone/oc"));
    planned(new Relocation(state, false, Path.of("/gone/oc")));
    assertThat(MigrationRuns.text(fixture.index())).contains(state.toString()).doesNotContain("/gone");
  }

  @Test
  void onlyTheHeaderOfATranscriptChanges() throws Exception {
    planned(new Relocation(destination, true, null));
    Path copy = destination.resolve("agents/main/sessions");
    String header = MigrationRuns.text(copy.resolve(OpenClawFixture.id(3) + ".jsonl"));
    assertThat(header).contains("\"cwd\":\"" + destination + "/workspace\"")
        .contains("\"parentSession\":\"" + copy + "/p.jsonl\"")
        .endsWith("\n" + BODY.replace("%s", state.toString()));
    // Without a header the first line is a message, and what somebody wrote is never touched.
    assertThat(MigrationRuns.text(copy.resolve(OpenClawFixture.id(4) + ".jsonl")))
        .isEqualTo(BODY.replace("%s", state.toString()));
  }

  @Test
  void placesThatCannotBeUsedAreRefused() throws Exception {
    Map<String, String> before = MigrationRuns.tree(root);
    Files.createSymbolicLink(root.resolve("link"), state);
    before.putAll(MigrationRuns.tree(root));
    for (Path place : List.of(root.resolve("home"), state.resolve("x"), root.resolve("no/such"),
        root.resolve("link/x"),
        state.resolve("agents/main"))) {
      assertThatThrownBy(() -> runs.prepare(new Relocation(place, true, null)))
          .describedAs("%s", place).isInstanceOf(UnsupportedChangeException.class);
    }
    assertThatThrownBy(() -> runs.prepare(new Relocation(state, true, null)))
        .isInstanceOf(UnsupportedChangeException.class).hasMessageContaining("lies already");
    Path loose = OpenClawFixture.file(root.resolve("loose/sessions.json"), "{}");
    assertThatThrownBy(() -> new MigrationRuns(runs.fake(), loose).prepare(new Relocation(destination, true, null)))
        .isInstanceOf(UnsupportedChangeException.class).hasMessageContaining("state directory");
    Files.delete(loose);
    Files.delete(loose.getParent());
    assertThat(MigrationRuns.tree(root)).isEqualTo(before);
  }

  @Test
  void anotherDeviceNeedsACopy() throws Exception {
    Path device = Path.of("/dev/shm/sessionctl-" + ProcessHandle.current().pid());
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.isWritable(Path.of("/dev/shm"))
        && FileIdentity.of(Path.of("/dev/shm")).device() != FileIdentity.of(root).device());
    assertThatThrownBy(() -> runs.prepare(new Relocation(device, false, null)))
        .isInstanceOf(UnsupportedChangeException.class).hasMessageContaining("--copy");
  }

  @Test
  void aLivingOwnerForbidsIt() throws Exception {
    try (Change change = runs.prepare(new Relocation(destination, true, null))) {
      assertThat(change.gate(new GateOptions(true, null)).isOpen()).isTrue();
      runs.fake().processes().add(99, 5, List.of("openclaw-gateway"), runs.fake().build().userId(),
          "pid:[4026531836]", Map.of("OPENCLAW_STATE_DIR", state.toString()));
      assertThat(change.gate(new GateOptions(true, "sessions.json")).verdict()).isEqualTo(Gate.Verdict.OWNED);
    }
  }

  @Test
  void aMoveThatDiedBeforeItRewroteIsFinished() throws Exception {
    String run = interrupted(false);
    Files.move(state, destination);
    runs = new MigrationRuns(runs.fake(), destination.resolve("agents/main/sessions/sessions.json"));
    assertThat(recover(run)).contains("finished rewriting");
    assertRelocated();
  }

  @Test
  void aDirectoryThatSomebodyElseMadeThereIsLeftAlone() throws Exception {
    String run = interrupted(false);
    Path foreign = Files.createDirectory(destination).resolve("openclaw.json");
    Files.writeString(foreign, "{\"store\":\"" + state + "\"}");
    assertThat(recover(run)).contains("had not moved anything");
    assertThat(foreign).hasContent("{\"store\":\"" + state + "\"}");
  }

  @Test
  void aCopyThatDiedIsRemoved() throws Exception {
    String run = interrupted(true);
    Path staging = Files.createDirectory(root.resolve(".elsewhere.sessionctl-" + run));
    Files.writeString(staging.resolve("half"), "x");
    Map<String, String> before = MigrationRuns.tree(state);
    assertThat(recover(run)).contains("removed the unfinished copy");
    assertThat(staging).doesNotExist();
    assertThat(destination).doesNotExist();
    assertThat(MigrationRuns.tree(state)).isEqualTo(before);
  }

  /** The journal of a relocation that was killed after it had announced what it would do. */
  private String interrupted(boolean copy) throws IOException {
    String run = "20261120T100000.000Z-0000000d";
    runs.open().area().create();
    try (JournalFile journal = JournalFile.begin(runs.open().area(), run, "migrate", fixture.index(),
        runs.fake().build())) {
      journal.step("relocate", Map.of("state", state.toString(), "destination", destination.toString(), "copy", copy,
          "formerRoots", state.toString(), "staging", root.resolve(".elsewhere.sessionctl-" + run).toString(),
          "device", FileIdentity.of(state).device(), "inode", FileIdentity.of(state).inode()));
    }
    return run;
  }

  private String recover(String run) throws IOException {
    for (RunRecord record : JournalFile.readAll(runs.open().area())) {
      try (JournalFile journal = JournalFile.resume(record, runs.fake().build())) {
        return runs.open().recover(record,
            new ApplyContext(run, journal, Duration.ZERO, ApplyContext.ProgressListener.NONE));
      }
    }
    throw new AssertionError("no run " + run);
  }

  private void assertRelocated() throws IOException {
    Path there = destination.resolve("agents/main/sessions");
    assertThat(MigrationRuns.text(there.resolve("sessions.json"))).contains(there + "/" + OpenClawFixture.id(1))
        .doesNotContain(sessions.toString());
    assertThat(MigrationRuns.text(destination.resolve("openclaw.json"))).contains(destination + "/workspace");
    assertThat(MigrationRuns.text(destination.resolve("agents/other/sessions/sessions.d/agent%3Aother%3Amain.json")))
        .contains(destination + "/agents/other/sessions/o.jsonl");
    assertThat(MigrationRuns.text(destination.resolve("workspace/notes.md"))).isEqualTo("in " + state);
    assertThat(Files.readSymbolicLink(destination.resolve("inside"))).isEqualTo(destination.resolve("workspace"));
    assertThat(Files.readSymbolicLink(destination.resolve("relative"))).isEqualTo(Path.of("workspace/notes.md"));
    assertThat(Files.readSymbolicLink(destination.resolve("outside"))).isEqualTo(root.resolve("home"));
    for (String name : List.of("sessions.json", OpenClawFixture.id(3) + ".jsonl", OpenClawFixture.id(1) + ".jsonl")) {
      assertThat(Files.getLastModifiedTime(there.resolve(name)).toMillis()).isEqualTo(OpenClawFixture.TIME);
      assertThat(MigrationRuns.mode(there.resolve(name))).isEqualTo("rw-------");
    }
    assertThat(MigrationRuns.mode(destination)).isEqualTo("rwx------");
    assertThat(Files.getLastModifiedTime(destination.resolve("agents")).toMillis()).isEqualTo(1_000_000);
  }

  /** Carries it out and compares with the plan. */
  private ChangeReport planned(Relocation request) throws IOException {
    List<String> rewritten = new ArrayList<>();
    Map<Path, String> before = new TreeMap<>();
    ChangeReport report;
    long changes;
    try (Change change = runs.prepare(request)) {
      changes = change.plan().changes();
      change.plan().forEachItem((PlanItem item) -> {
        rewritten.add(state.relativize(item.path()).toString());
        before.put(item.path(), MigrationRuns.text(item.path()));
      });
      report = runs.apply(change);
    }
    assertThat(report.done()).isEqualTo(changes);
    for (Map.Entry<Path, String> file : before.entrySet()) {
      Path from = file.getKey();
      Path now = from.startsWith(state) ? request.destination().resolve(state.relativize(from)) : from;
      assertThat(MigrationRuns.text(now)).describedAs("%s", now).isNotEqualTo(file.getValue());
    }
    return report;
  }

  private static Map<String, String> without(Map<String, String> tree, String suffix) {
    Map<String, String> rest = new TreeMap<>(tree);
    rest.keySet().removeIf(name -> name.endsWith(suffix));
    return rest;
  }
}
