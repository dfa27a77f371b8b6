package dev.sessionctl.storage.claudemem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.claudemem.MemAttempt.Command;
import dev.sessionctl.testing.LoopMount;
import dev.sessionctl.testing.PowerCut;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Power cuts on real file systems while the real commands take rows out of databases and put them back: each row is in
 * its database or in the trash, both are sound, what was acknowledged is done, the next run gets to where an
 * undisturbed one gets, and everything comes back.
 */
@Tag("root")
@Timeout(1800)
class MemPowerCutTest {

  private static final int CUTS = 12;
  private static final int STORES = 8;

  /** What is said before the cut, two lines a store. */
  private static final int MOST_LINES = 10;

  /** From the last line that is waited for; about what a change takes. */
  private static final int LONGEST_MILLIS = 250;

  @TempDir
  Path directory;

  static Stream<Arguments> commands() {
    return Stream.of("ext4", "xfs").flatMap(type -> Stream.of(Command.values())
        .map(command -> Arguments.of(type, command)));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyRowIsInTheDatabaseOrInTheTrash(String type, Command command) throws Exception {
    MemAttempt undisturbed = new MemAttempt(command, directory.resolve("undisturbed"));
    undisturbed.goOn();
    undisturbed.check();
    final Map<String, List<String>> target = undisturbed.store.rows();
    int acknowledged = 0;
    int unfinished = 0;
    try (LoopMount mount = LoopMount.of(type, directory)) {
      Random random = new Random(20261120);
      for (int cut = 0; cut < CUTS; cut++) {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Path disk = Files.createDirectory(mount.root().resolve("stores"));
        List<MemAttempt> stores = new ArrayList<>();
        for (int i = 0; i < STORES; i++) {
          stores.add(new MemAttempt(command, disk.resolve(Integer.toString(i))));
        }
        mount.sync();
        PowerCut.Said said = PowerCut.during(mount, list(stores, outside), outside, 1 + random.nextInt(MOST_LINES),
            LONGEST_MILLIS, random, "-XX:ErrorFile=" + outside.resolve("crash"), "-XX:-CreateCoredumpOnCrash");
        mount.start();
        int begun = last(said, "saved", false);
        int done = last(said, "done", true);
        acknowledged += done;
        for (int i = 0; i < begun; i++) {
          try {
            unfinished += check(stores.get(i), i < done, target) ? 0 : 1;
          } catch (AssertionError | IOException e) {
            throw new AssertionError("cut " + cut + ", store " + (i + 1) + " of " + begun + " begun and " + done
                + " done: " + e.getMessage(), e);
          }
        }
        DurableFiles.deleteTree(disk);
        DurableFiles.deleteTree(outside);
      }
    }
    System.out.println("power cuts on " + type + " in " + command + ": " + CUTS + " of " + CUTS
        + " kept everything; changes acknowledged " + acknowledged + ", cuts within one " + unfinished);
  }

  private static Path list(List<MemAttempt> stores, Path outside) throws IOException {
    return Files.write(outside.resolve("list"), stores.stream()
        .map(attempt -> "\t" + attempt.store.path + "\t" + String.join("\t", attempt.words)).toList());
  }

  /** The last store of which something was said. */
  private static int last(PowerCut.Said said, String what, boolean withPower) {
    int last = 0;
    for (String line : said.text().split("\n")) {
      assertThat(line.startsWith("failed") && said.counts(line)).as(line + " while there was power").isFalse();
      if (line.startsWith(what) && (!withPower || said.counts(line))) {
        last = Integer.parseInt(line.split(" ")[1]);
      }
    }
    return last;
  }

  /** Returns whether it was done already. */
  private static boolean check(MemAttempt attempt, boolean acknowledged, Map<String, List<String>> target)
      throws Exception {
    attempt.check();
    boolean done = attempt.store.rows().equals(target);
    if (acknowledged) {
      assertThat(attempt.store.rows()).isEqualTo(target);
    }
    attempt.goOn();
    attempt.check();
    assertThat(attempt.store.rows()).isEqualTo(target);
    assertThat(attempt.interrupted()).isEmpty();
    attempt.bringBack();
    return done;
  }
}
