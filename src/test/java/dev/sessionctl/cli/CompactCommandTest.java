package dev.sessionctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.SessionKind;
import dev.sessionctl.storage.change.Compaction;
import dev.sessionctl.storage.change.Compaction.Level;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.testing.CliHarness;
import dev.sessionctl.testing.CliHarness.Result;
import dev.sessionctl.testing.FakeChange;
import dev.sessionctl.testing.FakeStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactCommandTest {

  private static final Duration QUIET = Duration.ofMinutes(15);
  private static final long DAY = 86_400_000;

  @TempDir
  private Path home;
  private CliHarness cli;
  private FakeStore store;
  private FakeChange change;

  @BeforeEach
  void aStore() throws IOException {
    cli = new CliHarness(home);
    store = cli.format.create(home.resolve("state/stores"), "one");
    store.add("agent:main:main", SessionKind.MAIN, DAY, 10).add("agent:main:cron:1", SessionKind.CRON, 10 * DAY, 20);
    change = new FakeChange();
    store.change = () -> change;
  }

  private Result compact(String options) {
    return cli.run(("compact -s state/stores --yes " + options).strip().split(" "));
  }

  @Test
  void theFirstLineOfItsHelpSaysThatNoModelIsCalled() {
    String help = cli.run("compact", "--help").out();
    assertThat(help.split("\n\n")[1])
        .startsWith("Shrinks stored bytes by fixed rules: no model is called, and no summary");
  }

  @Test
  void optionsBecomeARequest() {
    assertThat(compact("").code()).isZero();
    compact("--level trim --auto");
    compact("--level branches --auto --threshold 25% --quiet-for 2h");
    assertThat(store.requests).containsExactly(new Compaction(Level.LOSSLESS, null, 0, QUIET),
        new Compaction(Level.TRIM, null, 10, QUIET), new Compaction(Level.BRANCHES, null, 25, Duration.ofHours(2)));
    assertThat(change.applied).isEqualTo(3);
  }

  @Test
  void whatStaysWholeCanBeSaid() {
    compact("--level trim --keep-tool-results 3");
    compact("--level branches --keep-tool-results all --keep-images");
    assertThat(store.requests).extracting(request -> ((Compaction) request).bodies())
        .containsExactly(new Compaction.Bodies(3, false), Compaction.Bodies.WHOLE);
    assertThat(compact("--keep-images").code()).isEqualTo(ExitCode.USAGE);
    assertThat(compact("--level trim --keep-tool-results -1").code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void selectorsBecomeKeys() {
    compact("--kind cron");
    compact("--older-than 5d");
    compact("agent:main:*");
    compact("--kind hook");
    assertThat(store.requests).extracting(request -> ((Compaction) request).keys()).containsExactly(
        Set.of("agent:main:cron:1"), Set.of("agent:main:cron:1"), Set.of("agent:main:main", "agent:main:cron:1"),
        Set.of());
  }

  @Test
  void aNamedSessionThatDoesNotExistIsSaid() {
    Result result = compact("agent:main:mian");
    assertThat(result.err()).contains("no session 'agent:main:mian'");
    assertThat(result.code()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void aDryRunTouchesNothingAndAClosedGateIsSaid() {
    assertThat(compact("--dry-run --exit-code").code()).isEqualTo(ExitCode.PENDING);
    assertThat(change.applied).isZero();
    change.gate = Gate.owned("gateway 7 lives");
    Result result = compact("");
    assertThat(result.code()).isEqualTo(ExitCode.LOCKED);
    assertThat(result.err()).contains("gateway 7 lives");
  }
}
