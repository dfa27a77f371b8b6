package dev.sessionctl.storage.openclaw;

import static dev.sessionctl.storage.openclaw.OpenClawFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.cli.Cli;
import dev.sessionctl.cli.CliContext;
import dev.sessionctl.cli.Terminal;
import dev.sessionctl.storage.FakeEnvironment;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code verify}, {@code repair}, {@code locks} and {@code stores} on a damaged store, by their command lines. */
class RepairCliTest {

  private static final String DEAD = "{\"pid\":55,\"starttime\":9,\"createdAt\":\"2026-11-20T09:00:00.000Z\"}";

  @TempDir
  Path temporary;

  private OpenClawFixture fixture;
  private FakeEnvironment fake;
  private String out;
  private String err;
  private long seed;

  @BeforeEach
  void build() throws Exception {
    fixture = OpenClawFixture.in(temporary).session("agent:main:main", id(1), 4).writeIndex();
    fake = Checks.environment(fixture);
  }

  private int run(String command) {
    ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    fake.seed(++seed);
    int code = Cli.run(command.replace("STORE", fixture.sessions().toString()).split(" "), new CliContext(fake.build(),
        OpenClaw.formats(), new ByteArrayInputStream(new byte[0]), stdout, stderr, Terminal.NONE));
    out = stdout.toString(StandardCharsets.UTF_8);
    err = stderr.toString(StandardCharsets.UTF_8);
    return code;
  }

  private void damage() throws Exception {
    fixture.file(id(1) + ".jsonl", OpenClawFixture.transcriptText(id(1), 4) + "{\"type\":\"mess");
    fixture.file(id(1) + ".jsonl.lock", DEAD);
  }

  @Test
  void verifyRepairVerify() throws Exception {
    damage();
    assertThat(run("verify -q --level 3 -s STORE")).isEqualTo(4);
    assertThat(out).contains("openclaw.transcript.torn", "fix  sessionctl repair cuts and keeps it");
    assertThat(run("repair -s STORE --dry-run --exit-code")).as(err).isEqualTo(5);
    assertThat(out).contains("would cut the torn last line of", "held by process 55", "dry run: nothing was changed");
    assertThat(fixture.sessions().resolveSibling(".sessionctl")).doesNotExist();
    assertThat(run("repair -s STORE")).isEqualTo(14);
    assertThat(run("repair -q -s STORE --yes")).as(err).isZero();
    assertThat(out + err).isEmpty();
    assertThat(run("verify -q --level 3 -s STORE")).isZero();
    assertThat(out).isEmpty();
    assertThat(run("repair -s STORE --yes")).isZero();
    assertThat(out).contains("nothing to do");
    assertThat(run("stores -o json -s STORE")).isZero();
    assertThat(out).contains("\"interrupted\": 0").containsPattern("\"ownBytes\": [1-9]");
  }

  @Test
  void selections() throws Exception {
    damage();
    assertThat(run("repair -s STORE --yes --finding openclaw.lock.stale -o jsonl")).as(err).isZero();
    assertThat(out).contains("\"action\":\"remove\"", "\"type\":\"summary\"").doesNotContain("torn");
    assertThat(run("repair -s STORE --yes agent:main:none")).isZero();
    assertThat(run("repair -s STORE --yes --finding openclaw.mode.owner")).isEqualTo(15);
    assertThat(run("repair -s STORE --yes --max-duration 0s")).isEqualTo(3);
    assertThat(out).contains("skipped: agent:main:main: not begun");
    assertThat(run("repair -s STORE --yes agent:main:main")).isZero();
    assertThat(out).contains("1 done");
  }

  @Test
  void locksAreListedAndBroken() throws Exception {
    damage();
    assertThat(run("locks -s STORE")).isZero();
    assertThat(out).contains("VERDICT", "dead", "process 55", "1 lock\n");
    assertThat(run("locks -s STORE -o json")).isZero();
    assertThat(out).contains("\"verdict\": \"dead\"", "\"pid\": 55", "\"age\": 36", "\"complete\": true");
    assertThat(run("locks --break -s STORE --dry-run --exit-code")).isEqualTo(5);
    assertThat(run("locks --break -s STORE --yes")).as(err).isZero();
    assertThat(out).contains("1 done");
    assertThat(run("locks --break -s STORE --yes")).isZero();
    assertThat(out).contains("nothing to do");
    assertThat(run("locks -s STORE -o name")).isZero();
    assertThat(out).isEmpty();
  }

  @Test
  void aLostIndexIsRebuilt() throws Exception {
    assertThat(run("repair --reindex --yes -s STORE")).isEqualTo(13);
    Files.delete(fixture.index());
    assertThat(run("verify -s STORE")).isEqualTo(4);
    assertThat(out).contains("openclaw.index.missing", "sessionctl repair --reindex");
    assertThat(run("repair -s STORE --dry-run")).isZero();
    assertThat(out).contains("sessionctl repair --reindex rebuilds the index");
    assertThat(run("repair --reindex --dry-run -s STORE")).as(err).isZero();
    assertThat(out).contains("agent:main:explicit:recovered-" + id(1), "overwrites it at its next write");
    assertThat(fixture.index()).doesNotExist();
    assertThat(run("repair --reindex --yes -s STORE")).as(err).isZero();
    assertThat(run("list -o name -s STORE")).isZero();
    assertThat(out).isEqualTo("agent:main:explicit:recovered-" + id(1) + "\n");
  }
}
