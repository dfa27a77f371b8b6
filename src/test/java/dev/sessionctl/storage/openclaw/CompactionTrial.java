package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.plan.Outcome;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.Compaction;
import dev.sessionctl.storage.change.Restoration;
import dev.sessionctl.storage.trash.Trash;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A compaction of a small store. */
final class CompactionTrial extends Trial {

  private final CompactionScenario scenario;

  CompactionTrial(CompactionScenario scenario, SmallStore store) {
    super(store);
    this.scenario = scenario;
  }

  private boolean trims() {
    return scenario.level() == Compaction.Level.TRIM;
  }

  @Override
  ChangeRequest request(UnaryOperator<Path> view) {
    return new Compaction(scenario.level(), null, 0, Duration.ofMinutes(15), new Compaction.Bodies(0, false));
  }

  @Override
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("compact", "--level", scenario.level().name().toLowerCase(Locale.ROOT)));
    if (trims()) {
      arguments.addAll(List.of("--keep-tool-results", "0"));
    }
    return arguments;
  }

  private String before(int i) {
    return i < CompactionScenario.BULKY ? CompactionScenario.longText(store(), i)
        : SmallStore.transcript(i, store().state());
  }

  private String after(int i) {
    return trims() && i < CompactionScenario.BULKY ? CompactionScenario.shortText(store(), i) : before(i);
  }

  private String entryBefore(int i) throws IOException {
    return i < CompactionScenario.BULKY ? SmallStore.hash(CompactionScenario.bulky(store(), i)) : entryAfter(i);
  }

  private String entryAfter(int i) throws IOException {
    return SmallStore.hash(SmallStore.entry(i, store().state(), 5));
  }

  private static String name(int i) {
    return "id-" + i + ".jsonl";
  }

  /** Every entry and transcript is old or new, and where a transcript is new the old one is in the trash. */
  @Override
  public void check() throws IOException {
    Holdings now = new Holdings(store());
    assertThat(now.entries()).hasSize(SmallStore.SESSIONS);
    for (int i = 0; i < SmallStore.SESSIONS; i++) {
      assertThat(now.entries().get(SmallStore.key(i))).isIn(entryBefore(i), entryAfter(i));
      assertThat(now.hasFile(name(i), before(i)) || now.hasFile(name(i), after(i)) && now.keepsFile(name(i), before(i)))
          .as("transcript " + i + " is old, or new and the old one kept").isTrue();
    }
    assertThat(now.hasFile(CompactionScenario.DEAD, "dead") || now.keepsFile(CompactionScenario.DEAD, "dead"))
        .as("the left-over is somewhere").isTrue();
  }

  @Override
  public void checkUnchanged() throws IOException {
    Holdings now = new Holdings(store());
    for (int i = 0; i < SmallStore.SESSIONS; i++) {
      assertThat(now.hasEntry(SmallStore.key(i), entryBefore(i))).isTrue();
    }
    checkFilesUnchanged(now);
  }

  private void checkFilesUnchanged(Holdings now) throws IOException {
    for (int i = 0; i < SmallStore.SESSIONS; i++) {
      assertThat(now.hasFile(name(i), before(i))).as("transcript " + i + " is what it was").isTrue();
    }
    assertThat(now.hasFile(CompactionScenario.DEAD, "dead")).as("the left-over").isTrue();
  }

  @Override
  public void checkDone() throws IOException {
    check();
    Holdings now = new Holdings(store());
    for (int i = 0; i < SmallStore.SESSIONS; i++) {
      assertThat(now.hasEntry(SmallStore.key(i), entryAfter(i))).as("entry " + i + " is compacted").isTrue();
      assertThat(now.hasFile(name(i), after(i))).as("transcript " + i + " is compacted").isTrue();
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
    List<Trash.Run> runs = new ArrayList<>(new Holdings(store()).runs());
    Collections.reverse(runs);
    for (Trash.Run trashed : runs) {
      // The first of two may have set nothing aside.
      assertThat(run.change(store().sessions(), new Restoration(trashed.runId(), Set.of())))
          .isIn(Outcome.DONE, runs.size() == 1 ? Outcome.DONE : Outcome.NOTHING);
    }
    checkFilesUnchanged(new Holdings(store()));
  }
}
