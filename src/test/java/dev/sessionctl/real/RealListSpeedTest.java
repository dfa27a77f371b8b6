package dev.sessionctl.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long both programs take to list the same large store. */
@Tag("real")
class RealListSpeedTest {

  private static final int SESSIONS = 10_000;
  private static final int ROUNDS = 3;

  @TempDir
  private Path temporary;

  @Test
  void listing() throws Exception {
    OpenClaw product = OpenClaw.of("2026.3.13", temporary.resolve("home"));
    Sessionctl tool = new Sessionctl(temporary.resolve("home"));
    Path state = StateDirectory.fill(product, temporary.resolve("state"), SESSIONS, 0);
    assertThat(StateDirectory.keys(JsonTree.list(tool.json("list", state).get("sessions"))))
        .isEqualTo(StateDirectory.keys(product.sessions(state)));

    long ours = Long.MAX_VALUE;
    long theirs = Long.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      ours = Math.min(ours, tool.succeed("list", "--store", state.toString(), "-o", "json").millis());
      theirs = Math.min(theirs, product.run(state, "sessions", "--json").millis());
    }
    System.out.printf(Locale.ROOT, "list of %d sessions: sessionctl %d ms, openclaw sessions --json %d ms: %.1f times"
        + " as fast%n", SESSIONS, ours, theirs, (double) theirs / ours);
    assertThat(ours).isLessThan(theirs);
  }
}
