package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.plan.Outcome;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.Purge;
import dev.sessionctl.storage.change.Restoration;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A store with something in its trash, and what is done about it. */
final class TrashTrial extends Trial {

  private final TrashScenario scenario;
  private final TrashStore trashStore;
  private final String run;

  TrashTrial(TrashScenario scenario, TrashStore store, String run) {
    super(store.small());
    this.scenario = scenario;
    this.trashStore = store;
    this.run = run;
  }

  private boolean purges() {
    return scenario == TrashScenario.PURGE;
  }

  @Override
  ChangeRequest request(UnaryOperator<Path> view) {
    return purges() ? new Purge(Set.of(run), null, false) : new Restoration(run, Set.of());
  }

  @Override
  List<String> arguments() {
    return List.of("trash", purges() ? "purge" : "restore", run);
  }

  /** No transcript is lost but by a purge, and no entry stands without its own. */
  @Override
  public void check() throws IOException {
    Holdings now = new Holdings(store());
    for (int i = 0; i < SmallStore.SESSIONS; i++) {
      String name = "id-" + i + ".jsonl";
      String text = SmallStore.transcript(i, store().state());
      boolean there = Files.exists(trashStore.transcript(i));
      boolean entry = now.entries().containsKey(SmallStore.key(i));
      if (!purges()) {
        now.requireNotLost(SmallStore.key(i), SmallStore.hash(SmallStore.entry(i, store().state(), 5)), name, text);
      }
      // In these the entry of session 0 was written again by a gateway, without a transcript.
      if (i != 0 || !scenario.hasOlderEntry()) {
        assertThat(!entry || there).as("entry " + i + " has its transcript").isTrue();
      }
    }
    if (purges()) {
      Trash trash = new Trash(trashStore.area());
      for (Trash.Run each : now.runs()) {
        assertThat(TrashSummary.items(trash, each)).allMatch(item -> item.state() == TrashSummary.State.KEPT);
      }
    }
    assertThat(trashStore.damage(2)).as("session 2, which nobody touched").isEmpty();
  }

  @Override
  public void checkUnchanged() throws IOException {
    assertThat(new Trash(trashStore.area()).find(run)).isNotNull();
    assertThat(trashStore.isWhole(0)).isFalse();
    check();
  }

  @Override
  public void checkDone() throws IOException {
    check();
    Trash trash = new Trash(trashStore.area());
    if (purges()) {
      assertThat(trashStore.area().trash()).isEmptyDirectory();
    } else {
      for (int i = 0; i < SmallStore.SESSIONS; i++) {
        assertThat(trashStore.damage(i)).as("session " + i + " is back").isEmpty();
      }
      TrashSummary summary = TrashSummary.of(trash, trash.find(run));
      assertThat(summary.restored()).isEqualTo(summary.entries() + summary.files());
      if (scenario.hasOlderEntry() || scenario == TrashScenario.UNDO_COMPACTION) {
        assertThat(trash.runs().size()).as("what was replaced is kept").isGreaterThan(1);
      }
    }
    LayoutOracle.checkNoLeftOvers(store().state().getParent());
  }

  @Override
  void changeAgain(FaultRun faultRun) throws IOException {
    try {
      change(faultRun);
    } catch (StoreException e) {
      // What was finished first is not there to be done again.
      assertThat(e.getMessage()).contains("nothing of run");
    }
  }

  @Override
  void takeBack(FaultRun faultRun) throws IOException {
    assertThat(change(faultRun)).isEqualTo(Outcome.NOTHING);
    checkDone();
  }
}
