package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.plan.Outcome;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.change.Restoration;
import dev.sessionctl.storage.trash.Trash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** An eviction of sessions 0 and 1 of a small store. */
final class EvictionTrial extends Trial {

  private static final List<String> OTHERS = List.of(EvictionScenario.ARCHIVE, EvictionScenario.CHECKPOINT);

  private final Map<String, String> before;

  EvictionTrial(SmallStore store) throws IOException {
    super(store);
    before = new Holdings(store).entries();
    assertThat(before).hasSize(SmallStore.SESSIONS);
  }

  @Override
  ChangeRequest request(UnaryOperator<Path> view) {
    List<PlanItem> decisions = List.of(new PlanItem(SmallStore.key(0), null, Eviction.EVICT, "asked", 1),
        new PlanItem(SmallStore.key(1), null, Eviction.EVICT, "asked", 1),
        new PlanItem(SmallStore.key(2), null, Eviction.KEEP, "asked", 1));
    return new Eviction(decisions, Set.of(), Duration.ofDays(7), Duration.ofMinutes(15), List.of());
  }

  @Override
  List<String> arguments() {
    // By pattern: Java passes other characters on to a process in the charset of its files before release 18.
    return List.of("evict", "*:1000", "*:1001*", "--archives-older-than", "7d", "--max-delete", "100%");
  }

  /** Nothing is lost: what is not where it was is in the trash, and what has an entry has its files. */
  @Override
  public void check() throws IOException {
    Holdings now = new Holdings(store());
    assertThat(before).containsAllEntriesOf(now.entries());
    assertThat(now.entries()).containsKey(SmallStore.key(2));
    for (int i = 0; i < SmallStore.SESSIONS; i++) {
      String text = SmallStore.transcript(i, store().state());
      now.requireNotLost(SmallStore.key(i), before.get(SmallStore.key(i)), "id-" + i + ".jsonl", text);
      if (now.entries().containsKey(SmallStore.key(i))) {
        assertThat(now.hasFile("id-" + i + ".jsonl", text)).as("the transcript of entry " + i).isTrue();
      }
    }
    for (String name : OTHERS) {
      assertThat(now.hasFile(name, name) || now.keepsFile(name, name)).as(name).isTrue();
    }
  }

  @Override
  public void checkUnchanged() throws IOException {
    check();
    Holdings now = new Holdings(store());
    assertThat(now.entries()).isEqualTo(before);
    for (int i = 0; i < SmallStore.SESSIONS; i++) {
      assertThat(now.hasFile("id-" + i + ".jsonl", SmallStore.transcript(i, store().state()))).isTrue();
    }
    for (String name : OTHERS) {
      assertThat(now.hasFile(name, name)).as(name).isTrue();
    }
  }

  @Override
  public void checkDone() throws IOException {
    check();
    assertThat(new Holdings(store()).entries()).containsOnlyKeys(SmallStore.key(2));
    for (String gone : List.of("id-0.jsonl", "id-1.jsonl", EvictionScenario.ARCHIVE, EvictionScenario.CHECKPOINT)) {
      assertThat(store().sessions().resolve(gone)).doesNotExist();
    }
    LayoutOracle.checkNoLeftOvers(store().state().getParent());
    FaultRun.checkJournals(store().sessions());
  }

  @Override
  void changeAgain(FaultRun run) throws IOException {
    change(run);
  }

  @Override
  void takeBack(FaultRun run) throws IOException {
    assertThat(change(run)).isEqualTo(Outcome.NOTHING);
    List<Trash.Run> runs = new Holdings(store()).runs();
    for (Trash.Run trashed : runs) {
      // The first of two announced what only the second took.
      assertThat(run.change(store().sessions(), new Restoration(trashed.runId(), Set.of())))
          .isIn(Outcome.DONE, runs.size() == 1 ? Outcome.DONE : Outcome.PARTIAL);
    }
    checkUnchanged();
    assertThat(Files.exists(store().index())).isNotEqualTo(Files.exists(store().directory()));
  }
}
