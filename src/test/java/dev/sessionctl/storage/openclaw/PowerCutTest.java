package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.testing.LoopMount;
import dev.sessionctl.testing.PowerCut;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Power cuts on real file systems: a loop mount is shut down without flushing its log while the real commands work
 * through many small stores and say what is done. After the next mount everything they said is there, nothing is torn,
 * what was under way is mended by the next run, and what was taken away comes back.
 */
@Tag("root")
@Timeout(900)
class PowerCutTest {

  private static final int CUTS = 25;
  private static final int STORES = 24;

  /** How much is said at most before a cut: two lines a store. */
  private static final int MOST_LINES = 16;

  /** From the last line that is waited for; about what a change takes. */
  private static final int LONGEST_MILLIS = 120;

  @TempDir Path directory;

  private int acknowledged;
  private int unfinished;

  static Stream<Arguments> commands() {
    return Stream.of("ext4", "xfs").flatMap(type -> Stream.of("migrate", "evict", "compact", "trash restore",
        "trash purge", "repair").map(command -> Arguments.of(type, command)));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everythingAcknowledgedIsThere(String type, String command) throws Exception {
    try (LoopMount mount = LoopMount.of(type, directory)) {
      Random random = new Random(20261120);
      for (int cut = 0; cut < CUTS; cut++) {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        List<Started> stores = prepare(command, Files.createDirectory(mount.root().resolve("stores")), outside, cut);
        mount.sync();
        PowerCut.Said said = workUntilCut(mount, outside, stores, random);
        mount.start();
        check(stores, said, cut);
        DurableFiles.deleteTree(mount.root().resolve("stores"));
        DurableFiles.deleteTree(outside);
      }
    }
    System.out.println("power cuts on " + type + " in " + command + ": " + CUTS + " of " + CUTS
        + " kept everything; changes acknowledged " + acknowledged + ", cuts within one " + unfinished);
  }

  /**
   * A store whose last save is still to come.
   *
   * @param saved where the text is that will be saved, outside of the file system; null when the store has no index
   */
  private record Started(Trial trial, FaultRun run, Path saved) {

    /** What stands before the save, another whole index. */
    static final String BEFORE = "{}";

    boolean isBeforeItsSave() throws IOException {
      Path index = trial.store().index();
      return saved != null && Files.exists(index) && Files.readString(index).equals(BEFORE);
    }

    String line() {
      return (saved == null ? "" : saved) + "\t" + trial.store().index() + "\t"
          + String.join("\t", trial.commandLine());
    }
  }

  /** Whether a scenario is one that a command line can ask for, of that command. */
  private static List<Scenario> scenarios(String command) {
    return Scenario.all().stream().filter(scenario -> switch (command) {
      case "migrate" -> scenario instanceof MigrationScenario;
      case "evict" -> scenario instanceof EvictionScenario;
      case "compact" -> scenario instanceof CompactionScenario;
      case "trash purge" -> scenario == TrashScenario.PURGE;
      case "trash restore" -> scenario == ModeScenario.RESTORE_MODES
          || scenario instanceof TrashScenario && scenario != TrashScenario.PURGE;
      default -> scenario == ModeScenario.MEND_MODES || scenario instanceof RepairScenario;
    }).toList();
  }

  private static List<Started> prepare(String command, Path disk, Path outside, int offset) throws IOException {
    List<Scenario> scenarios = scenarios(command);
    List<Started> stores = new ArrayList<>();
    for (int i = 0; i < STORES; i++) {
      FaultRun run = new FaultRun(outside.resolve("surroundings-" + i));
      Trial trial = scenarios.get((offset + i) % scenarios.size())
          .prepare(Files.createDirectory(disk.resolve(Integer.toString(i))), run);
      Path index = trial.store().index();
      Path saved = null;
      if (Files.exists(index)) {
        saved = Files.copy(index, outside.resolve("index-" + i));
        Files.writeString(index, Started.BEFORE);
      }
      stores.add(new Started(trial, run, saved));
    }
    return stores;
  }

  private static PowerCut.Said workUntilCut(LoopMount mount, Path outside, List<Started> stores, Random random)
      throws Exception {
    Path list = Files.write(outside.resolve("list"), stores.stream().map(Started::line).toList());
    return PowerCut.during(mount, list, outside, 1 + random.nextInt(MOST_LINES), LONGEST_MILLIS, random,
        "-Dsessionctl.lockowner=/openclaw");
  }

  private void check(List<Started> stores, PowerCut.Said said, int cut) throws IOException {
    int begun = 0;
    int saved = 0;
    int done = 0;
    for (String line : said.text().split("\n")) {
      String[] words = line.split(" ");
      boolean counts = said.counts(line);
      int number = Integer.parseInt(words[1]);
      if (words[0].equals("done")) {
        done = counts ? number : done;
      } else if (words[0].equals("saved")) {
        begun = number;
        saved = counts ? number : saved;
      } else {
        assertThat(counts).as(line + " while there was power").isFalse();
      }
    }
    acknowledged += done;
    unfinished += saved > done ? 1 : 0;
    for (int i = 1; i <= stores.size(); i++) {
      Started store = stores.get(i - 1);
      boolean before = i > saved && store.isBeforeItsSave();
      if (i > begun) {
        assertThat(store.saved() == null || before
            || Files.readString(store.trial().store().index()).equals(Files.readString(store.saved())))
            .as("store " + i + ", whose save was not acknowledged, is old or new").isTrue();
      } else if (!before) {
        try {
          if (i <= done) {
            store.trial().checkDone();
          }
          store.trial().mend(store.run());
        } catch (AssertionError | IOException e) {
          throw new AssertionError("cut " + cut + ", store " + i + " of " + saved + " saved and " + done + " done: "
              + e.getMessage(), e);
        }
      }
    }
  }
}
