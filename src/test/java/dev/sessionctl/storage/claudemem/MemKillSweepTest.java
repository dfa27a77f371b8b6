package dev.sessionctl.storage.claudemem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.testing.ArchivedProgram;
import dev.sessionctl.testing.SystemCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The real program, killed with SIGKILL before its system calls that change files, those of SQLite included. After
 * each: no row is lost, the database is sound, the next run gets to where an undisturbed one gets, and everything
 * comes back out of the trash.
 */
@Tag("long")
@Timeout(3600)
class MemKillSweepTest {

  /** A run is as long as the machine is slow, so a call that is far back may not come again. */
  private static final double MOST_NOT_KILLED = 0.1;

  /** SQLite writes page by page, and within one transaction it is all the same to it: so many of each call, spread. */
  private static final int MOST_OF_EACH = 40;

  @TempDir
  Path directory;

  @BeforeAll
  static void requireStrace() throws InterruptedException {
    assumeTrue(SystemCalls.canBeTraced(),
        "strace is not installed or may not trace; install it to run the kill sweep");
  }

  @ParameterizedTest
  @EnumSource
  void killedAtAnyCallItLosesNothing(MemAttempt.Command command) throws Exception {
    Path real = directory.toRealPath();
    ArchivedProgram program = ArchivedProgram.in(Files.createDirectory(real.resolve("program")),
        new MemAttempt(command, real.resolve("training")).words);
    MemAttempt undisturbed = new MemAttempt(command, real.resolve("undisturbed"));
    List<SystemCalls.Point> points =
        spread(SystemCalls.of(program.command(undisturbed.words), real.resolve("calls")));
    assertThat(points).hasSizeGreaterThan(10);
    undisturbed.check();
    final Map<String, List<String>> target = undisturbed.store.rows();
    undisturbed.bringBack();
    List<String> failures = new ArrayList<>();
    Map<String, Integer> kills = new TreeMap<>();
    int alive = 0;
    for (SystemCalls.Point point : points) {
      MemAttempt attempt = new MemAttempt(command, real.resolve(point.call() + point.number()));
      int code = SystemCalls.runUntil(point, program.command(attempt.words));
      alive += code == SystemCalls.KILLED ? 0 : 1;
      kills.merge(point.call(), 1, Integer::sum);
      try {
        assertThat(code).isIn(0, SystemCalls.KILLED);
        attempt.check();
        attempt.goOn();
        attempt.check();
        assertThat(attempt.store.rows()).isEqualTo(target);
        assertThat(attempt.interrupted()).isEmpty();
        attempt.bringBack();
      } catch (AssertionError | IOException | RuntimeException e) {
        failures.add(point + " (exit " + code + "): " + e);
      }
      DurableFiles.deleteTree(attempt.root);
    }
    System.out.println("kills of " + command + ": " + points.size() + " " + kills + ", " + alive + " not reached, "
        + failures.size() + " failures");
    assertThat(failures).as(failures.size() + " failures").isEmpty();
    assertThat(alive).isLessThan((int) Math.max(2, points.size() * MOST_NOT_KILLED));
  }

  private static List<SystemCalls.Point> spread(List<SystemCalls.Point> points) {
    Map<String, List<SystemCalls.Point>> calls = new TreeMap<>();
    points.forEach(point -> calls.computeIfAbsent(point.call(), call -> new ArrayList<>()).add(point));
    List<SystemCalls.Point> chosen = new ArrayList<>();
    for (List<SystemCalls.Point> all : calls.values()) {
      int count = Math.min(all.size(), MOST_OF_EACH);
      for (int i = 0; i < count; i++) {
        chosen.add(all.get((int) ((long) i * all.size() / count)));
      }
    }
    return chosen;
  }
}
