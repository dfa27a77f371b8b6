package dev.sessionctl.storage.praisonai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.InspectRequest;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.Compaction;
import dev.sessionctl.storage.change.Repair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files with bytes changed, cut, doubled and moved at random: nothing fails on them, and they hide nothing. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class MutationTest {

  private static final String[] PIECES = {"null", "[", "]", "{", "}", "\"", ",", ":", "-1", "1e999", "NaN", "\\ud800",
      "\u0000", "\uFEFF", "\"messages\":", "\"snapshots\": null,", "[[[[", "\\", "true", "99999999999999999999"};

  @TempDir
  private Path temporary;

  @Test
  void nothingFailsOnWhateverStandsInAFile() throws Exception {
    Random random = new Random(42);
    byte[][] originals = {
        SessionText.of("x").summary(5).messages(4).archive(2).toString().getBytes(StandardCharsets.UTF_8),
        SessionText.hierarchical("x").messages(2).message("tool", "é会🚀", "{\"session_data\": {}}",
            "\"tool_call_id\": \"c\"").with("snapshots", "[{\"id\": \"s\", \"message_index\": 1}]")
            .with("last_compaction", "{\"message_index\": 1}").with("children_ids", "[\"y\"]").toString()
            .getBytes(StandardCharsets.UTF_8),
        SessionText.unified("x").messages(3).toString().getBytes(StandardCharsets.UTF_8)};
    PraisonHome home = new PraisonHome(temporary);
    home.write("sound", SessionText.of("sound").messages(1));
    int damaged = 0;
    int mended = 0;
    for (int round = 0; round < 200; round++) {
      byte[] bytes = mutated(originals[round % originals.length], random);
      home.write(home.sessions, "x", bytes);
      try {
        assertThat(home.scan()).extracting(row -> row.key()).contains("sound");
        boolean unreadable = home.check(3).stream().anyMatch(finding -> finding.id().startsWith("praisonai.content"));
        damaged += unreadable ? 1 : 0;
        home.store().inspect("x", new InspectRequest(2, true));
        changes(home, bytes);
        if (unreadable) {
          mended += mend(home);
        }
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("round " + round + ": " + new String(bytes, StandardCharsets.ISO_8859_1), e);
      }
    }
    assertThat(damaged).isGreaterThan(60);
    assertThat(mended).isGreaterThan(40);
  }

  /** What a compaction makes of it is applied and proved, or nothing is done. */
  private static void changes(PraisonHome home, byte[] bytes) throws IOException {
    Compaction compaction = new Compaction(Compaction.Level.TRIM, null, 0, Duration.ofMinutes(15));
    try (Change change = home.store().prepare(compaction)) {
      if (change.plan().changes() == 0) {
        return;
      }
    }
    Runs.Result run = Runs.apply(home.store(), compaction, home.environment());
    assertThat(run.report().failed()).isEmpty();
    assertThat(run.report().skipped()).isEmpty();
    assertThat(ContentReader.read(home.sessions.resolve("x.json")).isReadable()).isTrue();
    home.write(home.sessions, "x", bytes);
  }

  /** Mends it; what is left in its place can be read. */
  private static int mend(PraisonHome home) throws IOException {
    Runs.Result run = Runs.apply(home.store(), new Repair(Set.of(), Set.of("x"), false), home.environment());
    assertThat(run.report().skipped()).isEmpty();
    Path file = home.sessions.resolve("x.json");
    if (run.report().done() > 0 && Files.exists(file)) {
      assertThat(ContentReader.read(file).isReadable()).isTrue();
    }
    return run.report().done() > 0 ? 1 : 0;
  }

  private static byte[] mutated(byte[] original, Random random) {
    byte[] bytes = original.clone();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
        case 2 -> bytes = spliced(bytes, at, Math.min(bytes.length, at + random.nextInt(40)), new byte[0]);
        case 3 -> bytes = spliced(bytes, at, at,
            PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8));
        default -> bytes = spliced(bytes, at, at,
            Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + random.nextInt(60))));
      }
      bytes = bytes.length == 0 ? new byte[] {' '} : bytes;
    }
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] piece) {
    byte[] result = new byte[bytes.length - (to - from) + piece.length];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(piece, 0, result, from, piece.length);
    System.arraycopy(bytes, to, result, from + piece.length, bytes.length - to);
    return result;
  }
}
