package dev.sessionctl.storage.openclaw;

import static dev.sessionctl.storage.openclaw.OpenClawFixture.entryText;
import static dev.sessionctl.storage.openclaw.OpenClawFixture.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.plan.Outcome;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.change.LockBreak;
import dev.sessionctl.storage.change.Repair;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mendings of entries, left-overs, modes and locks. */
class RepairStoreTest {

  private static final String KEY = "agent:main:main";
  private static final String OLDER = "\"updatedAt\": 1700000000000";
  private static final String NEWER = "\"updatedAt\": " + OpenClawFixture.TIME;

  @TempDir
  Path temporary;

  private OpenClawFixture fixture() throws Exception {
    return OpenClawFixture.in(temporary).session(KEY, id(1), 2);
  }

  private static void isClean(OpenClawFixture fixture) throws Exception {
    assertThat(Checks.full(fixture).problems()).isEmpty();
    assertThat(Repaired.all(fixture).outcome).isEqualTo(Outcome.NOTHING);
  }

  @Test
  void aMovedPathIsRewrittenAndNothingElse() throws Exception {
    String gone = "/former/.openclaw/agents/main/sessions/" + id(2) + ".jsonl";
    OpenClawFixture fixture = fixture().session("agent:main:a\u011f", id(2), gone, 2).entry("agent:main:odd",
        entryText(id(1), gone, "\"n\": 1.0", "\"big\": 12345678901234567890")).writeIndex();
    String before = Files.readString(fixture.index());
    assertThat(Checks.full(fixture).ids()).contains(Flaw.TRANSCRIPT_RELOCATED.id());
    assertThat(Repaired.all(fixture).outcome).isEqualTo(Outcome.DONE);
    assertThat(Files.readString(fixture.index()))
        .isEqualTo(before.replace(gone, fixture.transcript(id(2)).toString()));
    assertThat(Checks.full(fixture).ids()).doesNotContain(Flaw.TRANSCRIPT_RELOCATED.id());
  }

  @Test
  void keysThatAreOneBecomeOne() throws Exception {
    String mine = "agent:main:telegram:direct:5";
    String older = entryText(id(2), fixture().transcript(id(2)).toString()).replace(NEWER, OLDER);
    String newer = entryText(id(2), fixture().transcript(id(2)).toString());
    OpenClawFixture fixture = fixture().session("agent:main:x", id(2), 2).entry(mine, older)
        .entry("agent:main:Telegram:direct:5", newer).writeIndex();
    String text = fixture.indexText();
    int cut = text.indexOf("  \"agent:main:x\"");
    int end = text.indexOf("  \"" + mine);
    fixture.file(fixture.index(), text.substring(0, cut) + text.substring(end));
    assertThat(Checks.full(fixture).ids()).contains(Flaw.KEY_CASE_VARIANT.id());
    Repaired repaired = Repaired.all(fixture);
    assertThat(repaired.outcome).isEqualTo(Outcome.DONE);
    assertThat(repaired.items).anyMatch(item -> item.reason().startsWith("would drop 1 of 2 entries"));
    String after = Files.readString(fixture.index());
    assertThat(after).contains("\"" + mine + "\"").doesNotContain("Telegram", OLDER).contains(NEWER);
    isClean(fixture);
  }

  @Test
  void aKeyThatStandsTwiceStandsOnce() throws Exception {
    String path = fixture().transcript(id(1)).toString();
    OpenClawFixture fixture = fixture().entry(KEY, entryText(id(1), path, "\"label\": \"last\"")).writeIndex();
    assertThat(Checks.full(fixture).ids()).contains(Flaw.KEY_DUPLICATE.id());
    assertThat(Repaired.all(fixture).outcome).isEqualTo(Outcome.DONE);
    assertThat(Files.readString(fixture.index())).containsOnlyOnce(KEY).contains("\"last\"");
    assertThat(Repaired.lost(fixture)).contains(entryText(id(1), path));
    isClean(fixture);
  }

  @Test
  void entriesOfADirectory() throws Exception {
    String gone = "/former/.openclaw/agents/main/sessions/" + id(2) + ".jsonl";
    OpenClawFixture fixture = fixture().session("agent:main:a", id(2), gone, 2)
        .entry("agent:main:A", entryText(id(2), gone).replace(NEWER, OLDER)).writeDirectory(DirectoryLayout.PLAIN);
    OpenClawFixture.file(fixture.directory().resolve("agent%3Amain%3Ax.json." + id(3) + ".tmp"), "{");
    Files.setPosixFilePermissions(fixture.directory(), PosixFilePermissions.fromString("rwx------"));
    assertThat(Checks.full(fixture).ids()).contains(Flaw.TRANSCRIPT_RELOCATED.id(), Flaw.KEY_CASE_VARIANT.id(),
        Flaw.DIRECTORY_TEMPS.id());
    assertThat(Repaired.all(fixture).outcome).isEqualTo(Outcome.DONE);
    assertThat(Checks.full(fixture).problems()).isEmpty();
  }

  @Test
  void leftOversOfTheDead() throws Exception {
    OpenClawFixture fixture = fixture().writeIndex();
    for (String name : new String[] {"sessions.json." + id(9) + ".tmp", "sessions.json.55." + id(9) + ".tmp",
        ".usage-cost-cache.json.55.1795000000000.tmp", id(1) + ".jsonl.repair-55-1795000000000.tmp"}) {
      fixture.file(name, "{\"a\"");
    }
    Files.createDirectory(fixture.sessions().resolve("sessions.d.staging-55-1795000000000"));
    OpenClawFixture.file(fixture.sessions().resolve("sessions.d.staging-55-1795000000000/x.json"), "{}");
    OpenClawFixture.age(fixture.sessions().resolve("sessions.d.staging-55-1795000000000"), OpenClawFixture.TIME);
    assertThat(Checks.full(fixture).ids()).contains(Flaw.INDEX_TEMPS.id(), Flaw.USAGE_TEMPS.id(),
        Flaw.REPAIR_TEMPS.id(), Flaw.LAYOUT_STAGING.id());
    FakeEnvironment fake = Checks.environment(fixture);
    fake.processes().add(55, 9, "/usr/bin/openclaw-gateway");
    fixture.file("sessions.json.lock", "{\"pid\":55,\"starttime\":9,\"createdAt\":\"2026-11-20T09:59:50.000Z\"}");
    Repaired alive = Repaired.run(fixture, fake, new Repair(Set.of(), Set.of(), false));
    assertThat(alive.outcome).isEqualTo(Outcome.NOTHING);
    assertThat(alive.items).hasSize(5).allMatch(item -> item.action().equals("keep"));
    Files.delete(fixture.sessions().resolve("sessions.json.lock"));
    assertThat(Repaired.all(fixture).outcome).isEqualTo(Outcome.DONE);
    isClean(fixture);
    assertThat(Repaired.originals(fixture)).hasSize(4);
    assertThat(Repaired.lost(fixture)).containsExactly("{}");
  }

  @Test
  void modes() throws Exception {
    OpenClawFixture fixture = fixture().writeIndex();
    Files.setPosixFilePermissions(fixture.index(), PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(fixture.sessions(), PosixFilePermissions.fromString("rwxrwxr-x"));
    assertThat(Checks.full(fixture).ids()).contains(Flaw.MODE_INDEX.id(), Flaw.MODE_DIRECTORY.id());
    assertThat(Repaired.all(fixture).outcome).isEqualTo(Outcome.DONE);
    assertThat(MigrationRuns.mode(fixture.index())).isEqualTo("rw-------");
    assertThat(MigrationRuns.mode(fixture.sessions())).isEqualTo("rwxr-xr-x");
    isClean(fixture);
  }

  @Test
  void deadLocksGoAndLivingStay() throws Exception {
    OpenClawFixture fixture = fixture().writeIndex();
    String dead = "{\"pid\":55,\"starttime\":9,\"createdAt\":\"2026-11-20T09:00:00.000Z\"}";
    Path lock = fixture.file(id(1) + ".jsonl.lock", dead);
    assertThat(Checks.full(fixture).ids()).contains(Flaw.LOCK_STALE.id());
    assertThat(Repaired.all(fixture).outcome).isEqualTo(Outcome.DONE);
    assertThat(lock).doesNotExist();
    isClean(fixture);

    Path index = fixture.file("sessions.json.lock", dead.replace("55", "77"));
    Path unknown = fixture.file("x.jsonl.lock", "");
    fixture.file(id(1) + ".jsonl.lock", dead);
    FakeEnvironment fake = Checks.environment(fixture);
    fake.processes().add(77, 9, "/usr/bin/openclaw");
    Repaired broken = Repaired.run(fixture, fake, new LockBreak());
    assertThat(broken.outcome).isEqualTo(Outcome.DONE);
    assertThat(broken.items).hasSize(3).filteredOn(item -> item.action().equals("remove")).hasSize(1);
    assertThat(lock).doesNotExist();
    assertThat(index).exists();
    assertThat(unknown).exists();
    fake.fileSystem("nfs4");
    fixture.file(id(1) + ".jsonl.lock", dead);
    assertThatThrownBy(() -> Repaired.run(fixture, fake, new LockBreak())).isInstanceOf(LockedException.class);
  }

  @Test
  void onlyWhatCanBeMendedMayBeAskedFor() throws Exception {
    OpenClawFixture fixture = fixture().writeIndex();
    for (String wrong : new String[] {"openclaw.nonsense", Flaw.MODE_OWNER.id(), Flaw.INDEX_EMPTY.id()}) {
      assertThatThrownBy(() -> Repaired.run(fixture, Checks.environment(fixture),
          new Repair(Set.of(wrong), Set.of(), false))).isInstanceOf(UnsupportedChangeException.class)
          .hasMessageContaining(wrong);
    }
  }
}
