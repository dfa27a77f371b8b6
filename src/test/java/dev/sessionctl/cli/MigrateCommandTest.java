package dev.sessionctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.OwnLock;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.LayoutMigration;
import dev.sessionctl.storage.change.MigrationRollback;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.change.Relocation;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.testing.CliHarness;
import dev.sessionctl.testing.CliHarness.Result;
import dev.sessionctl.testing.FakeChange;
import dev.sessionctl.testing.FakeEnvironment;
import dev.sessionctl.testing.FakeStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MigrateCommandTest {

  private static final Terminal PERSON = new Terminal(true, false, true, 80);

  @TempDir
  private Path home;
  private CliHarness cli;
  private FakeStore store;
  private FakeChange change;
  private AdminArea area;

  @BeforeEach
  void aStore() throws IOException {
    cli = new CliHarness(home);
    store = cli.format.create(home.resolve("state/stores"), "one");
    change = new FakeChange();
    store.change = () -> change;
    area = store.area();
  }

  private Result migrate(String options) {
    return cli.run(("migrate --to sessions.d -s state/stores " + options).strip().split(" "));
  }

  @Test
  void appliesWithAJournal() throws IOException {
    Result result = migrate("--yes");
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
    assertThat(change.applied).isEqualTo(1);
    assertThat(change.closed).isPositive();
    assertThat(result.out()).contains("plan: migrate 1 sessions to sessions.d (10 B before, 12 B after)",
        "note: the gateway starts empty", "1 done, 0 skipped, 0 failed", "kept: /backup", "note: all is well");
    List<RunRecord> runs = JournalFile.readAll(area);
    assertThat(runs).hasSize(1);
    assertThat(runs.get(0).finished()).isTrue();
    assertThat(runs.get(0).store()).isEqualTo(store.ref().path());
    assertThat(store.requests).containsExactly(new LayoutMigration("sessions.d", 1, false));
  }

  @Test
  void aDryRunTouchesNothing() throws IOException {
    Result result = migrate("--dry-run");
    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("migrate 1 sessions", "dry run: nothing was changed");
    assertThat(migrate("--dry-run --exit-code").code()).isEqualTo(ExitCode.PENDING);
    change.gate = Gate.owned("gateway 7 lives");
    Result closed = migrate("--dry-run");
    assertThat(closed.code()).isZero();
    assertThat(closed.out()).contains("note: cannot be applied now: gateway 7 lives");
    assertThat(change.applied).isZero();
    assertThat(area.exists()).isFalse();
    change.items.clear();
    assertThat(migrate("--dry-run --exit-code").code()).isZero();
  }

  @Test
  void closedGates() {
    change.gate = Gate.owned("gateway 7 lives");
    assertThat(migrate("--yes").code()).isEqualTo(ExitCode.LOCKED);
    change.gate = Gate.unsupported("use its own command");
    Result result = migrate("--yes");
    assertThat(result.code()).isEqualTo(ExitCode.UNSUPPORTED);
    assertThat(result.err()).isEqualTo("sessionctl: use its own command\n");
    assertThat(area.exists()).isFalse();
    migrate("--yes --assume-offline --gateway-reads sessions.d");
    assertThat(change.lastOptions).isEqualTo(new GateOptions(true, "sessions.d", null));
  }

  @Test
  void nothingToDo() {
    change.items.clear();
    Result result = migrate("");
    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("nothing to do");
    assertThat(area.exists()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"y, 0", "YES, 0", "' y ', 0", "n, 14", "'', 14", "yep, 14", "YİS, 14"})
  void asksAPerson(String answer, int code) {
    cli.terminal = PERSON;
    cli.input = answer + "\n";
    Result result = migrate("");
    assertThat(result.err()).startsWith("migrate 1 sessions to sessions.d (10 B)? [y/N] ");
    assertThat(result.code()).isEqualTo(code);
    assertThat(change.applied).isEqualTo(code == 0 ? 1 : 0);
  }

  @Test
  void asksNobodyWhoIsNotThere() {
    Result script = migrate("");
    assertThat(script.code()).isEqualTo(ExitCode.NOT_CONFIRMED);
    assertThat(script.err()).contains("pass --yes");
    cli.terminal = PERSON;
    cli.input = "";
    assertThat(migrate("").code()).isEqualTo(ExitCode.NOT_CONFIRMED);
    cli.input = "y\n";
    assertThat(migrate("--no-input").code()).isEqualTo(ExitCode.NOT_CONFIRMED);
    assertThat(change.applied).isZero();
    assertThat(area.exists()).isFalse();
  }

  @Test
  void anotherRunExcludesThisOne() throws IOException {
    area.create();
    try (OwnLock held = OwnLock.take(area, "other", FakeEnvironment.of(home, Map.of()))) {
      assertThat(held).isNotNull();
      assertThat(migrate("--yes").code()).isEqualTo(ExitCode.LOCKED);
    }
    assertThat(migrate("--yes").code()).isZero();
  }

  @Test
  void interruptedRunsAreMendedFirst() throws IOException {
    area.create();
    String run = "20261119T000000.000Z-00000001";
    JournalFile.begin(area, run, "migrate", store.ref().path(), FakeEnvironment.of(home, Map.of())).close();
    assertThat(migrate("--dry-run").out()).contains("note: the run " + run + " was interrupted");
    assertThat(store.recovered).isEmpty();
    Result result = migrate("--yes");
    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("run " + run + ": undone");
    assertThat(store.recovered).containsExactly(run);
    assertThat(JournalFile.readAll(area)).hasSize(2).allMatch(RunRecord::finished);
    migrate("--yes");
    assertThat(store.recovered).hasSize(1);
  }

  @Test
  void aRunOnAnotherStoreIsLeftToThat() throws IOException {
    area.create();
    String own = "20261119T000000.000Z-00000001";
    String elsewhere = "20261119T000000.000Z-00000002";
    JournalFile.begin(area, own, "migrate", store.ref().path(),
        FakeEnvironment.of(home, Map.of())).close();
    JournalFile.begin(area, elsewhere, "migrate", store.ref().path().resolveSibling("other"),
        FakeEnvironment.of(home, Map.of())).close();
    change.items.clear();
    Result result = migrate("--yes");
    assertThat(result.code()).isZero();
    assertThat(store.recovered).containsExactly(own);
    assertThat(result.out()).contains("nothing to do");
  }

  @Test
  void aPlanThatRecoveryChangedIsAskedForAgain() throws IOException {
    area.create();
    JournalFile.begin(area, "20261119T000000.000Z-00000001", "migrate", store.ref().path(),
        FakeEnvironment.of(home, Map.of())).close();
    FakeChange after = new FakeChange();
    after.items.add(new PlanItem("b", null, "migrate", "new", 10));
    store.change = () -> store.recovered.isEmpty() ? change : after;
    cli.terminal = PERSON;
    cli.input = "y\nn\n";
    Result result = migrate("");
    assertThat(result.code()).isEqualTo(ExitCode.NOT_CONFIRMED);
    assertThat(result.err()).contains("migrate 1 sessions to sessions.d (10 B)?",
        "migrate 2 sessions to sessions.d (20 B)?");
    assertThat(change.applied + after.applied).isZero();
    assertThat(change.closed).isPositive();
    assertThat(after.closed).isPositive();
  }

  @Test
  void aStoreThatAnInterruptedRunLeftUnreadableIsMendedToo() throws IOException {
    area.create();
    String run = "20261119T000000.000Z-00000001";
    JournalFile.begin(area, run, "migrate", store.ref().path(), FakeEnvironment.of(home, Map.of())).close();
    store.failure = new CorruptStoreException("half of it");
    assertThat(migrate("--dry-run").code()).isEqualTo(ExitCode.FAILED);
    assertThat(migrate("--yes").code()).isZero();
    assertThat(store.recovered).containsExactly(run);
    assertThat(change.applied).isEqualTo(1);
  }

  @Test
  void onlyAFailureThatMayHaveDoneSomethingLeavesTheJournalOpen() throws IOException {
    change.failure = new ChangedException("it moved");
    assertThat(migrate("--yes").code()).isEqualTo(ExitCode.CHANGED);
    assertThat(JournalFile.readAll(area)).hasSize(1).allMatch(RunRecord::finished);
    change.failure = new StorageIoException("disk full", null);
    assertThat(migrate("--yes").code()).isEqualTo(ExitCode.IO);
    assertThat(JournalFile.readAll(area)).anyMatch(run -> !run.finished());
  }

  @Test
  void failedItemsMakeItPartial() {
    change.failed.add(new PlanItem("a", null, "migrate", "was locked", 10));
    Result result = migrate("--yes");
    assertThat(result.code()).isEqualTo(ExitCode.PARTIAL);
    assertThat(result.out()).contains("failed: a: was locked");
    assertThat(migrate("--yes -q").out()).isEqualTo("failed: a: was locked\n");
  }

  @Test
  void jsonLines() {
    Result result = migrate("--yes -o jsonl");
    List<String> lines = result.out().lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).startsWith("{\"type\":\"plan\",\"run\":\"20261120T000000.000Z-").contains("\"items\":1");
    assertThat(lines.get(1)).isEqualTo("{\"type\":\"item\",\"key\":\"a\",\"path\":null,\"action\":\"migrate\","
        + "\"reason\":\"asked\",\"bytes\":10,\"result\":\"planned\"}");
    assertThat(lines.get(2)).startsWith("{\"type\":\"summary\"").contains("\"done\":1,\"skipped\":0,\"failed\":0,"
        + "\"bytesBefore\":10,\"bytesAfter\":12,\"exitCode\":0");
    change.gate = Gate.owned("busy");
    List<String> refused = migrate("--yes -o jsonl").out().lines().toList();
    assertThat(refused.get(2)).contains("\"type\":\"error\"", "\"message\":\"busy\"", "\"exitCode\":11");
    assertThat(refused.get(3)).contains("\"type\":\"summary\"", "\"exitCode\":11");
  }

  @Test
  void longPlansAreCutUnlessAsked() {
    for (int i = 0; i < 30; i++) {
      change.items.add(new PlanItem("k" + i, null, "migrate", "asked", 1));
    }
    assertThat(migrate("-n").out()).contains("k18", "and 11 more; --verbose shows all").doesNotContain("k19 ");
    assertThat(migrate("-n -v").out()).contains("k29");
    assertThat(migrate("-n -o wide").out()).contains("k29");
  }

  @Test
  void severalStores() throws IOException {
    cli.format.create(home.resolve(".fake"), "two");
    cli.format.create(home.resolve(".fake"), "three");
    assertThat(cli.run("migrate", "--to", "sessions.d", "--all-stores", "-y").code()).isZero();
    change.gate = Gate.owned("busy");
    Result result = cli.run("migrate", "--to", "sessions.d", "-s", ".fake", "-s", "state/stores", "-y");
    assertThat(result.code()).isEqualTo(ExitCode.PARTIAL);
    assertThat(result.err()).contains("one.fake: busy");
  }

  @Test
  void aStoreThatWasTakenAlongIsDone() throws IOException {
    FakeStore along = cli.format.create(home.resolve("state/stores"), "zwei");
    change.covered.add(along.ref());
    assertThat(cli.run("migrate", "--relocate", "new", "-s", "state/stores", "-y").code()).isZero();
    assertThat(store.requests).hasSize(1);
    assertThat(along.requests).isEmpty();
  }

  @Test
  void otherRequests() {
    assertThat(cli.run("migrate", "--rollback", "-s", "state/stores", "-y").code()).isZero();
    cli.run("migrate", "--relocate", "new", "--copy", "--from", "/old", "-s", "state/stores", "-y");
    cli.run("migrate", "--to", "sessions.d", "--layout", "2", "--keep-index", "-s", "state/stores", "-y");
    assertThat(store.requests).containsExactly(new MigrationRollback(null),
        new Relocation(home.resolve("new"), true, Path.of("/old")), new LayoutMigration("sessions.d", 2, true));
    assertThat(Files.exists(home.resolve("new"))).isFalse();
  }
}
