package dev.sessionctl.storage.openclaw;

import static dev.sessionctl.storage.openclaw.OpenClawFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.cli.Cli;
import dev.sessionctl.cli.CliContext;
import dev.sessionctl.cli.Terminal;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.FileTimes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
    assertThat(out).contains("skipped: agent:main:main: out of time: not begun");
    assertThat(run("repair -s STORE --yes agent:main:main")).isZero();
    assertThat(out).contains("1 done");
  }

  private String repairModes() throws Exception {
    fixture.file(id(1) + ".jsonl", OpenClawFixture.transcriptText(id(1), 4) + "{\"type\":\"mess");
    Files.setPosixFilePermissions(fixture.index(), PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(fixture.sessions(), PosixFilePermissions.fromString("rwxrwxr-x"));
    assertThat(run("repair -q -s STORE --yes")).as(err).isZero();
    FileTimes.notAfter(fixture.sessions(), FakeEnvironment.START.toEpochMilli());
    assertThat(run("trash list -s STORE -o name")).isZero();
    return out.strip();
  }

  @Test
  void modesGoBackAndWhatIsDamagedDoesNot() throws Exception {
    String run = repairModes();
    assertThat(MigrationRuns.mode(fixture.index())).isEqualTo("rw-------");
    assertThat(run("trash list " + run + " -s STORE")).isZero();
    assertThat(out).contains("0600 instead of 0644", "0755 instead of 0775", "lost", "damaged", "is never put back",
        "lost+found");
    assertThat(run("trash restore " + run + " -s STORE --dry-run")).isZero();
    assertThat(out).contains("and 2 modes of run", "0644 instead of 0600",
        "1 thing in lost+found of the run stay there");
    assertThat(MigrationRuns.mode(fixture.index())).isEqualTo("rw-------");
    assertThat(run("trash restore " + run + " -s STORE --yes")).as(err + out).isZero();
    assertThat(MigrationRuns.mode(fixture.index())).isEqualTo("rw-r--r--");
    assertThat(MigrationRuns.mode(fixture.sessions())).isEqualTo("rwxrwxr-x");
    assertThat(run("trash list " + run + " -s STORE -o tsv --columns type,state")).isZero();
    assertThat(out.lines()).contains("mode\trestored", "lost\tkept").doesNotContain("mode\tkept");
    assertThat(run("trash restore " + run + " -s STORE --yes")).isZero();
    assertThat(out).contains("nothing to do");
    // What the restoration changed can be taken back by its own run.
    assertThat(run("trash list -s STORE -o name")).isZero();
    String last = out.strip().lines().filter(each -> !each.equals(run)).findFirst().orElseThrow();
    assertThat(run("trash restore " + last + " -s STORE --yes")).as(err + out).isZero();
    assertThat(MigrationRuns.mode(fixture.index())).isEqualTo("rw-------");
  }

  @Test
  void aModeThatWasChangedSinceStays() throws Exception {
    String run = repairModes();
    Files.setPosixFilePermissions(fixture.index(), PosixFilePermissions.fromString("rw-r-----"));
    assertThat(run("trash restore " + run + " -s STORE --yes")).isEqualTo(3);
    assertThat(out).contains("its mode was changed since, to 0640");
    assertThat(MigrationRuns.mode(fixture.index())).isEqualTo("rw-r-----");
    assertThat(MigrationRuns.mode(fixture.sessions())).isEqualTo("rwxrwxr-x");
  }

  @Test
  void aManifestIsNotBelievedAboutOtherPlaces() throws Exception {
    String run = repairModes();
    Path other = Files.createDirectory(temporary.resolve("other"), PosixFilePermissions.asFileAttribute(
        PosixFilePermissions.fromString("rwx------")));
    Path link = Files.createSymbolicLink(fixture.sessions().resolve("link"), other);
    Path trash = fixture.sessions().resolveSibling(".sessionctl").resolve("trash").resolve(run);
    String text = Files.readString(trash.resolve("manifest.jsonl"));
    for (Path path : new Path[] {other, link, trash, fixture.sessions().resolve("../../../../other"),
        fixture.sessions().resolve("gone"), Path.of("/")}) {
      text += "{\"type\":\"mode\",\"path\":\"" + path + "\",\"mode\":511,\"newMode\":448}\n";
    }
    Files.writeString(trash.resolve("manifest.jsonl"), text);
    assertThat(run("trash restore " + run + " -s STORE --yes")).isEqualTo(3);
    assertThat(out).contains("outside of the store", "symbolic link", "sessionctl's own", "names no proper place",
        "is not there any more");
    assertThat(MigrationRuns.mode(other)).isEqualTo("rwx------");
    assertThat(MigrationRuns.mode(trash)).isEqualTo("rwx------");
    assertThat(MigrationRuns.mode(fixture.index())).isEqualTo("rw-r--r--");
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
  void locksThatWereNotBegunInTimeStay() throws Exception {
    damage();
    assertThat(run("locks --break -s STORE --yes --max-duration 0s")).isEqualTo(3);
    assertThat(out).contains("out of time");
    assertThat(fixture.sessions().resolve(id(1) + ".jsonl.lock")).exists();
    assertThat(run("locks -s STORE --max-duration 0s")).isEqualTo(2);
    assertThat(err).contains("go with --break");
    assertThat(run("locks --break -s STORE --yes --max-duration 1h")).as(err).isZero();
    assertThat(fixture.sessions().resolve(id(1) + ".jsonl.lock")).doesNotExist();
  }

  @Test
  void whatAFileSaysOfOtherWaysOfACommandIsNoMistake() throws Exception {
    Path file = Files.writeString(temporary.resolve("c.yaml"), "max-duration: 0s\nexit-code: true\nlock-wait: 1s\n"
        + "no-input: true\nsort: none\nlimit: 5\nseed: 3\nmessages: 2\n");
    String with = " -s STORE --config " + file;
    assertThat(run("locks" + with)).as(err).isZero();
    assertThat(run("verify --level 1" + with)).as(err).isZero();
    assertThat(run("inspect" + with)).as(err).isZero();
    assertThat(run("list --summary" + with)).as(err).isZero();
    Files.delete(fixture.index());
    assertThat(run("repair --reindex --yes --max-duration 1h" + with)).isEqualTo(2);
    assertThat(err).contains("neither KEY nor --finding nor --max-duration");
    assertThat(run("repair --reindex --yes" + with)).as(err).isZero();
    assertThat(out).contains("1 done");
    assertThat(fixture.index()).exists();
    assertThat(run("repair --yes --exit-code" + with)).isEqualTo(2);
  }

  @Test
  void aReleaseThatIsNoneIsRefused() throws Exception {
    damage();
    for (String version : new String[] {"latest", "2026", "2026.3", "../2026.3.13"}) {
      assertThat(run("repair -s STORE --dry-run --gateway-version " + version)).as(version).isEqualTo(2);
      assertThat(err).contains("'" + version + "' is no release: give one such as 2026.3.13");
    }
    for (String version : new String[] {"2026.3.13", "v2026.7.1-2", "2026.7.2-beta.1"}) {
      assertThat(run("repair -s STORE --dry-run --gateway-version " + version)).as(err).isZero();
    }
    assertThat(run("evict --max-age 1d -s STORE -n --gateway-version x")).isEqualTo(2);
    assertThat(run("compact -s STORE -n --gateway-version x")).isEqualTo(2);
    assertThat(run("trash restore 20261120T100000Z-00000000 -s STORE -n --gateway-version x")).isEqualTo(2);
    for (String other : new String[] {"migrate --to sessions.d", "trash purge --older-than 1d", "locks --break"}) {
      assertThat(run(other + " -s STORE -n --gateway-version 2026.3.13")).isEqualTo(2);
      assertThat(err).contains("unknown option '--gateway-version'");
    }
  }

  @Test
  void aLostIndexIsFoundFromEveryPlaceThatLeadsToIt() throws Exception {
    Files.delete(fixture.index());
    fake.variable("OPENCLAW_STATE_DIR", fixture.state().toString());
    Path other = Files.createDirectories(fixture.state().resolve("agents/ops/sessions"));
    OpenClawFixture.file(other.resolve("sessions.json"), "{}");
    Files.createDirectories(fixture.state().resolve("agents/none/sessions"));
    for (String place : new String[] {"-s " + fixture.state(), "-s " + fixture.index(), "-s " + fixture.sessions(),
        "-s " + fixture.sessions().getParent(), ""}) {
      assertThat(run(("verify " + place).strip())).as(place + err).isEqualTo(4);
      assertThat(out).contains("openclaw.index.missing", fixture.index().toString());
      String changed = place.isEmpty() ? "--all-stores" : place;
      assertThat(run("repair " + changed + " --dry-run")).as(err).isZero();
      assertThat(out).contains("sessionctl repair --reindex rebuilds the index");
      assertThat(run("repair --reindex --yes " + changed)).as(place + err).isZero();
      assertThat(out).contains("recover", "1 done").doesNotContain(other.toString());
      assertThat(run("repair --reindex --yes " + changed)).as("it can be read by now").isEqualTo(13);
      Files.delete(fixture.index());
    }
    assertThat(run("list -s " + fixture.index())).isEqualTo(10);
    assertThat(run("repair --reindex --yes -s " + fixture.sessions().resolve("session.json"))).isEqualTo(10);
    OpenClawFixture.file(temporary.toRealPath().resolve("elsewhere/" + id(1) + ".jsonl"),
        OpenClawFixture.transcriptText(id(1), 2));
    assertThat(run("repair --reindex --yes -s " + temporary.toRealPath().resolve("elsewhere/sessions.json")))
        .isEqualTo(10);
  }

  @Test
  void aLostIndexIsNotGuessed() throws Exception {
    Path shared = temporary.toRealPath().resolve("shared");
    Path config = fixture.state().resolve("openclaw.json");
    OpenClawFixture.file(shared.resolve(id(1) + ".jsonl"), OpenClawFixture.transcriptText(id(1), 2));
    Files.delete(fixture.index());
    fake.variable("OPENCLAW_STATE_DIR", fixture.state().toString());
    OpenClawFixture.file(config, "{session: {store: '" + shared + "/{agentId}.json'}, agents: {list: [{id: 'ops'}]}}");
    assertThat(run("repair --reindex --yes -s " + fixture.state())).isEqualTo(10);
    assertThat(run("repair --reindex --yes -s " + fixture.index())).isEqualTo(10);
    assertThat(err).contains("look for sessions elsewhere: " + shared);
    assertThat(run("repair --reindex --yes -s " + shared.resolve("main.json"))).isEqualTo(10);
    assertThat(err).contains("and so is " + shared.resolve("ops.json"), "not known which transcripts");
    OpenClawFixture.file(shared.resolve(id(2) + ".jsonl"), OpenClawFixture.transcriptText(id(2), 2));
    OpenClawFixture.file(shared.resolve("ops.json"), "{\n  \"agent:ops:main\": "
        + OpenClawFixture.entryText(id(2), "").replace("\n", "\n  ") + "\n}");
    assertThat(run("repair --reindex -n -s " + shared.resolve("main.json"))).as(err).isZero();
    assertThat(run("repair --reindex --yes -s " + fixture.state())).as(err).isZero();
    assertThat(SmallStore.readIndex(shared.resolve("main.json")))
        .containsOnlyKeys("agent:main:explicit:recovered-" + id(1));
    Files.delete(shared.resolve("main.json"));
    OpenClawFixture.file(config, "{session: {$include: 'x.json'}}");
    assertThat(run("repair --reindex --yes -s " + fixture.state())).isEqualTo(10);
    assertThat(fixture.index()).doesNotExist();
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
