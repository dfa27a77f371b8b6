package dev.sessionctl.storage.openclaw;

import static dev.sessionctl.storage.openclaw.OpenClawFixture.entryText;
import static dev.sessionctl.storage.openclaw.OpenClawFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.CheckRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckHealthyTest {

  @TempDir
  Path temporary;

  private OpenClawFixture fixture;

  @BeforeEach
  void build() throws Exception {
    fixture = OpenClawFixture.in(temporary);
    String prompt = "\n\nThe following skills: Größe";
    byte[] utf8 = prompt.getBytes(StandardCharsets.UTF_8);
    String hash = HexFormat.of().formatHex(CanonicalHash.ofBytes(utf8));
    int size = utf8.length;
    fixture.file("skills-prompts/sha256/" + hash.substring(0, 2) + "/" + hash + ".txt", prompt);
    String checkpoint = id(1) + ".checkpoint." + id(99) + ".jsonl";
    fixture.file(checkpoint, OpenClawFixture.transcriptText(id(1), 2));
    fixture.file(id(1) + ".jsonl", OpenClawFixture.transcriptText(id(1), 9));
    fixture.entry("agent:main:main", entryText(id(1), fixture.transcript(id(1)).toString(),
        "\"skillsSnapshot\": {\n    \"promptRef\": {\n      \"version\": 1,\n      \"algorithm\": \"sha256\",\n"
            + "      \"hash\": \"" + hash + "\",\n      \"bytes\": " + size + "\n    },\n    \"skills\": []\n  }",
        "\"compactionCheckpoints\": [{\"checkpointId\": \"" + id(99) + "\", \"preCompaction\": {\"sessionFile\": \""
            + fixture.sessions().resolve(checkpoint) + "\"}}]"));
    fixture.session("agent:main:telegram:group:-1002000000001", id(2), 3);
    fixture.file(id(3) + "-topic-7.jsonl", OpenClawFixture.transcriptText(id(3), 1));
    fixture.entry("agent:main:telegram:group:-1:topic:7",
        entryText(id(3), fixture.sessions().resolve(id(3) + "-topic-7.jsonl").toString()));
    fixture.file(id(1) + ".trajectory.jsonl", "{}\n");
    fixture.file(".usage-cost-cache.json", "{}");
  }

  @Test
  void anIndexInOrderHasNoFindings() throws Exception {
    fixture.writeIndex();
    String before = Checks.treeHash(fixture.state());
    Checks.Outcome outcome = Checks.full(fixture);
    assertThat(outcome.findings()).isEmpty();
    assertThat(outcome.summary().complete()).isTrue();
    assertThat(outcome.summary().checked()).isEqualTo(3);
    assertThat(Checks.treeHash(fixture.state())).isEqualTo(before);
  }

  @Test
  void aDirectoryInOrderHasNoFindingsInEitherLayout() throws Exception {
    fixture.writeDirectory(DirectoryLayout.PLAIN);
    Files.setPosixFilePermissions(fixture.directory(), dev.sessionctl.storage.DurableFiles.PRIVATE_DIRECTORY);
    assertThat(Checks.full(fixture).findings()).isEmpty();

    OpenClawFixture other = OpenClawFixture.in(Files.createDirectory(temporary.resolve("second")));
    other.session("agent:main:main", id(1), 3).session("agent:main:" + "x".repeat(200), id(2), 1)
        .writeDirectory(DirectoryLayout.VERSIONED);
    assertThat(Checks.full(other).findings()).isEmpty();
  }

  @Test
  void thePartsOfASampleMakeTheWhole() throws Exception {
    for (int i = 10; i < 60; i++) {
      fixture.session("agent:main:direct:" + i, id(i), 1);
    }
    fixture.writeIndex();
    Checks.Outcome none = Checks.run(fixture, new CheckRequest(2, 0, 1, null), Checks.environment(fixture).build());
    Checks.Outcome half = Checks.run(fixture, new CheckRequest(2, 50, 1, null), Checks.environment(fixture).build());
    Checks.Outcome same = Checks.run(fixture, new CheckRequest(2, 50, 1, null), Checks.environment(fixture).build());
    Checks.Outcome other = Checks.run(fixture, new CheckRequest(2, 50, 2, null), Checks.environment(fixture).build());
    assertThat(none.summary().checked()).isZero();
    assertThat(half.summary().checked()).isBetween(10L, 43L).isEqualTo(same.summary().checked());
    assertThat(half.summary().complete()).isFalse();
    assertThat(other.summary().checked()).isBetween(10L, 43L);
  }

  @Test
  void aTimeLimitLeavesTranscriptsOut() throws Exception {
    fixture.writeIndex();
    Checks.Outcome outcome =
        Checks.run(fixture, new CheckRequest(3, 100, 0, Duration.ZERO), Checks.environment(fixture).build());
    assertThat(outcome.summary().checked()).isZero();
    assertThat(outcome.summary().complete()).isFalse();
    assertThat(outcome.findings()).isEmpty();
  }
}
