package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.change.MigrationRollback;
import dev.sessionctl.storage.change.Relocation;
import java.io.IOException;
import java.nio.file.Path;

/** What has to hold after a run was interrupted: the next one mends the store, gets there and leaves nothing over. */
final class NextRun {
  private NextRun() {}

  static Oracle oracle(FaultScenario scenario, SmallStore store) throws IOException {
    return scenario.isRelocation() ? new RelocationOracle(scenario, store) : new LayoutOracle(scenario, store);
  }

  /** Checks the store as it is, runs the change again, and takes it back where that is possible. */
  static void check(FaultScenario scenario, SmallStore store, Oracle oracle, FaultRun run) throws IOException {
    oracle.check();
    SmallStore place = oracle instanceof RelocationOracle relocation ? relocation.place() : store;
    changeAgain(scenario, place, scenario.destination(store), run);
    oracle.checkDone();
    FaultRun.checkJournals(place.sessions());
    if (oracle instanceof LayoutOracle layout && scenario.endsAsDirectory() && !scenario.isRollback()
        && !scenario.keepsIndex()) {
      run.change(store.sessions(), new MigrationRollback(null));
      assertThat(SmallStore.readIndex(store.index())).isEqualTo(layout.merged());
      LayoutOracle.checkNoLeftOvers(store.state().getParent());
    }
  }

  /** The next run, of which the operator knows only that the last one ended badly. */
  private static void changeAgain(FaultScenario scenario, SmallStore store, Path destination, FaultRun run)
      throws IOException {
    try {
      run.change(store.sessions(), scenario.request(destination));
    } catch (UnsupportedChangeException e) {
      // What the interrupted run did, or the next one finished, cannot be done twice.
      if (scenario == FaultScenario.COPY) {
        run.change(store.sessions(), new Relocation(store.state(), false, FaultScenario.FORMER_ROOT));
      } else {
        assertThat(scenario.isRollback()).as(e.getMessage()).isTrue();
      }
    }
  }
}
