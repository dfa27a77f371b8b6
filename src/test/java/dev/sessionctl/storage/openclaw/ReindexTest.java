package dev.sessionctl.storage.openclaw;

import static dev.sessionctl.storage.openclaw.OpenClawFixture.entryText;
import static dev.sessionctl.storage.openclaw.OpenClawFixture.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.plan.Outcome;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.GuardException;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.change.Repair;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReindexTest {

  @TempDir
  Path temporary;

  private OpenClawFixture fixture;
  private String good;

  @BeforeEach
  void build() throws Exception {
    fixture = OpenClawFixture.in(temporary);
    for (int i = 0; i < 6; i++) {
      fixture.session("agent:main:telegram:direct:" + (1000 + i) + "ğ", id(i), 1);
    }
    fixture.writeIndex();
    good = Files.readString(fixture.index());
  }

  private static String key(int i) {
    return "agent:main:telegram:direct:" + (1000 + i) + "ğ";
  }

  private void clean() throws Exception {
    assertThat(Checks.full(fixture).ids().stream().filter(id -> id.startsWith("openclaw.index."))).isEmpty();
    assertThatThrownBy(() -> Repaired.reindexed(fixture)).isInstanceOf(GuardException.class);
  }

  @Test
  void atEveryTearEveryEntryBeforeItIsThereAndNoSessionIsLost() throws Exception {
    byte[] whole = good.getBytes(StandardCharsets.UTF_8);
    for (int tear = 0; tear < whole.length; tear += 97) {
      Files.write(fixture.index(), Arrays.copyOf(whole, tear));
      OpenClawFixture.age(fixture.index(), OpenClawFixture.TIME);
      String before = new String(whole, 0, tear, StandardCharsets.UTF_8);
      assertThat(Repaired.reindexed(fixture).outcome).isEqualTo(Outcome.DONE);
      String after = Files.readString(fixture.index());
      for (int i = 0; i < 6; i++) {
        boolean isBefore = before.contains("\"" + key(i) + "\": "
            + entryText(id(i), fixture.transcript(id(i)).toString()).replace("\n", "\n  "));
        assertThat(after).as("tear at " + tear + ", session " + i).containsOnlyOnce(id(i) + "\",")
            .contains(isBefore ? key(i) : id(i));
      }
      assertThat(SmallStore.readIndex(fixture.index())).as("tear at " + tear).hasSize(6);
      assertThat(Repaired.originals(fixture)).anyMatch(text -> text.length() == before.getBytes(
          StandardCharsets.UTF_8).length);
    }
    clean();
  }

  @Test
  void emptyAndGone() throws Exception {
    Files.write(fixture.index(), new byte[0]);
    assertThat(Repaired.reindexed(fixture).outcome).isEqualTo(Outcome.DONE);
    assertThat(Files.readString(fixture.index())).contains("\"agent:main:explicit:recovered-" + id(3) + "\": {",
        "\"updatedAt\": " + OpenClawFixture.TIME);
    clean();
    Files.delete(fixture.index());
    Repaired repaired = Repaired.reindexed(fixture);
    assertThat(repaired.notices).anyMatch(line -> line.contains("overwrites it at its next write"));
    assertThat(SmallStore.readIndex(fixture.index())).hasSize(6);
    clean();
  }

  @Test
  void theNewestWholeFormerIndexComesFirst() throws Exception {
    fixture.file("sessions.json.bak.1700000000000", "{\"agent:main:old\": {\"sessionId\": \"old\"}}");
    OpenClawFixture.age(fixture.sessions().resolve("sessions.json.bak.1700000000000"), 1_700_000_000_000L);
    fixture.file("sessions.json." + id(8) + ".tmp", good.replace("21825", "21826"));
    fixture.file("sessions.json." + id(9) + ".tmp", good.substring(0, good.length() - 5));
    OpenClawFixture.age(fixture.sessions().resolve("sessions.json." + id(9) + ".tmp"), OpenClawFixture.TIME + 5000);
    String since = OpenClawFixture.transcriptText(id(20), 9000).replace("Grüße", "x");
    fixture.file(id(20) + ".jsonl", since);
    fixture.file(id(21) + ".jsonl", OpenClawFixture.transcriptText(id(21), 1));
    String torn = good.substring(0, good.indexOf("1001")) .replace("claude-opus-4-6", "newer-model");
    fixture.file(fixture.index(), torn);
    Repaired repaired = Repaired.reindexed(fixture);
    assertThat(repaired.outcome).isEqualTo(Outcome.DONE);
    String after = Files.readString(fixture.index());
    assertThat(after).contains("newer-model", "21826", "recovered-" + id(20)).doesNotContain("agent:main:old",
        "recovered-" + id(21));
    assertThat(after.split("newer-model", -1)).hasSize(2);
    assertThat(repaired.notices).anyMatch(line -> line.contains("1 transcript older than that"));
    assertThat(repaired.items).anyMatch(item -> item.reason().contains("the damaged index itself"))
        .anyMatch(item -> item.reason().contains(".tmp")).anyMatch(item -> item.reason().contains("not known"));
    assertThat(Repaired.lost(fixture)).hasSize(1);
  }

  @Test
  void aRepairBeforeItLeavesItsSources() throws Exception {
    fixture.file("sessions.json." + id(8) + ".tmp", good);
    Files.write(fixture.index(), new byte[0]);
    Repaired repaired = Repaired.all(fixture);
    assertThat(repaired.outcome).isEqualTo(Outcome.NOTHING);
    assertThat(repaired.notices).anyMatch(line -> line.contains("sessionctl repair --reindex"));
    assertThat(Repaired.reindexed(fixture).outcome).isEqualTo(Outcome.DONE);
    assertThat(Files.readString(fixture.index())).isEqualTo(good);
  }

  @Test
  void copiesOfThisToolAreSources() throws Exception {
    fixture.file(fixture.sessions().resolveSibling(".sessionctl")
        .resolve("backup/20261119T090000.000Z-0a0b0c0d/sessions.json"), good);
    Files.delete(fixture.index());
    assertThat(Repaired.reindexed(fixture).outcome).isEqualTo(Outcome.DONE);
    assertThat(Files.readString(fixture.index())).isEqualTo(good);
  }

  @Test
  void whatStandsBesideAWholeObjectIsTakenAway() throws Exception {
    for (String text : new String[] {"\uFEFF" + good, good + "}\n{", good + good}) {
      fixture.file(fixture.index(), text);
      assertThat(Repaired.reindexed(fixture).outcome).isEqualTo(Outcome.DONE);
      assertThat(Files.readString(fixture.index())).isEqualTo(good);
    }
    clean();
  }

  @Test
  void theKeyOfATrajectoryIsUsed() throws Exception {
    fixture.file(id(2) + ".trajectory.jsonl",
        "{\"type\":\"session.started\",\"sessionId\":\"" + id(2) + "\",\"sessionKey\":\"" + key(2) + "\"}\n");
    fixture.file(id(3) + ".trajectory.jsonl",
        "{\"type\":\"session.started\",\"sessionId\":\"another\",\"sessionKey\":\"" + key(3) + "\"}\n");
    Files.delete(fixture.index());
    Repaired.reindexed(fixture);
    assertThat(Files.readString(fixture.index())).contains(key(2)).doesNotContain(key(3));
  }

  @Test
  void anOwnerThatMayWriteClosesTheGate() throws Exception {
    Files.write(fixture.index(), new byte[0]);
    FakeEnvironment fake = Checks.environment(fixture);
    fake.processes().add(77, 5, "/usr/bin/openclaw");
    fixture.file(id(1) + ".jsonl.lock", "{\"pid\":77,\"starttime\":5,\"createdAt\":\"2026-11-20T09:59:50.000Z\"}");
    assertThatThrownBy(() -> Repaired.run(fixture, fake, new Repair(Set.of(), Set.of(), true)))
        .isInstanceOf(LockedException.class);
    assertThat(fixture.index()).hasContent("");
  }
}
