package dev.sessionctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.SessionKind;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.openclaw.OpenClaw;
import dev.sessionctl.testing.CliHarness;
import dev.sessionctl.testing.CliHarness.Result;
import dev.sessionctl.testing.FakeChange;
import dev.sessionctl.testing.FakeEnvironment;
import dev.sessionctl.testing.FakeStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvictCommandTest {

  private static final long DAY = 86_400_000L;

  @TempDir
  private Path home;
  private CliHarness cli;
  private FakeStore store;
  private FakeChange change;
  private final SplittableRandom random = new SplittableRandom(3);

  @BeforeEach
  void aStore() throws IOException {
    cli = new CliHarness(home);
    store = cli.format.create(home.resolve("state/stores"), "one");
    change = new FakeChange();
    store.change = () -> change;
    for (int i = 0; i < 10; i++) {
      store.add("k" + i, i < 3 ? SessionKind.CRON : SessionKind.DIRECT, (10 + i) * DAY, 1000);
    }
  }

  private Result evict(String options) {
    return cli.run(("evict -s state/stores " + options).strip().split(" "));
  }

  private List<String> evicted() {
    List<String> keys = new ArrayList<>();
    for (PlanItem item : ((Eviction) store.requests.get(store.requests.size() - 1)).decisions()) {
      if (item.action().equals("evict")) {
        keys.add(item.key());
      }
    }
    return keys;
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      --max-age 16d|k7,k8,k9
      --max-age 16d --keep k8|k7,k9
      --max-age 16d --keep-last 8|k8,k9
      --max-age 30d --max-age-for cron=11d|k2
      --max-sessions 8|k8,k9
      --max-sessions 8 --kind direct|''
      --max-sessions 5 --kind direct|k8,k9
      --max-sessions 2 --group-by kind|k2,k5,k6,k7,k8,k9
      --to-budget 9K|k7,k8,k9
      --to-budget 9K --high-water 50%|k4,k5,k6,k7,k8,k9
      --max-bytes 8000|k8,k9
      --min-free 102K|k5,k6,k7,k8,k9
      --min-free 10%|''
      --min-free 10% --max-sessions 9|k9
      k1 k3|k1,k3
      k[0-2]|k0,k1,k2
      """)
  void decides(String options, String expected) {
    Result result = evict(options + " --yes");
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
    assertThat(String.join(",", evicted())).isEqualTo(expected);
    assertThat(change.applied).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      ''|lets nothing go
      --older-than 7d|lets nothing go
      --max-sessions 2 --keep-last 3|contradicts
      --high-water 50%|needs --to-budget
      --max-age 7d --group-by team|give store or agent
      --max-age 7d --order random|give lru or fifo
      --max-age-for cron|no age of a kind
      --max-age-for job=7d|no kind
      --orphans all|give garbage, machine, history
      --max-age 7d --max-delete many|no limit
      --max-files 0|would keep nothing
      --max-files many|--max-files
      --min-free 100%|1% to 99%
      --min-free 0|without effect
      --max-age 7|unit
      """)
  void refusesEmptyAndContradictoryPolicies(String options, String message) {
    Result result = evict(options);
    assertThat(result.err()).contains(message);
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(store.requests).isEmpty();
  }

  @Test
  void guards() {
    change.items.clear();
    for (int i = 0; i < 4; i++) {
      change.items.add(new PlanItem("k" + i, null, i < 3 ? "evict" : "keep", "asked", 1));
    }
    Result many = evict("--max-age 1d --yes");
    assertThat(many.code()).isEqualTo(ExitCode.GUARD);
    assertThat(many.err()).contains("the plan takes 3 of 4 sessions, more than --max-delete 50% allows");
    assertThat(evict("--max-age 1d --yes --max-delete 2").code()).isEqualTo(ExitCode.GUARD);
    assertThat(store.area().exists()).isFalse();
    Result dry = evict("--max-age 1d --dry-run");
    assertThat(dry.code()).isZero();
    assertThat(dry.out()).contains("note: a guard rail stops this: the plan takes 3 of 4");
    assertThat(evict("--max-age 1d --yes --max-delete 3").code()).isZero();
    assertThat(evict("--max-age 1d --yes --max-delete 75%").code()).isZero();
    store.problems.add("cannot be read");
    Result incomplete = evict("--max-age 1d --yes --max-delete 3");
    assertThat(incomplete.code()).isEqualTo(ExitCode.GUARD);
    assertThat(incomplete.err()).contains("cannot be read", "could not be read completely");
    assertThat(change.applied).isEqualTo(2);
  }

  @Test
  void aClockThatCannotBeRight() {
    store.add("future", SessionKind.DIRECT, -1, 1);
    assertThat(evict("--max-age 99d --yes --max-delete 100%").code()).isZero();
    store.sessions.clear();
    store.sessions.add(new dev.sessionctl.storage.Session(store.ref(), "future", null, SessionKind.DIRECT, "main",
        null, 0, FakeEnvironment.NOW + 2 * DAY, 0, 0, 1, dev.sessionctl.storage.SessionState.IDLE, List.of(), null,
        null));
    Result result = evict("--max-age 99d --yes");
    assertThat(result.code()).isEqualTo(ExitCode.GUARD);
    assertThat(result.err()).contains("ahead of the clock", "--trust-clock");
    assertThat(evict("--max-age 99d --yes --trust-clock").code()).isZero();
  }

  @Test
  void showsThePolicyInForce() throws IOException {
    Files.createDirectories(home.resolve(".config/sessionctl"));
    Files.writeString(home.resolve(".config/sessionctl/config.yaml"),
        "evict:\n  max-age: 90d\n  max-age-for: {cron: 7d, subagent: 14d}\n  keep: [a, b]\n");
    cli.variables.remove("SESSIONCTL_CONFIG");
    Result result = cli.run("evict", "--show-policy", "--max-delete", "9");
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).isEqualTo("max-age 90d\nmax-age-for cron=7d\nmax-age-for subagent=14d\nkeep a\nkeep b\n"
        + "quiet-for 15m\nmax-delete 9\n");
  }

  @Test
  void saysWhenASurplusIsAllProtected() {
    Result result = evict("--max-sessions 3 --keep k* --dry-run");
    assertThat(((Eviction) store.requests.get(0)).notices()).contains("7 above the cap of 3 sessions: all protected");
    assertThat(result.code()).isZero();
  }

  @Test
  void namesThatAreNotThereAreSaid() {
    Result result = evict("k1 nosuch --yes");
    assertThat(result.err()).contains("no session 'nosuch'");
    assertThat(result.code()).isEqualTo(ExitCode.PARTIAL);
  }

  /** A store of OpenClaw's with a session of each age in days. */
  private Path openclaw(int... days) throws IOException {
    Path sessions = Files.createDirectories(home.resolve("claw/agents/main/sessions"));
    StringBuilder index = new StringBuilder("{");
    for (int day : days) {
      long time = FakeEnvironment.NOW - day * DAY;
      index.append(index.length() == 1 ? "" : ",").append("\n  \"agent:main:telegram:direct:").append(day)
          .append("\": {\n    \"sessionId\": \"id-").append(day).append("\",\n    \"updatedAt\": ").append(time)
          .append("\n  }");
      Path transcript = sessions.resolve("id-" + day + ".jsonl");
      Files.writeString(transcript, "{\"type\":\"session\",\"version\":3,\"id\":\"id-" + day + "\"}\n");
      Files.setLastModifiedTime(transcript, FileTime.fromMillis(time));
    }
    Files.writeString(sessions.resolve("sessions.json"), index.append("\n}"));
    return sessions;
  }

  private Result real(String arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    CliContext context = new CliContext(
        FakeEnvironment.of(home, Map.of("SESSIONCTL_CONFIG", "/dev/null"), random), OpenClaw.formats(),
        new ByteArrayInputStream(new byte[0]), out, err, Terminal.NONE);
    int code = Cli.run(arguments.split(" "), context);
    return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void filesAreThoseOfTheDirectory() throws IOException {
    Path sessions = openclaw(10, 20, 40);
    for (String name : List.of("id-40.jsonl.reset.2026-10-01T00-00-00.000Z", "id-20.trajectory.jsonl",
        "id-40.jsonl.lock", "unrelated.txt")) {
      Files.writeString(sessions.resolve(name), "");
      Files.setLastModifiedTime(sessions.resolve(name), FileTime.fromMillis(FakeEnvironment.NOW - 40 * DAY));
    }
    assertThat(real("evict -s claw --max-files 5 --dry-run").out()).contains("nothing to do");
    Result result = real("evict -s claw --max-files 4 --dry-run -o wide");
    assertThat(result.out()).contains("evict 1 of 3 sessions", "above the cap of 4 files", "max-files 4");
  }

  /** In a sessions.d each entry is a file too; sessions of one id share the files that are found by it. */
  @Test
  void filesOfADirectoryOfEntries() throws IOException {
    openclaw(10, 20, 40);
    assertThat(real("migrate --to sessions.d -s claw --yes --assume-offline").code()).isZero();
    assertThat(real("evict -s claw --max-files 6 --dry-run").out()).contains("nothing to do");
    assertThat(real("evict -s claw --max-files 5 --dry-run").out()).contains("evict 1 of 3 sessions");
    assertThat(real("evict -s claw --max-files 3 --max-delete 90% --dry-run").out()).contains("evict 2 of 3 sessions");
  }

  @Test
  void freeSpaceComesBackWithThePurge() throws IOException {
    final Path sessions = openclaw(10, 20, 40);
    Files.writeString(sessions.resolve("id-40.jsonl"), "x".repeat(3_000));
    Files.setLastModifiedTime(sessions.resolve("id-40.jsonl"), FileTime.fromMillis(FakeEnvironment.NOW - 40 * DAY));
    Result done = real("evict -s claw --min-free 103000B --yes --assume-offline -o wide");
    assertThat(done.err()).isEmpty();
    assertThat(done.code()).isZero();
    assertThat(done.out()).contains("evict 1 of 3 sessions", "below min-free 100.6 KiB", "and 0 B lie in the trash",
        "evicting frees nothing by itself", "sessionctl trash purge");
    Result again = real("evict -s claw --min-free 103000B --yes --assume-offline");
    assertThat(again.out()).as("what lies in the trash counts").contains("nothing to do: none of 2 sessions");
    Result whole = real("evict -s claw --min-free 2M --yes --assume-offline");
    assertThat(whole.code()).isEqualTo(ExitCode.GUARD);
    assertThat(whole.err()).contains("more than the whole file system");
    cli.format.create(home.resolve("state/stores"), "two");
    assertThat(evict("--min-free 10%").err()).contains("--min-free needs one store");
  }

  private Map<String, String> tree() throws IOException {
    Map<String, String> tree = new TreeMap<>();
    try (var paths = Files.walk(home.resolve("claw"))) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        tree.put(home.relativize(path).toString(),
            Files.getAttribute(path, "unix:ctime") + Files.readString(path, StandardCharsets.UTF_8));
      }
    }
    return tree;
  }

  @Test
  void onRealFiles() throws IOException {
    Path sessions = openclaw(1, 10, 20, 40, 50);
    Map<String, String> before = tree();
    Result dry = real("evict -s claw --max-age 30d --dry-run --exit-code -o wide");
    assertThat(dry.code()).isEqualTo(ExitCode.PENDING);
    assertThat(dry.out()).contains("evict 2 of 5 sessions", "last active 5w ago, limit 30d", "within the limits",
        "note: policy: max-age 30d; quiet-for 15m; max-delete 50%");
    assertThat(tree()).isEqualTo(before);
    assertThat(real("evict -s claw --max-age 30d").code()).isIn(ExitCode.NOT_CONFIRMED, ExitCode.LOCKED);
    assertThat(tree()).isEqualTo(before);
    Result guarded = real("evict -s claw --max-age 5d --yes --assume-offline");
    assertThat(guarded.code()).isEqualTo(ExitCode.GUARD);
    assertThat(tree()).isEqualTo(before);
    Result done = real("evict -s claw --max-age 30d --yes --assume-offline -o jsonl");
    assertThat(done.code()).as(done.err()).isZero();
    assertThat(done.out().lines().filter(line -> line.contains("\"action\":\"evict\""))).hasSize(2);
    assertThat(done.out().lines().reduce((one, other) -> other).orElseThrow())
        .contains("\"type\":\"summary\"", "\"done\":2", "\"skipped\":0", "\"exitCode\":0");
    assertThat(Files.readString(sessions.resolve("sessions.json"))).contains("direct:20").doesNotContain("direct:40");
    assertThat(sessions.resolve("id-40.jsonl")).doesNotExist();
    assertThat(sessions.resolve("id-20.jsonl")).exists();
    Map<String, String> after = tree();
    Result again = real("evict -s claw --max-age 30d --yes --assume-offline");
    assertThat(again.code()).isZero();
    assertThat(again.out()).contains("nothing to do: none of 3 sessions goes");
    assertThat(tree()).isEqualTo(after);
  }
}
