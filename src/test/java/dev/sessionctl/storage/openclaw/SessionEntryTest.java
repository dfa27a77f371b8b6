package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.InspectRequest;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionDetail;
import dev.sessionctl.storage.SessionState;
import dev.sessionctl.storage.SessionVisitor;
import dev.sessionctl.storage.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionEntryTest {

  private static final List<String> FIELDS = List.of("sessionId", "sessionFile", "status", "chatType", "label",
      "displayName", "subject", "model", "channel", "lastChannel", "lastThreadId", "parentSessionKey", "spawnedBy",
      "updatedAt", "sessionStartedAt", "startedAt", "lastActivityAt", "lastInteractionAt", "archivedAt", "pinnedAt",
      "totalTokens", "totalTokensFresh", "compactionCount", "pendingFinalDelivery", "pendingFinalDeliveryText",
      "restartRecoveryX", "quotaSuspension", "subagentRecovery", "skillsSnapshot", "usageFamilySessionIds",
      "systemPromptReport", "compactionCheckpoints", "origin", "acp", "unknownField");

  @TempDir
  private Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"null", "true", "false", "0", "-1", "1.5", "1e400", "-1e400", "12345678901234567890", "\"\"",
      "\"x\"", "\"\\ud800\"", "[]", "{}", "[[[[[[[[[[1]]]]]]]]]]", "{\"promptRef\": {\"hash\": 5}}",
      "{\"promptRef\": {\"hash\": \"../../../../etc/passwd\"}}", "[{\"a\": [null, {}]}]", "9223372036854775807",
      "-9223372036854775808"})
  void aFieldOfAnyTypeNeverFails(String value) throws Exception {
    OpenClawFixture fixture = OpenClawFixture.in(temporary);
    StringBuilder all = new StringBuilder("{");
    for (String field : FIELDS) {
      all.append(all.length() == 1 ? "" : ", ").append('"').append(field).append("\": ").append(value);
      fixture.entry("one:" + field, "{\"" + field + "\": " + value + "}");
    }
    fixture.entry("all", all + "}").entry("bare", value);
    Store store = fixture.writeIndex().open(FakeEnvironment.in(temporary).build());
    assertThat(rows(store)).hasSize(FIELDS.size() + 2);
    for (Session session : rows(store)) {
      SessionDetail detail = store.inspect(session.key(), new InspectRequest(3, true));
      assertThat(detail.session().key()).isEqualTo(session.key());
      assertThat(detail.artifacts()).allMatch(artifact -> artifact.path().startsWith(fixture.sessions()));
    }
  }

  @Test
  void fieldsAreDecoded() throws IOException {
    SessionEntry entry = read("{\"sessionId\": \"s\", \"displayName\": \"d\", \"subject\": \"u\", \"label\": \"\","
        + " \"lastChannel\": \"l\", \"channel\": \"c\", \"spawnedBy\": \"p\", \"parentSessionKey\": \"q\","
        + " \"updatedAt\": 5.9, \"startedAt\": 2, \"sessionStartedAt\": 1, \"lastActivityAt\": 3,"
        + " \"lastInteractionAt\": 4, \"lastThreadId\": 7, \"totalTokens\": 9, \"unknown\": {\"sessionId\": \"no\"}}");
    assertThat(entry.object).isTrue();
    assertThat(entry.sessionId).isEqualTo("s");
    assertThat(entry.title).isEqualTo("d");
    assertThat(entry.channel).isEqualTo("c");
    assertThat(entry.parentKey).isEqualTo("p");
    assertThat(entry.updatedAt).isEqualTo(5);
    assertThat(entry.createdAt).isEqualTo(1);
    assertThat(entry.lastInteractionAt).isEqualTo(4);
    assertThat(entry.threadId).isEqualTo("7");
    assertThat(entry.tokens).isEqualTo(9);
    assertThat(entry.pending).isFalse();
    assertThat(read("{\"totalTokensFresh\": false, \"totalTokens\": 9}").tokens).isEqualTo(Session.UNKNOWN);
    assertThat(read("{\"lastActivityAt\": 3}").lastActivity()).isEqualTo(3);
    assertThat(read("null").object).isFalse();
  }

  @Test
  void workThatIsToBeDoneIsPending() throws IOException {
    for (String field : List.of("pendingFinalDelivery", "pendingFinalDeliveryText", "restartRecoveryAttempt",
        "quotaSuspension", "subagentRecovery")) {
      assertThat(read("{\"" + field + "\": {}}").pending).describedAs(field).isTrue();
      assertThat(read("{\"" + field + "\": true}").pending).isTrue();
      assertThat(read("{\"" + field + "\": null}").pending).isFalse();
      assertThat(read("{\"" + field + "\": false}").pending).isFalse();
    }
  }

  @Test
  void statesAndFlags() throws Exception {
    OpenClawFixture fixture = OpenClawFixture.in(temporary);
    long future = FakeEnvironment.START.toEpochMilli() + 1;
    fixture.session("running", OpenClawFixture.id(1), 1).session("idle", OpenClawFixture.id(2), 1)
        .entry("status", "{\"sessionId\": \"a\", \"status\": \"running\"}")
        .entry("pending", "{\"sessionId\": \"b\", \"quotaSuspension\": {}, \"archivedAt\": 1}")
        .entry("archived", "{\"sessionId\": \"c\", \"archivedAt\": 1, \"pinnedAt\": 2}")
        .entry("killed", "{\"sessionId\": \"d\", \"status\": \"killed\", \"updatedAt\": " + future + "}")
        .entry("none", "{}").entry("null", "null").entry("unsafe", "{\"sessionId\": \"../x\"}").writeIndex();
    FakeEnvironment fake = FakeEnvironment.in(temporary);
    fake.processes().add(99, 5, "openclaw-gateway");
    Files.writeString(fixture.sessions().resolve(OpenClawFixture.id(1) + ".jsonl.lock"),
        "{\"pid\": 99, \"createdAt\": \"" + FakeEnvironment.START + "\", \"starttime\": 5}");
    List<String> seen = rows(fixture.open(fake.build())).stream()
        .map(row -> row.key() + " " + row.state() + " " + row.flags()).toList();
    assertThat(seen).containsExactly("running " + SessionState.RUNNING + " []", "idle " + SessionState.IDLE + " []",
        "status " + SessionState.RUNNING + " [no-transcript]", "pending " + SessionState.PENDING + " [no-transcript]",
        "archived " + SessionState.ARCHIVED + " [no-transcript, pinned]",
        "killed " + SessionState.IDLE + " [no-transcript, future, killed]", "none " + SessionState.IDLE + " [no-id]",
        "null " + SessionState.IDLE + " [no-object]", "unsafe " + SessionState.IDLE + " [unsafe-path]");
  }

  @Test
  void filesOfASharedIdAreCountedOnce() throws Exception {
    OpenClawFixture fixture = OpenClawFixture.in(temporary);
    String id = OpenClawFixture.id(1);
    fixture.session("a", id, 5).entry("b", "{\"sessionId\": \"" + id + "\"}").writeIndex();
    long transcript = Files.size(fixture.transcript(id));
    List<Session> rows = rows(fixture.open(FakeEnvironment.in(temporary).build()));
    assertThat(rows.get(0).bytes()).isGreaterThan(transcript);
    assertThat(rows.get(1).bytes()).isLessThan(transcript);
    assertThat(rows.get(1).flags()).contains("shared");
  }

  @Test
  void nobodysWordsAreShownWithoutAsking() throws Exception {
    OpenClawFixture fixture = OpenClawFixture.in(temporary);
    String secret = "hunter2";
    String words = "my password is hunter2";
    fixture.entry("agent:main:main", "{\"sessionId\": \"s\", \"pendingFinalDeliveryText\": \"" + words
        + "\", \"pendingFinalDelivery\": {\"text\": \"" + secret + "\", \"attemptId\": \"attempt-5\", \"parts\": [\""
        + secret + "\"], \"payload\": {\"deep\": {\"deeper\": \"" + secret + "\"}}}, \"restartRecoveryPrompt\": \""
        + words + "\", \"skillsSnapshot\": {\"prompt\": \"" + secret + "\", \"version\": 3, \"skills\": [{\"name\":"
        + " \"git\", \"prompt\": \"" + secret + "\"}]}, \"systemPromptReport\": {\"systemPrompt\": \"" + secret
        + "\", \"source\": \"run\", \"chars\": 77}, \"compactionCheckpoints\": [{\"checkpointId\": \"cp-1\","
        + " \"summary\": \"" + words + "\"}], \"queuedMessages\": [\"" + secret + "\"], \"lastMessageText\": \""
        + words + "\", \"quotaSuspension\": {\"message\": \"" + secret + "\"}}").writeIndex();
    SessionDetail detail =
        fixture.open(FakeEnvironment.in(temporary).build()).inspect("agent:main:main", new InspectRequest(0, false));
    assertThat(detail.raw()).isNull();
    assertThat(detail.messages()).isEmpty();
    assertThat(detail.fields().toString()).doesNotContain(secret)
        .contains("attempt-5", "cp-1", "git", "(7 characters)", "(22 characters)", "chars=77", "source=run");
  }

  private static SessionEntry read(String text) throws IOException {
    SessionEntry entry = new SessionEntry();
    try (JsonParser in = Json.FACTORY.createParser(text.getBytes(StandardCharsets.UTF_8))) {
      in.nextToken();
      entry.read(in);
      assertThat(in.nextToken()).isNull();
    }
    return entry;
  }

  private static List<Session> rows(Store store) throws IOException {
    List<Session> rows = new ArrayList<>();
    boolean complete = store.scan(ScanRequest.USUAL, new SessionVisitor() {
      @Override
      public void session(Session session) {
        rows.add(session);
      }

      @Override
      public void problem(Path path, String message) {
        throw new AssertionError(path + " " + message);
      }
    });
    assertThat(complete).isTrue();
    return rows;
  }
}
