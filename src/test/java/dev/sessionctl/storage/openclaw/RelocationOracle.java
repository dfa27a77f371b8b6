package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What may be found while a state directory is moved or copied, or the paths in it are rewritten. */
final class RelocationOracle implements Oracle {

  private final MigrationScenario scenario;
  private final SmallStore source;
  private final SmallStore target;
  private final Path formerRoot;

  RelocationOracle(MigrationScenario scenario, SmallStore store) {
    this.scenario = scenario;
    this.source = store;
    this.target = new SmallStore(scenario.destination(store));
    this.formerRoot = scenario == MigrationScenario.IN_PLACE ? MigrationScenario.FORMER_ROOT : store.state();
  }

  /** Where the store is now. */
  SmallStore place() {
    return scenario != MigrationScenario.COPY && Files.exists(target.state()) ? target : source;
  }

  @Override
  public void check() throws IOException {
    if (scenario == MigrationScenario.COPY) {
      checkFiles(source, formerRoot, formerRoot);
      if (Files.exists(target.state())) {
        checkFiles(target, target.state(), target.state());
      }
      return;
    }
    if (scenario == MigrationScenario.MOVE) {
      assertThat(Files.exists(source.state())).isNotEqualTo(Files.exists(target.state()));
    }
    checkFiles(place(), formerRoot, target.state());
  }

  @Override
  public void checkUnchanged() throws IOException {
    checkFiles(source, formerRoot, formerRoot);
    assertThat(Files.exists(target.state())).isEqualTo(scenario == MigrationScenario.IN_PLACE);
  }

  @Override
  public void checkDone() throws IOException {
    check();
    checkFiles(target, target.state(), target.state());
    LayoutOracle.checkNoLeftOvers(source.state().getParent());
  }

  /** Every file is whole, with the paths of one root or of the other; what was said is never rewritten. */
  private void checkFiles(SmallStore store, Path one, Path other) throws IOException {
    assertThat(Files.readString(store.index()))
        .isIn(SmallStore.indexText(one, 2, 0, 1), SmallStore.indexText(other, 2, 0, 1));
    assertThat(Files.readString(store.state().resolve("openclaw.json")))
        .isIn(SmallStore.config(one), SmallStore.config(other));
    for (int i = 0; i < SmallStore.SESSIONS; i++) {
      assertThat(Files.readString(store.sessions().resolve("id-" + i + ".jsonl")))
          .isIn(SmallStore.transcript(i, one, formerRoot), SmallStore.transcript(i, other, formerRoot));
    }
  }
}
