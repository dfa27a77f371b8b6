package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.MigrationRollback;
import dev.sessionctl.storage.change.Relocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** A change of the layout or of the place of a small store. */
final class MigrationTrial extends Trial {

  private final MigrationScenario scenario;
  private final LayoutOracle layout;
  private final RelocationOracle relocation;

  MigrationTrial(MigrationScenario scenario, SmallStore store) throws IOException {
    super(store);
    this.scenario = scenario;
    layout = scenario.isRelocation() ? null : new LayoutOracle(scenario, store);
    relocation = scenario.isRelocation() ? new RelocationOracle(scenario, store) : null;
  }

  private Oracle oracle() {
    return layout == null ? relocation : layout;
  }

  @Override
  SmallStore place() {
    return relocation == null ? store() : relocation.place();
  }

  @Override
  ChangeRequest request(UnaryOperator<Path> view) {
    return scenario.request(view.apply(scenario.destination(store())));
  }

  @Override
  List<String> arguments() {
    return switch (scenario) {
      case TO_PLAIN, INTO_PLAIN -> List.of("migrate", "--to", "sessions.d");
      case TO_VERSIONED, INTO_VERSIONED -> List.of("migrate", "--to", "sessions.d", "--layout", "2");
      case TO_PLAIN_KEEPING_INDEX, INTO_PLAIN_KEEPING_INDEX ->
          List.of("migrate", "--to", "sessions.d", "--keep-index");
      case TO_VERSIONED_KEEPING_INDEX ->
          List.of("migrate", "--to", "sessions.d", "--layout", "2", "--keep-index");
      case PLAIN_TO_INDEX, VERSIONED_TO_INDEX, PLAIN_INTO_INDEX, VERSIONED_INTO_INDEX ->
          List.of("migrate", "--to", "sessions.json");
      case ROLLBACK_TO_INDEX, ROLLBACK_TO_DIRECTORY -> List.of("migrate", "--rollback");
      case MOVE -> List.of("migrate", "--relocate", scenario.destination(store()).toString());
      case COPY -> List.of("migrate", "--relocate", scenario.destination(store()).toString(), "--copy");
      case IN_PLACE -> List.of("migrate", "--relocate", store().state().toString(), "--from",
          MigrationScenario.FORMER_ROOT.toString());
    };
  }

  @Override
  boolean mayEndInPart() {
    return false;
  }

  @Override
  public void check() throws IOException {
    oracle().check();
  }

  @Override
  public void checkUnchanged() throws IOException {
    oracle().checkUnchanged();
  }

  @Override
  public void checkDone() throws IOException {
    oracle().checkDone();
  }

  @Override
  void changeAgain(FaultRun run) throws IOException {
    try {
      change(run);
    } catch (UnsupportedChangeException e) {
      // What the interrupted run did, or the next one finished, cannot be done twice.
      if (scenario == MigrationScenario.COPY) {
        run.change(store().sessions(), new Relocation(store().state(), false, MigrationScenario.FORMER_ROOT));
      } else {
        assertThat(scenario.isRollback()).as(e.getMessage()).isTrue();
      }
    }
  }

  @Override
  void takeBack(FaultRun run) throws IOException {
    if (layout != null && scenario.endsAsDirectory() && !scenario.isRollback() && !scenario.keepsIndex()) {
      run.change(store().sessions(), new MigrationRollback(null));
      assertThat(SmallStore.readIndex(store().index())).isEqualTo(layout.merged());
      LayoutOracle.checkNoLeftOvers(store().state().getParent());
    }
  }
}
