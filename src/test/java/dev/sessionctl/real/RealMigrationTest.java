package dev.sessionctl.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What OpenClaw 2026.3.13 makes of stores that this tool has migrated there and back, or moved. */
@Tag("real")
class RealMigrationTest {

  private static final int SESSIONS = 50;

  @TempDir
  private Path temporary;

  private OpenClaw product;
  private Sessionctl tool;
  private Path state;

  @BeforeEach
  void fill() throws Exception {
    product = OpenClaw.of("2026.3.13", temporary.resolve("home"));
    tool = new Sessionctl(temporary.resolve("home"));
    state = StateDirectory.fill(product, temporary.resolve("state"), SESSIONS, SESSIONS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void thereAndBack(String layout) throws Exception {
    final List<Object> before = product.sessions(state);
    final byte[] bytes = Files.readAllBytes(StateDirectory.index(state));
    assertThat(before).hasSize(SESSIONS);

    for (List<String> back : List.of(List.of("--rollback"), List.of("--to", "sessions.json"))) {
      tool.migrate(state, "--to", "sessions.d", "--layout", layout);
      assertThat(StateDirectory.index(state)).doesNotExist();
      Map<String, Object> listing = tool.json("list", state);
      assertThat(StateDirectory.keys(JsonTree.list(listing.get("sessions"))))
          .isEqualTo(StateDirectory.keys(before));
      // The consequence that the plan speaks of: a released OpenClaw then starts from an empty store.
      assertThat(product.sessions(state)).isEmpty();

      tool.migrate(state, back.toArray(String[]::new));
      assertThat(StateDirectory.index(state)).hasBinaryContent(bytes);
      assertThat(product.sessions(state)).isEqualTo(before);
      StateDirectory.assertNothingLeft(state);
    }
  }

  @Test
  void relocatedCopyFindsItsTranscripts() throws Exception {
    final List<Object> before = product.sessions(state);
    Path copy = temporary.resolve("copy");
    Path plain = temporary.resolve("plain");
    tool.migrate(state, "--relocate", copy.toString(), "--copy");
    Commands.run(List.of("cp", "-r", state.toString(), plain.toString()), null, temporary, Duration.ofMinutes(1));
    Files.move(state, temporary.resolve("elsewhere"));

    assertThat(product.sessions(copy)).isEqualTo(before);
    assertThat(missing(copy)).isZero();
    assertThat(product.sessions(plain)).isEqualTo(before);
    assertThat(missing(plain)).isEqualTo(SESSIONS);
    System.out.println("relocation: of " + SESSIONS + " transcripts " + missing(copy) + " missing after --relocate, "
        + missing(plain) + " after a plain copy");
    // This tool sees through the plain copy, and can mend it in place of a second move.
    Map<String, Object> listing = tool.json("list", plain);
    assertThat(JsonTree.list(listing.get("sessions"))).hasSize(SESSIONS).allSatisfy(row ->
        assertThat(JsonTree.list(JsonTree.map(row).get("flags"))).contains("relocated"));
  }

  private int missing(Path place) throws Exception {
    Map<String, Object> answer = product.json(place, "sessions", "cleanup", "--dry-run", "--fix-missing", "--json");
    assertThat(answer.get("beforeCount")).isEqualTo(SESSIONS);
    return (Integer) answer.get("missing");
  }
}
