package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.openclaw.TranscriptLocation.How;
import dev.sessionctl.storage.openclaw.TranscriptLocation.Recorded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TranscriptLocatorTest {
  @TempDir
  private Path temporary;
  private Path own;
  private Path other;

  @BeforeEach
  void makeDirectories() throws IOException {
    temporary = temporary.toRealPath();
    own = Files.createDirectories(temporary.resolve("here/agents/main/sessions"));
    other = Files.createDirectories(temporary.resolve("there/agents/main/sessions"));
  }

  @Test
  void takesTheRecordedFile() throws IOException {
    Files.createFile(own.resolve("a.jsonl"));
    check(locate("x", own.resolve("a.jsonl").toString(), null), "a.jsonl", How.RECORDED, Recorded.USED);
    check(locate("x", "a.jsonl", null), "a.jsonl", How.RECORDED, Recorded.USED);
    check(locate("x", "./a.jsonl", null), "a.jsonl", How.RECORDED, Recorded.USED);
    check(locate("x", " a.jsonl ", null), "a.jsonl", How.RECORDED, Recorded.USED);
  }

  @Test
  void findsAMovedFile() throws IOException {
    Files.createFile(own.resolve("a.jsonl"));
    check(locate("x", "/gone/agents/main/sessions/a.jsonl", null), "a.jsonl", How.RELOCATED, Recorded.MISSING);
    check(locate("x", "/gone/custom/a.jsonl", null), "a.jsonl", How.RELOCATED, Recorded.MISSING);
  }

  @Test
  void prefersTheOwnCopyAndTellsOfTheOriginal() throws IOException {
    Files.createFile(own.resolve("a.jsonl"));
    Files.createFile(other.resolve("a.jsonl"));
    TranscriptLocation location = locate("x", other.resolve("a.jsonl").toString(), null);
    check(location, "a.jsonl", How.RELOCATED, Recorded.ELSEWHERE_TOO);
    assertThat(location.foreign()).isEqualTo(other.resolve("a.jsonl"));
  }

  @Test
  void aDirectoryReachedThroughALinkIsTheSame() throws IOException {
    Files.createFile(own.resolve("a.jsonl"));
    Path link = Files.createSymbolicLink(temporary.resolve("old"), temporary.resolve("here"));
    check(locate("x", link.resolve("agents/main/sessions/a.jsonl").toString(), null), "a.jsonl", How.RECORDED,
        Recorded.USED);
  }

  @Test
  void followsToAnotherAgentOnlyWhatIsAPlainFileThere() throws IOException {
    Files.createFile(other.resolve("a.jsonl"));
    Files.createSymbolicLink(other.resolve("link.jsonl"), other.resolve("a.jsonl"));
    Files.createDirectory(other.resolve("directory.jsonl"));
    TranscriptLocation location = locate("x", other.resolve("a.jsonl").toString(), null);
    assertThat(location.how()).isEqualTo(How.OUTSIDE);
    assertThat(location.path()).isEqualTo(other.resolve("a.jsonl"));
    check(locate("x", other.resolve("link.jsonl").toString(), null), null, How.ABSENT, Recorded.MISSING);
    check(locate("x", other.resolve("directory.jsonl").toString(), null), null, How.ABSENT, Recorded.MISSING);
  }

  @Test
  void aSessionsDirectoryThatIsALinkToElsewhereIsNotFollowed() throws IOException {
    Path elsewhere = Files.createDirectories(temporary.resolve("elsewhere"));
    Files.createFile(elsewhere.resolve("a.jsonl"));
    Path agent = Files.createDirectories(temporary.resolve("state/agents/ops"));
    Files.createSymbolicLink(agent.resolve("sessions"), elsewhere);
    check(locate("x", agent.resolve("sessions/a.jsonl").toString(), null), null, How.ABSENT, Recorded.MISSING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/passwd", "/etc/secret.jsonl", "../a.jsonl", "../../x/a.jsonl", "a/../../b.jsonl", "..",
      "/", ".", "sessions.json", "sub/a.jsonl", "/x/agents/main/sessions/../../../etc/a.jsonl", "a\0.jsonl", ".jsonl",
      "/x/agents/main/sessions/a.txt"})
  void neverLeavesTheDirectory(String recorded) throws IOException {
    check(locate("x", recorded, null), null, How.UNSAFE, Recorded.UNSAFE);
    check(locate(null, recorded, null), null, How.UNSAFE, Recorded.UNSAFE);
    Files.createFile(own.resolve("x.jsonl"));
    check(locate("x", recorded, null), "x.jsonl", How.BY_ID, Recorded.UNSAFE);
  }

  @Test
  void fallsBackToTheSessionId() throws IOException {
    check(locate("x", null, null), null, How.ABSENT, Recorded.NONE);
    check(locate(null, " ", null), null, How.ABSENT, Recorded.NONE);
    check(locate("../x", null, null), null, How.UNSAFE, Recorded.NONE);
    Files.createFile(own.resolve("x-topic-3.jsonl"));
    Files.createFile(own.resolve("2026-11-20T02-53-48-498Z_y.jsonl"));
    check(locate("x", "gone.jsonl", null), "x-topic-3.jsonl", How.BY_TOPIC, Recorded.MISSING);
    check(locate("y", null, null), "2026-11-20T02-53-48-498Z_y.jsonl", How.BY_TOPIC, Recorded.NONE);
    Files.createFile(own.resolve("x.jsonl"));
    check(locate("x", null, null), "x.jsonl", How.BY_ID, Recorded.NONE);
    check(locate("x", null, "4"), "x.jsonl", How.BY_ID, Recorded.NONE);
    check(locate("x", null, "3"), "x-topic-3.jsonl", How.BY_TOPIC, Recorded.NONE);
    check(locate("x", "sqlite:x", null), "x.jsonl", How.BY_ID, Recorded.DATABASE);
    check(locate("z", "sqlite:z", null), null, How.ABSENT, Recorded.DATABASE);
  }

  @Test
  void encodesTheTopicAndCannotBeLedAway() throws IOException {
    Files.createFile(own.resolve("x-topic-a%2Fb.jsonl"));
    check(locate("x", null, "a/b"), "x-topic-a%2Fb.jsonl", How.BY_TOPIC, Recorded.NONE);
    check(locate("y", null, "../../etc"), null, How.ABSENT, Recorded.NONE);
  }

  private TranscriptLocation locate(String id, String file, String topic) throws IOException {
    return new TranscriptLocator(own, listing(own)).locate(id, file, topic);
  }

  private void check(TranscriptLocation location, String name, How how, Recorded recorded) {
    assertThat(location.how()).isEqualTo(how);
    assertThat(location.recorded()).isEqualTo(recorded);
    assertThat(location.path()).isEqualTo(name == null ? null : own.resolve(name));
  }

  private static SessionsListing listing(Path directory) throws IOException {
    Map<String, Long> names = new TreeMap<>();
    try (var paths = Files.newDirectoryStream(directory, path -> Files.isRegularFile(path))) {
      for (Path path : paths) {
        names.put(path.getFileName().toString(), Files.getLastModifiedTime(path).toMillis());
      }
    }
    return new SessionsListing() {
      @Override
      public boolean contains(String name) {
        return names.containsKey(name);
      }

      @Override
      public long size(String name) {
        return 0;
      }

      @Override
      public long modifiedMillis(String name) {
        return names.getOrDefault(name, 0L);
      }

      @Override
      public List<String> transcriptsOf(String sessionId) {
        List<String> found = new ArrayList<>();
        for (String name : names.keySet()) {
          ArtifactName artifact = ArtifactName.of(name, "sessions.json");
          if (artifact.kind() == ArtifactKind.TRANSCRIPT && sessionId.equals(artifact.sessionId())) {
            found.add(name);
          }
        }
        return found;
      }
    };
  }
}
