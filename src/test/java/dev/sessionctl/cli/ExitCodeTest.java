package dev.sessionctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.plan.Outcome;
import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.GuardException;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.NoStoreException;
import dev.sessionctl.storage.NoSuchSessionException;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.UnsupportedVersionException;
import dev.sessionctl.testing.CliHarness;
import dev.sessionctl.testing.CliHarness.Result;
import dev.sessionctl.testing.FakeStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExitCodeTest {

  @TempDir
  private Path home;
  private CliHarness cli;
  private FakeStore store;

  @BeforeEach
  void aStore() throws IOException {
    cli = new CliHarness(home);
    store = cli.format.create(home.resolve(".fake"), "one");
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new NoStoreException("m"), 10),
        Arguments.of(new LockedException("m"), 11),
        Arguments.of(new ChangedException("m"), 12),
        Arguments.of(new GuardException("m"), 13),
        Arguments.of(new UnsupportedVersionException("m"), 15),
        Arguments.of(new UnsupportedChangeException("m"), 15),
        Arguments.of(new StorageIoException("m", null), 16),
        Arguments.of(new CorruptStoreException("m"), 1),
        Arguments.of(new NoSuchSessionException("m"), 1),
        Arguments.of(new StoreException("m"), 1));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void ofEachFailure(StoreException failure, int code) {
    store.failure = failure;
    Result result = cli.run("list");
    assertThat(result.code()).isEqualTo(code);
    assertThat(result.err()).isEqualTo("sessionctl: m\n");
  }

  @Test
  void aBugIsSaidToBeOne() {
    store.bug = new IllegalStateException("oops\u0007");
    Result result = cli.run("list");
    assertThat(result.code()).isEqualTo(70);
    assertThat(result.err()).contains("unexpected java.lang.IllegalStateException: oops\\x07", "--debug")
        .doesNotContain("at dev.sessionctl");
    assertThat(cli.run("list", "--debug").err()).contains("at dev.sessionctl.cli");
    cli.variables.put("SESSIONCTL_DEBUG", "true");
    assertThat(cli.run("list").err()).contains("at dev.sessionctl.cli");
  }

  @Test
  void oneOfSeveralStoresFails() throws IOException {
    cli.format.create(home.resolve(".fake"), "two");
    store.failure = new CorruptStoreException("store one is damaged");
    Result result = cli.run("list");
    assertThat(result.code()).isEqualTo(ExitCode.PARTIAL);
    assertThat(result.err()).contains("store one is damaged");
    assertThat(result.out()).contains("0 sessions");
  }

  @Test
  void noStore() throws IOException {
    Result missing = cli.run("list", "-s", "/nowhere/at\u001ball");
    assertThat(missing.code()).isEqualTo(ExitCode.NO_STORE);
    assertThat(missing.err()).isEqualTo("sessionctl: no such file or directory: /nowhere/at\\x1ball\n");
    Files.createDirectory(home.resolve("empty"));
    Result empty = cli.run("list", "--store", "empty");
    assertThat(empty.code()).isEqualTo(ExitCode.NO_STORE);
    assertThat(empty.err()).contains("looked for fake");
    Files.delete(store.ref().path());
    Files.delete(store.ref().path().getParent());
    Result nothing = cli.run("list");
    assertThat(nothing.code()).isEqualTo(ExitCode.NO_STORE);
    assertThat(nothing.err()).contains("looked in " + home.resolve(".fake"));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", "nosuch", "--nosuch", "-o json list", "list --nosuch", "list -o xml", "list -o", "list --limit -1",
    "list --limit x", "list --older-than 7", "list --older-than 7d --newer-than 1d", "list --larger-than 10m",
    "list --kind nope", "list --columns nope", "list --sort nope", "list --sort", "list --format nope",
    "list -q -v", "list --color json", "list --color often", "list -o name --columns kind", "list --summary -o name",
    "inspect --messages 3", "inspect --raw", "inspect a b --raw", "inspect -o csv", "inspect a --raw -o json",
    "verify --level 4", "verify --level 0", "verify --sample 10", "verify --sample 0%", "verify --sample 101%",
    "verify --seed 3", "verify --level 1 --sample 5%", "verify -o name", "verify key",
    "compact", "compact --level nope -s .fake", "compact --level LOSSLESS -s .fake", "compact -s .fake --all-stores",
    "compact --threshold 5% -s .fake", "compact --auto --threshold 5 -s .fake", "compact --quiet-for 5 -s .fake",
    "compact -s .fake --exit-code", "compact -s .fake -o csv",
    "repair", "repair --reindex key -s .fake", "repair --reindex --finding x -s .fake",
    "repair --max-duration 5 -s .fake", "compact --max-duration 5 -s .fake",
    "locks --yes", "locks --break", "locks --break -s .fake --exit-code",
    "locks --break -s .fake -o csv", "locks --sort nope -s .fake",
    "migrate", "migrate --to sessions.d", "migrate --to nope -s .fake", "migrate --to sessions.d -s .fake --all-stores",
    "migrate --to sessions.d --rollback -s .fake", "migrate --rollback --run nope -s .fake",
    "migrate --to sessions.d --run x -s .fake", "migrate --rollback --keep-index -s .fake",
    "migrate --to sessions.d --copy -s .fake", "migrate --relocate /x --all-stores",
    "migrate --to sessions.d --layout 3 -s .fake", "migrate --to sessions.json --layout 1 -s .fake",
    "migrate --to sessions.d -s .fake --exit-code", "migrate --to sessions.d -s .fake -o csv",
    "migrate --to sessions.d -s .fake --lock-wait 10", "migrate --to sessions.d -s .fake --gateway-reads x",
    "completion", "completion tcsh", "help nosuch", "help a b", "stores --columns nope", "stores x",
    "list --config /nowhere"
  })
  void badArguments(String line) {
    Result result = cli.run(line.isEmpty() ? new String[0] : line.split(" "));
    assertThat(result.err()).startsWith("sessionctl").contains("try 'sessionctl");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines()).hasSize(2);
    assertThat(store.requests).isEmpty();
  }

  @Test
  void mistypedWordsAreRecognised() {
    assertThat(cli.run("lsit").err()).contains("unknown command 'lsit'; did you mean 'list'?");
    assertThat(cli.run("list", "--colums", "x").err()).contains("did you mean '--columns'?");
    assertThat(cli.run("list", "--colums=x").err()).startsWith("sessionctl list: unknown option '--colums'");
    assertThat(cli.run("--dry-run", "migrate").err()).contains("options stand behind the command");
    assertThat(cli.run("help", "safty").err()).contains("did you mean 'safety'");
  }

  @Test
  void helpAndVersionSucceed() {
    assertThat(cli.run("--help").code()).isZero();
    assertThat(cli.run("-V").out()).isEqualTo("sessionctl 0.1.0\n");
    assertThat(cli.run("list", "--help").out()).startsWith("Usage: sessionctl list");
    assertThat(cli.run("help", "migrate").out()).startsWith("Usage: sessionctl migrate");
    assertThat(cli.run("help").out()).startsWith("Usage: sessionctl COMMAND");
    for (String topic : HelpCommand.TOPICS) {
      assertThat(cli.run("help", topic).out()).hasSizeGreaterThan(200);
    }
  }

  @Test
  void keysThatLookLikeSyntaxAreKeys() {
    store.add("@file", dev.sessionctl.storage.SessionKind.OTHER, 0, 1)
        .add("${HOME}", dev.sessionctl.storage.SessionKind.OTHER, 0, 1)
        .add("--x", dev.sessionctl.storage.SessionKind.OTHER, 0, 1);
    assertThat(cli.run("list", "-o", "name", "@file").out()).isEqualTo("@file\n");
    assertThat(cli.run("list", "-o", "name", "${HOME}").out()).isEqualTo("${HOME}\n");
    assertThat(cli.run("list", "-o", "name", "--", "--x").out()).isEqualTo("--x\n");
  }

  @Test
  void thePipelinesOutcomesAreOfTheSameTable() {
    assertThat(Outcome.DONE.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(Outcome.NOTHING.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(Outcome.PLANNED.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(Outcome.PENDING.exitCode()).isEqualTo(ExitCode.PENDING);
    assertThat(Outcome.PARTIAL.exitCode()).isEqualTo(ExitCode.PARTIAL);
    assertThat(ExitCode.combine(0, 0)).isZero();
    assertThat(ExitCode.combine(0, 11)).isEqualTo(ExitCode.PARTIAL);
  }
}
