package dev.sessionctl.storage.openclaw;

import static dev.sessionctl.storage.openclaw.OpenClawFixture.entryText;
import static dev.sessionctl.storage.openclaw.OpenClawFixture.header;
import static dev.sessionctl.storage.openclaw.OpenClawFixture.id;
import static dev.sessionctl.storage.openclaw.OpenClawFixture.transcriptText;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.Finding;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckReferencesTest {

  @TempDir
  Path temporary;

  private OpenClawFixture fixture;

  @BeforeEach
  void build() throws Exception {
    fixture = OpenClawFixture.in(temporary).session("agent:main:main", id(1), 3);
  }

  private Checks.Outcome check() throws Exception {
    fixture.writeIndex();
    return Checks.full(fixture);
  }

  @Test
  void historyOfAKnownKey() throws Exception {
    fixture.file(id(2) + ".jsonl", transcriptText(id(2), 2));
    fixture.file(id(3) + ".jsonl", transcriptText(id(3), 2));
    fixture.file(id(4) + ".jsonl", header(id(4)).replace("}\n", ",\"parentSession\":\"/x/" + id(3) + ".jsonl\"}\n")
        + OpenClawFixture.message(0, null, "user"));
    fixture.entry("agent:main:direct:a", entryText(id(5), fixture.transcript(id(4)).toString(),
        "\"usageFamilySessionIds\": [\"" + id(2) + "\"]"));
    fixture.file(id(5) + "-topic-1.jsonl", transcriptText(id(5), 1));
    Checks.Outcome outcome = check();
    assertThat(outcome.findings()).filteredOn(finding -> finding.id().equals(Flaw.UNREFERENCED_HISTORY.id()))
        .extracting(Finding::path).containsExactlyInAnyOrder(fixture.transcript(id(2)), fixture.transcript(id(3)),
            fixture.sessions().resolve(id(5) + "-topic-1.jsonl"));
    assertThat(outcome.ids()).doesNotContain(Flaw.UNREFERENCED_FORMER.id());
  }

  @Test
  void machineSessions() throws Exception {
    fixture.session("agent:main:cron:" + id(6) + ":run:" + id(7), id(8), 1);
    fixture.file(id(7) + ".jsonl", transcriptText(id(7), 2));
    fixture.file(id(9) + ".jsonl", header(id(9))
        + OpenClawFixture.message(0, null, "user").replace("Grüße", "[cron:" + id(6) + " backup] Grüße"));
    fixture.file(id(10) + ".jsonl", header(id(10)) + OpenClawFixture.message(0, null, "user")
        .replace("Grüße", "[Tue 2026-04-14 15:18 GMT+8] [Subagent Context] You are"));
    fixture.file("slug-generator-1795142999882.jsonl", transcriptText("slug-generator-1795142999882", 2));
    Checks.Outcome outcome = check();
    assertThat(outcome.ids()).hasSize(4).containsOnly(Flaw.UNREFERENCED_MACHINE.id());
  }

  @Test
  void anOrphanIsNotGarbage() throws Exception {
    fixture.file(id(2) + ".jsonl", transcriptText(id(2), 2));
    fixture.file(id(3) + ".jsonl", header(id(3)));
    fixture.file(id(4) + ".jsonl", header(id(4)) + "{\"type\":\"messa");
    fixture.file("note.json", "{}");
    Checks.Outcome outcome = check();
    assertThat(outcome.ids()).containsExactlyInAnyOrder(Flaw.UNREFERENCED_FORMER.id(),
        Flaw.UNREFERENCED_FORMER.id(), Flaw.UNREFERENCED_GARBAGE.id(), Flaw.TRANSCRIPT_TORN.id());
    assertThat(outcome.only(Flaw.UNREFERENCED_GARBAGE).path()).isEqualTo(fixture.transcript(id(3)));
  }

  @Test
  void whatIsYoungOrLockedOrAnotherStoresIsNotUnreferenced() throws Exception {
    Path young = fixture.file(id(2) + ".jsonl", header(id(2)));
    fixture.file(id(3) + ".jsonl", header(id(3)));
    fixture.file(id(3) + ".jsonl.lock", "{\"pid\": 4711, \"createdAt\": \"2026-11-20T09:59:00.000Z\"}");
    fixture.file(id(4) + ".jsonl", header(id(4)));
    fixture.file("other.json", "{\"agent:x:main\": {\"sessionId\": \"" + id(4) + "\", \"updatedAt\": 1}}");
    fixture.writeIndex();
    OpenClawFixture.age(young, FakeEnvironment.START.toEpochMilli());
    FakeEnvironment environment = Checks.environment(fixture);
    environment.processes().add(4711, 5, "openclaw-gateway");
    assertThat(Checks.run(fixture, dev.sessionctl.storage.CheckRequest.FULL, environment.build()).ids()).isEmpty();
  }

  @Test
  void checkpoints() throws Exception {
    fixture.file(id(1) + ".checkpoint." + id(40) + ".jsonl", transcriptText(id(1), 1));
    fixture.entry("agent:main:direct:a", "{\"updatedAt\": 1, \"compactionCheckpoints\": [{\"checkpointId\": \"c\","
        + "\"preCompaction\": {\"sessionFile\": \"/x/gone.jsonl\"}}]}");
    assertThat(check().ids()).containsExactlyInAnyOrder(Flaw.ENTRY_NO_ID.id(), Flaw.CHECKPOINT_NO_FILE.id(),
        Flaw.CHECKPOINT_UNREFERENCED.id());
  }

  @Test
  void trajectories() throws Exception {
    fixture.file(id(2) + ".trajectory.jsonl", "{}\n");
    fixture.file(id(1) + ".trajectory-path.json", "{\"traceSchema\":\"openclaw-trajectory-pointer\","
        + "\"runtimeFile\":\"/nowhere/x.jsonl\"}\n");
    assertThat(check().ids()).containsExactlyInAnyOrder(Flaw.TRAJECTORY_UNREFERENCED.id(),
        Flaw.TRAJECTORY_POINTER.id());
  }

  @Test
  void prompts() throws Exception {
    String lost = "ab".repeat(32);
    String resized = blob("prompt");
    String spare = blob("another");
    Path changed = fixture.sessions().resolve("skills-prompts/sha256/cd/" + "cd".repeat(32) + ".txt");
    OpenClawFixture.file(changed, "changed");
    fixture.file("skills-prompts/sha256/ab/readme.md", "x");
    fixture.entry("a", promptEntry(lost, 5)).entry("b", promptEntry(resized, 7)).entry("c",
        promptEntry("cd".repeat(32), 7));
    Checks.Outcome outcome = check();
    assertThat(outcome.ids()).containsExactlyInAnyOrder(Flaw.ENTRY_NO_ID.id(), Flaw.ENTRY_NO_ID.id(),
        Flaw.ENTRY_NO_ID.id(), Flaw.PROMPT_MISSING.id(), Flaw.PROMPT_MISMATCH.id(), Flaw.PROMPT_MISMATCH.id(),
        Flaw.PROMPT_UNREFERENCED.id(), Flaw.PROMPT_STRAY.id());
    assertThat(outcome.only(Flaw.PROMPT_UNREFERENCED).path().toString()).contains(spare);
    assertThat(outcome.only(Flaw.PROMPT_MISSING).key()).isEqualTo("a");
    assertThat(Files.exists(changed)).isTrue();
  }

  private String blob(String prompt) throws Exception {
    String hash = HexFormat.of().formatHex(CanonicalHash.ofBytes(prompt.getBytes(StandardCharsets.UTF_8)));
    fixture.file("skills-prompts/sha256/" + hash.substring(0, 2) + "/" + hash + ".txt", prompt);
    return hash;
  }

  private static String promptEntry(String hash, int bytes) {
    return "{\"updatedAt\": 1, \"skillsSnapshot\": {\"skills\": [{\"promptRef\": 1}], \"promptRef\": {\"version\": 1,"
        + " \"hash\": \"" + hash + "\", \"bytes\": " + bytes + "}}}";
  }
}
