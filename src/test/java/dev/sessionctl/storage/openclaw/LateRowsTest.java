package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.faults.FaultPlan;
import dev.sessionctl.storage.faults.FaultyFileSystem;
import dev.sessionctl.storage.faults.SimulatedCrash;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashedEntry;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A run is killed right after it put a new transcript in place, into which a writer without the lock appended at that
 * moment: through the name it opened, the row went into the former file.
 */
class LateRowsTest {

  private static final String ROW = "{\"type\":\"message\",\"id\":\"late\",\"parentId\":null,"
      + "\"message\":{\"role\":\"user\",\"content\":\"lâte\"}}\n";

  @TempDir
  private Path temporary;

  /** How much of the row the killed run had carried over already. */
  enum CarriedOver {
    NOTHING, HALF, ALL, ALL_AND_MORE;

    String text() {
      return switch (this) {
        case NOTHING -> "";
        // In the middle of a character, and of a text that begins as it goes on.
        case HALF -> ROW.substring(0, ROW.length() / 2);
        case ALL -> ROW;
        case ALL_AND_MORE -> ROW + ROW.replace("late", "next");
      };
    }
  }

  static Stream<Arguments> cases() {
    return Stream.of(CompactionScenario.TRIM_INDEX, CompactionScenario.TRIM_VERSIONED, RepairScenario.REPAIR_INDEX)
        .flatMap(scenario -> Stream.of(CarriedOver.values()).map(over -> Arguments.of(scenario, over)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theNextRunCarriesThemOverOnce(Scenario scenario, CarriedOver over) throws IOException {
    Path root = temporary.toRealPath();
    FaultPlan whole = new FaultPlan(FaultPlan.Kind.NONE, 0);
    interrupt(scenario, root.resolve("whole"), whole);
    int replaced = 1;
    while (!whole.trace().get(replaced - 1).matches("rename .*/sessions/id-0\\.jsonl")) {
      replaced++;
    }
    FaultPlan plan = new FaultPlan(FaultPlan.Kind.CRASH, replaced + 1);
    Trial trial = interrupt(scenario, root.resolve("killed"), plan);
    assertThat(plan.fired()).isTrue();
    Path transcript = trial.store().sessions().resolve("id-0.jsonl");
    Path former = former(trial.store());
    Files.writeString(former, ROW, StandardOpenOption.APPEND);
    Files.writeString(transcript, over.text(), StandardOpenOption.APPEND);
    trial.changeAgain(new FaultRun(root.resolve("next")));
    assertThat(transcript).content(StandardCharsets.UTF_8)
        .endsWith(over == CarriedOver.ALL_AND_MORE ? over.text() : ROW).containsOnlyOnce(ROW);
    FaultRun.checkJournals(trial.store().sessions());
  }

  private static Trial interrupt(Scenario scenario, Path root, FaultPlan plan) throws IOException {
    FaultRun run = new FaultRun(root.resolve("surroundings"));
    Trial trial = scenario.prepare(Files.createDirectories(root.resolve("disk")), run);
    FaultyFileSystem files = new FaultyFileSystem(plan);
    try {
      run.change(files.wrap(trial.store().sessions()), trial.request(files::wrap));
    } catch (SimulatedCrash e) {
      files.closeAll();
    }
    return trial;
  }

  private static Path former(SmallStore store) throws IOException {
    List<Trash.Run> runs = new Holdings(store).runs();
    assertThat(runs).hasSize(1);
    Path[] found = {null};
    new Trash(AdminArea.besides(store.sessions())).read(runs.get(0), new Trash.Visitor() {
      @Override
      public void entry(TrashedEntry entry) {
        // Not asked for.
      }

      @Override
      public void file(TrashedFile file) {
        found[0] = file.origin().endsWith("id-0.jsonl") ? file.kept() : found[0];
      }
    });
    return found[0];
  }
}
