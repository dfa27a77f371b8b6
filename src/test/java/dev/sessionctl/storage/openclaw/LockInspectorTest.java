package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.LockVerdict;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.StorageIoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LockInspectorTest {

  @TempDir Path directory;
  private FakeEnvironment fake;

  @BeforeEach
  void surroundings() {
    fake = FakeEnvironment.in(directory);
    fake.processes().add(50, 1000, "openclaw-gateway");
    fake.processes().add(51, 1000, "sleep", "99");
  }

  /** The rows of the product's rules; age in seconds; where it would rob a running process, we must not. */
  @ParameterizedTest
  @CsvSource(nullValues = "-", value = {
      "index,      50, 1000,  1, LIVE,     false",
      "index,      50, -,     1, LIVE,     false",
      "index,      50, 1000, 30, LIVE,     false",
      "index,      50, 1000, 31, TOO_OLD,  false",
      "index,      51, 1000,  1, LIVE,     false",
      "index,      51, 1000, 31, TOO_OLD,  false",
      "index,      50, 1001,  1, RECYCLED, true",
      "index,      77, 1000,  1, DEAD,     true",
      "index,      77, -,     1, DEAD,     true",
      "index,      50, 1000, -9, LIVE,     false",
      "index,    4242, -,     1, RECYCLED, true",
      "index,    4242, 777,   1, RECYCLED, true",
      "transcript, 50, 1000, 299, LIVE,    false",
      "transcript, 50, 1000, 301, TOO_OLD, false",
      "transcript, 77, 1000,  1, DEAD,     true",
  })
  void judgesByProcessAndAge(String kind, long pid, Long start, long age, LockVerdict verdict, boolean removable)
      throws IOException {
    LockKind lockKind = kind.equals("index") ? LockKind.INDEX : LockKind.TRANSCRIPT;
    Path lock = directory.resolve(lockKind == LockKind.INDEX ? "sessions.json.lock" : "a.jsonl.lock");
    long created = fake.clock().millis() - age * 1000;
    Files.write(lock, new LockPayload(pid, created, 300_000, start == null ? -1 : start).render(lockKind));

    LockInspector.Judgement judgement =
        LockInspector.judge(LockFile.read(lock).orElseThrow(), lockKind, fake.build());

    assertThat(judgement.verdict()).isEqualTo(verdict);
    assertThat(judgement.removable()).isEqualTo(removable);
    assertThat(judgement.holder()).contains("process " + pid).contains(LockPayload.time(created));
    LockView view = LockInspector.view(lock, fake.build()).orElseThrow();
    assertThat(view.verdict()).isEqualTo(verdict);
    assertThat(view.since()).isEqualTo(created);
    assertThat(view.target()).isEqualTo(lock.resolveSibling(lock.getFileName().toString().replace(".lock", "")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "{}", "{\"pid\":0}", "{\"pid\":-3}", "{\"pid\":\"50\"}",
      "{\"pid\":50.5}", "{\"pid\":99999999999999999999}", "{\"pid\":50}x", "\uFEFF{\"pid\":50}", "{\"pid\":{\"a\":1}}",
      "{\"PID\":50}", "\0\0\0\0", "{\"pid\":50"})
  void lockWithoutUsablePayloadIsOnlyStaleWhenNotWrittenForLong(String content) throws IOException {
    Path lock = directory.resolve("sessions.json.lock");
    Files.writeString(lock, content);
    for (long age : new long[] {1, 30, 31}) {
      Files.setLastModifiedTime(lock, FileTime.fromMillis(fake.clock().millis() - age * 1000));
      LockInspector.Judgement judgement =
          LockInspector.judge(LockFile.read(lock).orElseThrow(), LockKind.INDEX, fake.build());
      assertThat(judgement.verdict()).isEqualTo(LockVerdict.UNKNOWN);
      assertThat(judgement.removable()).isEqualTo(age > 30);
    }
    assertThat(LockInspector.view(lock, fake.build()).orElseThrow().since()).isEqualTo(Session.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"yesterday\"", "17", "null", "\"2026-13-45T00:00:00Z\"", "\"+999999999-01-01T00:00:00Z\"",
      "[1,[2]]"})
  void runningHolderWithoutUsableTimeIsNeverRemovable(String time) throws IOException {
    Path lock = directory.resolve("sessions.json.lock");
    Files.writeString(lock, "{\"pid\":50,\"createdAt\":" + time + ",\"starttime\":1000}");
    Files.setLastModifiedTime(lock, FileTime.fromMillis(fake.clock().millis() - 3_600_000));
    LockInspector.Judgement judgement =
        LockInspector.judge(LockFile.read(lock).orElseThrow(), LockKind.INDEX, fake.build());
    assertThat(judgement.verdict()).isEqualTo(LockVerdict.TOO_OLD);
    assertThat(judgement.removable()).isFalse();
  }

  @Test
  void deadHolderIsNoProofWhileAContainerRunsOpenClaw() throws IOException {
    fake.processes().add(90, 1, List.of("openclaw-gateway"), 0, "pid:[4026532001]", null);
    Path lock = directory.resolve("sessions.json.lock");
    assertDead(lock, 1, LockVerdict.UNKNOWN, false);
    assertDead(lock, 31, LockVerdict.DEAD, true);
    fake.processes().remove(90);
    assertDead(lock, 1, LockVerdict.DEAD, true);
    fake.processes().inContainer(true);
    assertDead(lock, 1, LockVerdict.UNKNOWN, false);
    fake.processes().inContainer(false);
    // Where /proc hides other users' processes, not being seen says nothing of another user's.
    fake.userId(12345);
    assertDead(lock, 1, LockVerdict.UNKNOWN, false);
  }

  private void assertDead(Path lock, long age, LockVerdict verdict, boolean removable) throws IOException {
    Files.write(lock, new LockPayload(77, fake.clock().millis() - age * 1000, -1, 1).render(LockKind.INDEX));
    LockInspector.Judgement judgement =
        LockInspector.judge(LockFile.read(lock).orElseThrow(), LockKind.INDEX, fake.build());
    assertThat(judgement.verdict()).isEqualTo(verdict);
    assertThat(judgement.removable()).isEqualTo(removable);
  }

  @Test
  void listsLocksOfADirectoryAndSurvivesWhatIsNoFile() throws IOException {
    Files.write(directory.resolve("b.jsonl.lock"), new LockPayload(50, 1, -1, 1000).render(LockKind.TRANSCRIPT));
    Files.createDirectory(directory.resolve("a.jsonl.lock"));
    Files.createSymbolicLink(directory.resolve("c.jsonl.lock"), directory.resolve("b.jsonl.lock"));
    Files.write(directory.resolve("sessions.json.lock"), new byte[LockFile.LIMIT + 1]);
    Files.createFile(directory.resolve("other.lock"));
    List<LockView> views = LockInspector.locksIn(directory, fake.build());
    assertThat(views).extracting(view -> view.path().getFileName().toString())
        .containsExactly("a.jsonl.lock", "b.jsonl.lock", "c.jsonl.lock", "sessions.json.lock");
    assertThat(views).extracting(LockView::verdict).containsExactly(LockVerdict.UNKNOWN, LockVerdict.TOO_OLD,
        LockVerdict.UNKNOWN, LockVerdict.UNKNOWN);
    assertThat(views.get(0).holder()).contains("a directory stands at its path");
    assertThat(LockInspector.locksIn(directory.resolve("none"), fake.build())).isEmpty();
    assertThat(LockInspector.view(directory.resolve("none.lock"), fake.build())).isEmpty();
    assertThatThrownBy(() -> LockInspector.view(directory.resolve("c.jsonl.lock"), fake.build()))
        .isInstanceOf(StorageIoException.class);
  }

  @Test
  void payloadIsWhatTheProductWrites() {
    assertThat(new LockPayload(13718, 1795143228000L, 300_000, 118568).render(LockKind.INDEX))
        .asString().isEqualTo("{\n  \"pid\": 13718,\n  \"createdAt\": \"2026-11-20T02:53:48.000Z\",\n"
            + "  \"starttime\": 118568\n}");
    assertThat(new LockPayload(5, 0, 300_000, -1).render(LockKind.TRANSCRIPT)).asString()
        .isEqualTo("{\n  \"pid\": 5,\n  \"createdAt\": \"1970-01-01T00:00:00.000Z\",\n  \"maxHoldMs\": 300000\n}\n");
    LockPayload full = new LockPayload(5, 1795143228001L, 300_000, 6);
    assertThat(LockPayload.parse(full.render(LockKind.TRANSCRIPT))).isEqualTo(full);
  }

  @Test
  void messageHasNoControlCharactersOfACommandLine() throws IOException {
    fake.processes().add(52, 7, "openclaw\u001b[31m\n" + "x".repeat(500));
    Path lock = directory.resolve("sessions.json.lock");
    Files.write(lock, new LockPayload(52, fake.clock().millis(), -1, 7).render(LockKind.INDEX));
    String holder = LockInspector.view(lock, fake.build()).orElseThrow().holder();
    assertThat(holder).hasSizeLessThan(200).doesNotContain("\u001b", "\n");
  }
}
