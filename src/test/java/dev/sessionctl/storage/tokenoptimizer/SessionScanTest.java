package dev.sessionctl.storage.tokenoptimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.InspectRequest;
import dev.sessionctl.storage.NoSuchSessionException;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionDetail;
import dev.sessionctl.storage.SessionState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SessionScanTest {

  private static final String UUID = "0aa3d5b0-0000-4000-8000-000000000000";

  @TempDir
  Path directory;

  private Tree tree;

  @BeforeEach
  void begin() throws IOException {
    tree = Tree.in(directory);
  }

  @Test
  void takesTimesFromTheContent() throws IOException {
    tree.session("a", "progressive-20");
    final long first = tree.now();
    tree.session("a", "quality-80", "compact").aged(1_000_000);
    Session row = tree.scan().get("a");
    assertThat(row.createdAt()).isEqualTo(first);
    assertThat(row.lastActivity()).isEqualTo(tree.now());
    assertThat(row.messages()).isEqualTo(3);
    assertThat(row.id()).isEqualTo("a");
    assertThat(row.state()).isEqualTo(SessionState.IDLE);
    assertThat(row.flags()).isEmpty();
    assertThat(row.extra()).containsExactly(3L, 2L);
    assertThat(row.standing().files()).isEqualTo(5);
  }

  @Test
  void fallsBackToTheManifestAndThenToTheFiles() throws IOException {
    tree.session("torn", "progressive-20", "progressive-35").session("bare", "compact");
    final long newest = tree.now() - 120_000;
    Files.write(tree.state("torn"), new byte[0]);
    Files.delete(tree.state("bare"));
    Files.delete(tree.manifest("bare"));
    tree.aged(1_000_000);
    assertThat(tree.scan().get("torn").lastActivity()).isEqualTo(newest);
    assertThat(tree.scan().get("torn").flags()).containsExactly("blank-state");
    assertThat(tree.scan().get("bare").lastActivity()).isEqualTo(1_000_000);
    assertThat(tree.scan().get("bare").flags()).containsExactly("no-state");
  }

  @Test
  void sumsWhatBelongsToASession() throws IOException {
    tree.session(UUID, "compact");
    final long own = tree.scan().get(UUID).bytes();
    long beside = Files.size(tree.cache("main", UUID)) + Files.size(tree.hints(UUID))
        + Files.size(tree.decisions(UUID));
    tree.cache("other", "11111111-1111-4111-8111-111111111111");
    assertThat(tree.scan().get(UUID).bytes()).isEqualTo(own + beside);
    assertThat(tree.scan().get(UUID).agent()).isEqualTo("main");
  }

  @Test
  void tellsACacheByKnownIdsOnlyWhenItIsClear() throws IOException {
    tree.session("c", "compact").session("b-c", "compact").session("d", "compact");
    tree.cache("a-b", "c");
    tree.cache("main", "d");
    assertThat(tree.scan().get("c").agent()).isNull();
    assertThat(tree.scan().get("b-c").agent()).isNull();
    assertThat(tree.scan().get("d").agent()).isEqualTo("main");
  }

  @Test
  void listsSessionsOfWhichOnlyTheCacheKnows() throws IOException {
    tree.session("a", "compact");
    tree.cache("main", UUID);
    tree.decisions("only-decisions");
    tree.aged(2_000_000);
    assertThat(tree.scan()).containsOnlyKeys("a", UUID, "only-decisions");
    assertThat(tree.scan().get(UUID).flags()).containsExactly("cache-only");
    assertThat(tree.scan().get(UUID).state()).isEqualTo(SessionState.EVICTED);
    assertThat(tree.scan().get(UUID).lastActivity()).isEqualTo(2_000_000);
  }

  @Test
  void tellsWhatIsLeftOfAnEvictedSession() throws IOException {
    Path checkpoint = tree.capture("a", "compact");
    Files.delete(checkpoint);
    Files.delete(tree.manifest("a"));
    assertThat(tree.scan().get("a").state()).isEqualTo(SessionState.EVICTED);
  }

  @Test
  void followsNoLinkIntoASession() throws IOException {
    tree.session("a", "compact");
    Files.createSymbolicLink(tree.plugin.session("b"), tree.plugin.session("a"));
    Session row = tree.scan().get("b");
    assertThat(row.flags()).containsExactly("symlink");
    assertThat(row.bytes()).isZero();
    assertThat(row.standing().protection()).contains("symbolic link");
  }

  @Test
  void listsNothingThatIsNoSession() throws IOException {
    tree.session("a", "compact");
    Tree.write(tree.paths().checkpoints(), "checkpoint-events.jsonl", "{}\n");
    Tree.write(tree.paths().checkpoints(), "note", "x");
    Files.createDirectory(tree.paths().checkpoints().resolve("b.c"));
    assertThat(tree.scan()).containsOnlyKeys("a");
  }

  @Test
  void doesNotTellTheIdOfANameThatSeveralIdsShare() throws IOException {
    tree.session("a:b", "compact");
    assertThat(tree.scan().get("a_b").id()).isNull();
  }

  @Test
  @Timeout(20)
  void waitsForNoPipe() throws Exception {
    tree.session("a", "compact");
    Files.delete(tree.state("a"));
    Files.delete(tree.manifest("a"));
    for (Path pipe : List.of(tree.state("a"), tree.manifest("a"))) {
      assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    }
    assertThat(tree.scan()).containsOnlyKeys("a");
    assertThat(tree.check().ids()).contains(Flaw.FILE_NOT_A_FILE.id());
  }

  /** More than one thread reads, and the order and every row stay what they were. */
  @Test
  void readsManySessionsInOrder() throws IOException {
    for (int i = 0; i < 700; i++) {
      tree.session(String.format(java.util.Locale.ROOT, "s%05d", i), "progressive-20");
    }
    assertThat(tree.scan().keySet()).containsExactlyElementsOf(
        IntStream.range(0, 700).mapToObj(i -> String.format(java.util.Locale.ROOT, "s%05d", i)).toList());
  }

  @Test
  void inspectsASession() throws IOException {
    tree.session(UUID, "progressive-20", "milestone-pre-fanout", "compact");
    tree.cache("main", UUID);
    SessionDetail detail = tree.store().inspect(UUID, new InspectRequest(2, true));
    assertThat(detail.fields().get("record")).containsEntry("capturedFillBands", List.of(20))
        .containsEntry("capturedMilestones", List.of("pre-fanout"));
    assertThat(detail.fields().get("manifest")).containsEntry("lines", 3L).containsEntry("withoutCheckpoint", 0L);
    assertThat(detail.transcript().get("restored").toString()).isEqualTo(tree.plugin.restore(UUID).toString());
    assertThat(detail.artifacts()).extracting("role").containsOnly("record", "manifest", "checkpoint", "read-cache");
    assertThat(detail.messages()).extracting("role").containsExactly("assistant", "user");
    assertThat(detail.messages().get(1).text()).startsWith("said ").endsWith(" 2");
    assertThat(detail.raw()).isEqualTo(Files.readAllBytes(tree.state(UUID)));
  }

  @Test
  void inspectsWhatOnlyTheCacheKnowsAndNothingElse() throws IOException {
    tree.session("a", "compact");
    tree.cache("main", UUID);
    assertThat(tree.store().inspect(UUID, new InspectRequest(1, true)).artifacts()).hasSize(1);
    for (String key : List.of("nobody", "..", "../checkpoints/a", "")) {
      assertThatThrownBy(() -> tree.store().inspect(key, new InspectRequest(0, false)))
          .isInstanceOf(NoSuchSessionException.class);
    }
  }

  @Test
  void readsARecordOfTheFutureAndOneOfNoTime() throws IOException {
    tree.session("a", "compact");
    Files.writeString(tree.state("a"), "{\"lastCheckpointAt\": 1e300}");
    assertThat(tree.scan().get("a").lastActivity()).isEqualTo(Long.MAX_VALUE);
    Files.writeString(tree.state("a"), "{}");
    Files.setLastModifiedTime(tree.state("a"), FileTime.fromMillis(5));
    assertThat(tree.scan().get("a").lastActivity()).isEqualTo(tree.now());
  }
}
