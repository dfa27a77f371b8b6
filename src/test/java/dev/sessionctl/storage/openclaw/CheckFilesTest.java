package dev.sessionctl.storage.openclaw;

import static dev.sessionctl.storage.openclaw.OpenClawFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.FileSystems;
import dev.sessionctl.storage.OwnLock;
import dev.sessionctl.storage.change.JournalFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckFilesTest {

  private static final String STAMP = "2026-11-20T02-53-48.498Z";

  @TempDir
  Path temporary;

  private OpenClawFixture fixture;
  private FakeEnvironment fake;

  @BeforeEach
  void build() throws Exception {
    fixture = OpenClawFixture.in(temporary).session("agent:main:main", id(1), 3).writeIndex();
    fake = Checks.environment(fixture);
  }

  private Checks.Outcome check() throws Exception {
    return Checks.run(fixture, CheckRequest.FULL, fake.build());
  }

  private static void mode(Path path, String mode) throws Exception {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  @Test
  void oneFindingAKindOfLeftover() throws Exception {
    for (String name : new String[] {id(2) + ".jsonl.reset." + STAMP, id(2) + ".jsonl.deleted." + STAMP,
        id(2) + ".jsonl.bak.2026-99-20T02-53-48.498Z", id(2) + ".jsonl.bak-12-1795142999882",
        id(3) + ".jsonl.bak-12-1795142999882", id(2) + ".jsonl.repair-12-1795142999882.tmp",
        "sessions.json.bak.1795142999882", "sessions.json." + id(9) + ".tmp", "sessions.json.12." + id(9) + ".tmp",
        ".fs-safe-replace.12." + id(9) + ".tmp", ".usage-cost-cache.json.12.1795142999882.tmp",
        id(4) + ".jsonl.migrated", "notes.txt"}) {
      fixture.file(name, "x");
    }
    Checks.Outcome outcome = check();
    assertThat(outcome.ids()).containsExactlyInAnyOrder(Flaw.ARCHIVES.id(), Flaw.ARCHIVE_NAME.id(),
        Flaw.REPAIR_BACKUPS.id(), Flaw.REPAIR_TEMPS.id(), Flaw.INDEX_BACKUPS.id(), Flaw.INDEX_TEMPS.id(),
        Flaw.USAGE_TEMPS.id(), Flaw.TAKEN_OVER.id(), Flaw.FILES_UNKNOWN.id());
    assertThat(outcome.only(Flaw.ARCHIVES).message()).startsWith("3 files, 3 bytes");
    assertThat(outcome.only(Flaw.INDEX_TEMPS).message()).startsWith("3 files");
  }

  @Test
  void temporaryFilesInUseAreNone() throws Exception {
    OpenClawFixture.age(fixture.file("sessions.json." + id(9) + ".tmp", "x"), FakeEnvironment.START.toEpochMilli());
    assertThat(check().ids()).isEmpty();
  }

  @Test
  void locks() throws Exception {
    fake.processes().add(20, 5, "openclaw-gateway").add(21, 7, "sleep");
    lock("a", "{\"pid\": 20, \"createdAt\": \"2026-11-20T09:59:50.000Z\", \"starttime\": 5}");
    assertThat(check().ids()).isEmpty();
    lock("b", "{\"pid\": 99, \"createdAt\": \"2026-11-20T09:59:50.000Z\", \"starttime\": 5}");
    lock("c", "{\"pid\": 21, \"createdAt\": \"2026-11-20T09:59:50.000Z\", \"starttime\": 5}");
    lock("d", "{\"pid\": 20, \"createdAt\": \"2026-11-20T08:59:50.000Z\", \"starttime\": 5}");
    lock("e", "");
    Files.createDirectory(fixture.sessions().resolve("f.jsonl.lock"));
    OpenClawFixture.age(fixture.file("g.jsonl.lock", ""), FakeEnvironment.START.toEpochMilli());
    assertThat(check().ids()).containsExactlyInAnyOrder(Flaw.LOCK_STALE.id(), Flaw.LOCK_STALE.id(),
        Flaw.LOCK_OVERDUE.id(), Flaw.LOCK_UNKNOWN.id(), Flaw.LOCK_NOT_A_FILE.id());
    fake.processes().inContainer(true);
    assertThat(check().ids()).contains(Flaw.LOCK_FOREIGN.id());
  }

  private void lock(String name, String payload) throws Exception {
    fixture.file(name + ".jsonl.lock", payload);
  }

  @Test
  void modes() throws Exception {
    mode(fixture.index(), "rw-r-----");
    mode(fixture.transcript(id(1)), "rw-r--r--");
    mode(fixture.sessions(), "rwxrwxr-x");
    assertThat(check().ids()).containsExactlyInAnyOrder(Flaw.MODE_INDEX.id(), Flaw.MODE_DIRECTORY.id());
  }

  @Test
  void readableByGroup() throws Exception {
    mode(fixture.state(), "rwxr-x---");
    mode(fixture.transcript(id(1)), "rw-r-----");
    mode(temporary, "rwxr-xr-x");
    assertThat(check().ids()).containsExactly(Flaw.MODE_GROUP.id());
    mode(fixture.state(), "rwxr-xr-x");
    mode(fixture.transcript(id(1)), "rw-r--r--");
    assertThat(check().ids()).containsExactly(Flaw.MODE_TRANSCRIPTS.id());
  }

  @Test
  void foreignOwner() throws Exception {
    try {
      Files.setAttribute(fixture.transcript(id(1)), "unix:uid", 12345, LinkOption.NOFOLLOW_LINKS);
    } catch (java.io.IOException e) {
      Assumptions.abort("only root can give files away");
    }
    assertThat(check().ids()).containsExactly(Flaw.MODE_OWNER.id());
  }

  @Test
  void configuration() throws Exception {
    Path config = fixture.state().resolve("openclaw.json");
    for (String zero : new String[] {"0", "'0'", "'0gb'", "0.0"}) {
      OpenClawFixture.file(config, "{session: {maintenance: {maxDiskBytes: " + zero + "}}}");
      assertThat(check().ids()).as(zero).containsExactly(Flaw.CONFIG_ZERO_BUDGET.id());
    }
    OpenClawFixture.file(config, "{session: {maintenance: {maxDiskBytes: '10mb'}}}");
    assertThat(check().ids()).isEmpty();
    OpenClawFixture.file(config, "{session: ");
    assertThat(check().ids()).containsExactly(Flaw.CONFIG_UNREADABLE.id());
    OpenClawFixture.file(config, "{$include: './x.json5'}");
    assertThat(check().ids()).containsExactly(Flaw.CONFIG_OPEN.id());
  }

  @Test
  void databases() throws Exception {
    Path database = fixture.sessions().resolveSibling("agent").resolve("openclaw-agent.sqlite");
    OpenClawFixture.file(fixture.state().resolve("openclaw.json"), "{meta: {lastTouchedVersion: '2026.9.6'}}");
    assertThat(check().ids()).containsExactly(Flaw.ERA_MIX.id());
    Files.createDirectories(database);
    assertThat(check().ids()).containsExactly(Flaw.ERA_DATABASE_UNREADABLE.id());
  }

  @Test
  void layouts() throws Exception {
    for (String name : new String[] {"sessions.d", "sessions.d.migrating", "sessions.d.staging-12-1795142999882",
        "sessions.d.orphan.1795142999882"}) {
      OpenClawFixture.age(Files.createDirectory(fixture.sessions().resolve(name)), OpenClawFixture.TIME);
    }
    assertThat(check().ids()).containsExactlyInAnyOrder(Flaw.LAYOUT_BOTH.id(), Flaw.LAYOUT_STAGING.id(),
        Flaw.LAYOUT_STAGING.id(), Flaw.LAYOUT_ORPHAN.id());
  }

  @Test
  void remoteFileSystem() throws Exception {
    fake.fileSystem("nfs4");
    assertThat(check().ids()).containsExactly(Flaw.FILE_SYSTEM.id());
  }

  @Test
  void whatCannotBeLookedAtDoesNotEndTheCheck() throws Exception {
    Environment e = fake.build();
    FileSystems denied = path -> {
      throw new AccessDeniedException(path.toString());
    };
    Checks.Outcome outcome = Checks.run(fixture, CheckRequest.FULL,
        new Environment(e.variables(), e.clock(), e.zone(), e.home(), e.workingDirectory(), e.temporaryDirectory(),
            e.userId(), e.processes(), denied, e.flusher(), e.courtesy(), e.random()));
    assertThat(outcome.ids()).containsExactly(Flaw.NOT_LOOKED_AT.id());
    assertThat(outcome.summary().complete()).isFalse();
  }

  @Test
  void interruptedRuns() throws Exception {
    AdminArea area = AdminArea.besides(fixture.sessions());
    area.create();
    Environment environment = fake.build();
    String run = "20261120T045500.123Z-9f3a1c2e";
    JournalFile.begin(area, run, "migrate", fixture.index(), environment).close();
    assertThat(check().ids()).containsExactly(Flaw.RUN_INTERRUPTED.id());
    try (OwnLock lock = OwnLock.take(area, run, environment)) {
      assertThat(lock).isNotNull();
      assertThat(check().ids()).isEmpty();
    }
    try (JournalFile journal = JournalFile.begin(area, "20261120T045500.124Z-9f3a1c2e", "migrate", fixture.index(),
        environment)) {
      journal.end("done");
    }
    assertThat(check().ids()).containsExactly(Flaw.RUN_INTERRUPTED.id());
  }
}
