package dev.sessionctl.storage.openclaw;

import static dev.sessionctl.storage.openclaw.OpenClawFixture.entryText;
import static dev.sessionctl.storage.openclaw.OpenClawFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.FakeEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckEntryTest {

  @TempDir
  Path temporary;

  private OpenClawFixture fixture;

  @BeforeEach
  void build() throws Exception {
    fixture = OpenClawFixture.in(temporary).session("agent:main:main", id(1), 3);
  }

  private void expect(Flaw... flaws) throws Exception {
    fixture.writeIndex();
    assertThat(Checks.full(fixture).ids())
        .containsExactlyInAnyOrder(java.util.Arrays.stream(flaws).map(Flaw::id).toArray(String[]::new));
  }

  @Test
  void keyTwice() throws Exception {
    fixture.session("agent:main:main", id(1), 3);
    expect(Flaw.KEY_DUPLICATE);
  }

  @Test
  void keyInTwoCases() throws Exception {
    fixture.session("agent:main:MAIN", id(1), 3);
    expect(Flaw.KEY_CASE_VARIANT);
    Files.createDirectories(fixture.sessions().resolve("skills-prompts"));
    expect(Flaw.KEY_CASE_KEPT);
  }

  @Test
  void noObject() throws Exception {
    fixture.entry("agent:main:direct:x", "null");
    expect(Flaw.ENTRY_NOT_AN_OBJECT);
  }

  @Test
  void ids() throws Exception {
    fixture.entry("a", "{\"sessionId\": \"../../etc/passwd\", \"updatedAt\": 1}")
        .entry("b", "{\"sessionId\": \"тест\", \"updatedAt\": 1}")
        .entry("c", "{\"updatedAt\": 1}")
        .entry("d", "{\"sessionId\": \"a:b\", \"updatedAt\": 1}");
    OpenClawFixture.file(fixture.state().resolve("openclaw.json"), "{meta: {lastTouchedVersion: '2026.3.13'}}");
    expect(Flaw.ENTRY_UNSAFE_ID, Flaw.ENTRY_NEWER_ID, Flaw.ENTRY_NEWER_ID, Flaw.ENTRY_NO_ID,
        Flaw.TRANSCRIPT_NONE_YET, Flaw.TRANSCRIPT_NONE_YET);
  }

  @Test
  void times() throws Exception {
    long future = FakeEnvironment.START.toEpochMilli() + 3_600_000;
    fixture.entry("a", "{\"sessionId\": \"a\"}")
        .entry("b", "{\"sessionId\": \"b\", \"updatedAt\": " + future + "}")
        .entry("c", "{\"sessionId\": \"c\", \"updatedAt\": 9007199254740993000}")
        .entry("d", "{\"sessionId\": \"d\", \"updatedAt\": " + (FakeEnvironment.START.toEpochMilli() + 1000) + "}");
    for (String id : new String[] {"a", "b", "c", "d"}) {
      fixture.file(id + ".jsonl", OpenClawFixture.transcriptText(id, 1));
    }
    expect(Flaw.ENTRY_NO_TIME, Flaw.ENTRY_FUTURE_TIME, Flaw.ENTRY_FUTURE_TIME);
  }

  @Test
  void oneIdOfTwoSessions() throws Exception {
    fixture.entry("agent:main:direct:b", entryText(id(1), fixture.transcript(id(1)).toString()));
    expect(Flaw.ID_SHARED);
  }

  @Test
  void oneIdOfAJobAndItsRunIsNormal() throws Exception {
    String job = "agent:main:cron:" + id(7);
    fixture.session(job, id(8), 1)
        .entry(job + ":run:" + id(8), entryText(id(8), fixture.transcript(id(8)).toString()));
    expect(Flaw.ID_SHARED_CRON);
  }

  @Test
  void oneFileOfTwoSessions() throws Exception {
    fixture.entry("agent:main:direct:b", entryText(id(2), fixture.transcript(id(1)).toString()))
        .entry("agent:main:cron:" + id(7), entryText(id(3), fixture.transcript(id(1)).toString()));
    expect(Flaw.TRANSCRIPT_SHARED, Flaw.TRANSCRIPT_SHARED_CRON);
  }

  @Test
  void movedStore() throws Exception {
    fixture.session("agent:main:direct:b", id(2), "/home/gateway/.openclaw/agents/main/sessions/" + id(2) + ".jsonl", 1)
        .session("agent:main:direct:c", id(3), fixture.transcript("gone").toString(), 1);
    expect(Flaw.TRANSCRIPT_RELOCATED, Flaw.TRANSCRIPT_RELOCATED);
    assertThat(Checks.full(fixture).findings().get(0).message()).contains("found by its name");
    assertThat(Checks.full(fixture).findings().get(1).message()).contains("found by the session id");
  }

  @Test
  void copyThatPointsAtItsOriginal() throws Exception {
    Path original = temporary.toRealPath().resolve("original/agents/main/sessions/" + id(2) + ".jsonl");
    OpenClawFixture.file(original, OpenClawFixture.transcriptText(id(2), 1));
    fixture.session("agent:main:direct:b", id(2), original.toString(), 1);
    expect(Flaw.TRANSCRIPT_ELSEWHERE);
  }

  @Test
  void transcriptOfAnotherDirectory() throws Exception {
    Path other = temporary.toRealPath().resolve("other/agents/x/sessions/" + id(2) + ".jsonl");
    OpenClawFixture.file(other, OpenClawFixture.transcriptText(id(2), 1));
    fixture.entry("agent:main:direct:b", entryText(id(2), other.toString()));
    expect(Flaw.TRANSCRIPT_OUTSIDE);
  }

  @Test
  void paths() throws Exception {
    fixture.session("agent:main:direct:b", id(2), "../../../../etc/passwd", 1)
        .session("agent:main:direct:c", id(3), "sqlite:main:x", 1);
    expect(Flaw.TRANSCRIPT_UNSAFE_PATH, Flaw.TRANSCRIPT_IN_DATABASE);
  }

  @Test
  void noTranscript() throws Exception {
    fixture.entry("agent:main:direct:b", entryText(id(2), fixture.transcript(id(2)).toString()))
        .entry("agent:main:direct:c", "{\"sessionId\": \"" + id(3) + "\", \"updatedAt\": 1, \"totalTokens\": 0}");
    expect(Flaw.TRANSCRIPT_MISSING, Flaw.TRANSCRIPT_NONE_YET);
  }
}
