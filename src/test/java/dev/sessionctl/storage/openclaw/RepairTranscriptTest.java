package dev.sessionctl.storage.openclaw;

import static dev.sessionctl.storage.openclaw.OpenClawFixture.header;
import static dev.sessionctl.storage.openclaw.OpenClawFixture.id;
import static dev.sessionctl.storage.openclaw.OpenClawFixture.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.plan.Outcome;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.change.Repair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepairTranscriptTest {

  private static final String KEY = "agent:main:main";

  @TempDir
  Path temporary;

  private OpenClawFixture fixture;
  private String good;

  @BeforeEach
  void build() throws Exception {
    good = OpenClawFixture.transcriptText(id(1), 4);
    fixture = OpenClawFixture.in(temporary).session(KEY, id(1), 4).session("agent:main:other", id(2), 2).writeIndex();
  }

  private void damage(String text) throws IOException {
    Files.write(fixture.transcript(id(1)), text.getBytes(StandardCharsets.UTF_8));
    OpenClawFixture.age(fixture.transcript(id(1)), OpenClawFixture.TIME);
  }

  private String text() throws IOException {
    return Files.readString(fixture.transcript(id(1)), StandardCharsets.UTF_8);
  }

  /** Repairs what has one damage, and checks that it is mended, that a second run finds nothing, and what is kept. */
  private Repaired mend(String damaged, String expected, Flaw... flaws) throws IOException {
    damage(damaged);
    for (Flaw flaw : flaws) {
      assertThat(Checks.full(fixture).ids()).contains(flaw.id());
    }
    int originals = Repaired.originals(fixture).size();
    Repaired repaired = Repaired.all(fixture);
    assertThat(repaired.outcome).as(repaired.report + "").isEqualTo(Outcome.DONE);
    assertThat(text()).isEqualTo(expected);
    assertThat(Checks.full(fixture).problems()).isEmpty();
    assertThat(Repaired.originals(fixture)).hasSize(originals + 1)
        .contains(new String(damaged.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    OpenClawFixture.age(fixture.transcript(id(1)), OpenClawFixture.TIME);
    assertThat(Repaired.all(fixture).outcome).isEqualTo(Outcome.NOTHING);
    return repaired;
  }

  @Test
  void tornLastLineIsCutAndKept() throws Exception {
    String torn = message(4, 3, "user").substring(0, 60);
    Repaired repaired = mend(good + torn, good, Flaw.TRANSCRIPT_TORN);
    assertThat(repaired.items.get(0).reason()).contains("would cut the torn last line of " + id(1) + ".jsonl",
        "60 damaged bytes", "lost+found");
    assertThat(Repaired.lost(fixture)).contains(torn);
  }

  @Test
  void wholeLastLineIsTerminated() throws Exception {
    mend(good.substring(0, good.length() - 1), good, Flaw.TRANSCRIPT_UNTERMINATED);
    assertThat(Repaired.lost(fixture)).isEmpty();
  }

  @Test
  void gluedRowsAreSeparated() throws Exception {
    int second = good.indexOf('\n', good.indexOf('\n') + 1);
    String glued = good.substring(0, second) + good.substring(second + 1);
    Repaired repaired = mend(glued, good, Flaw.TRANSCRIPT_UNPARSABLE);
    assertThat(repaired.items.get(0).reason()).contains("separates 2 glued rows");
    assertThat(Repaired.lost(fixture)).isEmpty();
    String last = good.substring(0, good.length() - 1) + message(4, 3, "user").strip();
    mend(last, good + message(4, 3, "user"), Flaw.TRANSCRIPT_TORN);
  }

  @Test
  void rowBehindATornOneIsSaved() throws Exception {
    String torn = message(9, 3, "user").substring(0, 130);
    mend(good + torn + message(4, 3, "user"), good + message(4, 3, "user"), Flaw.TRANSCRIPT_UNPARSABLE);
    assertThat(Repaired.lost(fixture)).contains(new String(torn.getBytes(StandardCharsets.UTF_8),
        StandardCharsets.ISO_8859_1));
  }

  @Test
  void damagedLinesAreSetAside() throws Exception {
    Repaired repaired = mend(header(id(1)) + "{\"type\":\"mess\n" + good.substring(good.indexOf('\n') + 1)
        + "\0\0\0\0\0\0\0\0\n", good, Flaw.TRANSCRIPT_UNPARSABLE);
    assertThat(repaired.items.get(0).reason()).contains("would drop 2 of 7 rows of " + id(1) + ".jsonl");
    assertThat(Repaired.lost(fixture)).contains("{\"type\":\"mess\n", "\0\0\0\0\0\0\0\0\n");
  }

  @Test
  void headerIsMadeAnew() throws Exception {
    String rows = good.substring(good.indexOf('\n') + 1);
    String made = good.replaceFirst("09:00:00Z", "09:00:00.000Z");
    mend(rows, made, Flaw.TRANSCRIPT_NO_HEADER);
    String broken = "{\"type\":\"session\",\"vers\n";
    mend(broken + rows, made, Flaw.TRANSCRIPT_NO_HEADER, Flaw.TRANSCRIPT_UNPARSABLE);
    assertThat(Repaired.lost(fixture)).contains(broken);
  }

  @Test
  void aHeaderFurtherDownIsNotDoubled() throws Exception {
    damage(message(0, null, "user") + header(id(1)) + message(1, 0, "user"));
    String before = text();
    Repaired repaired = Repaired.all(fixture);
    assertThat(repaired.outcome).isEqualTo(Outcome.NOTHING);
    assertThat(repaired.items).anyMatch(item -> item.reason().contains("a header stands further down"));
    assertThat(text()).isEqualTo(before);
  }

  @Test
  void byteOrderMarkIsTakenOut() throws Exception {
    mend("\uFEFF" + good, good, Flaw.TRANSCRIPT_BYTE_ORDER_MARK);
  }

  @Test
  void unreferencedTranscriptsAreMendedToo() throws Exception {
    String rows = OpenClawFixture.transcriptText(id(7), 2);
    fixture.file(id(7) + ".jsonl", rows.substring(rows.indexOf('\n') + 1) + "{\"ty");
    assertThat(Repaired.all(fixture).outcome).isEqualTo(Outcome.DONE);
    assertThat(Files.readString(fixture.transcript(id(7)))).isEqualTo(rows.replaceFirst("09:00:00Z", "09:00:00.000Z"));
  }

  @Test
  void whatIsInUseIsLeftAlone() throws Exception {
    damage(good + "{\"ty");
    OpenClawFixture.age(fixture.transcript(id(1)), FakeEnvironment.START.toEpochMilli() - 60_000);
    Repaired recent = Repaired.all(fixture);
    assertThat(recent.outcome).isEqualTo(Outcome.NOTHING);
    assertThat(recent.items.get(0).reason()).contains("within the last quarter of an hour");
    damage(good + "{\"ty");
    String index = Files.readString(fixture.index()).replaceFirst("\"systemSent\": true", "\"status\": \"running\"");
    fixture.file(fixture.index(), index);
    Repaired running = Repaired.all(fixture);
    assertThat(running.items.get(0).reason()).isEqualTo("its session runs");
    assertThat(text()).isEqualTo(good + "{\"ty");
  }

  @Test
  void lockedMeanwhileIsSkipped() throws Exception {
    damage(good + "{\"ty");
    FakeEnvironment fake = Checks.environment(fixture);
    fake.processes().add(77, 5, "/usr/bin/some", "thing");
    String lock = "{\"pid\":77,\"starttime\":5,\"createdAt\":\"2026-11-20T09:59:50.000Z\"}";
    fixture.file(id(1) + ".jsonl.lock", lock);
    // A lock on the index is what proves a release that takes one.
    fixture.file("sessions.json.lock", lock);
    Repaired repaired = Repaired.run(fixture, fake, new Repair(Set.of(), Set.of(), false));
    assertThat(repaired.outcome).isEqualTo(Outcome.PARTIAL);
    assertThat(repaired.report.skipped().get(0).reason()).contains("is locked by process 77");
    assertThat(text()).isEqualTo(good + "{\"ty");
  }

  @Test
  void aLockThatNobodyWouldRespectIsNotReliedOn() throws Exception {
    damage(good + "{\"ty");
    FakeEnvironment fake = Checks.environment(fixture);
    fake.processes().self(4242, 777, fake.processes().self().userId(), java.util.List.of("java", "-jar", "x.jar"));
    Repaired repaired = Repaired.run(fixture, fake, new Repair(Set.of(), Set.of(), false));
    assertThat(repaired.outcome).isEqualTo(Outcome.PARTIAL);
    assertThat(repaired.report.skipped().get(0).reason()).contains("would ignore our lock");
    assertThat(text()).isEqualTo(good + "{\"ty");
  }

  @Test
  void findingsKeysAndTime() throws Exception {
    damage("\uFEFF" + good + "{\"ty");
    FakeEnvironment fake = Checks.environment(fixture);
    Set<String> torn = Set.of(Flaw.TRANSCRIPT_TORN.id());
    assertThat(Repaired.run(fixture, fake, new Repair(torn, Set.of("agent:main:other"), false)).outcome)
        .isEqualTo(Outcome.NOTHING);
    Repaired late = Repaired.run(fixture, fake, new Repair(torn, Set.of(KEY), false), Duration.ZERO);
    assertThat(late.outcome).isEqualTo(Outcome.PARTIAL);
    assertThat(late.report.skipped().get(0).reason()).contains("--max-duration");
    assertThat(Repaired.run(fixture, fake, new Repair(torn, Set.of(KEY), false)).outcome).isEqualTo(Outcome.DONE);
    assertThat(text()).isEqualTo("\uFEFF" + good);
  }
}
