package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.plan.Outcome;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.GuardException;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.Repair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A repair or a reindex of a small store. */
final class RepairTrial extends Trial {

  private static final String RECOVERED = "agent:main:explicit:recovered-id-2";

  private final boolean reindex;
  private final String indexBefore;
  private final Set<String> namesBefore;

  RepairTrial(RepairScenario scenario, SmallStore store) throws IOException {
    super(store);
    reindex = scenario == RepairScenario.REINDEX;
    indexBefore = Files.exists(store.index()) ? Holdings.text(store.index()) : null;
    namesBefore = names();
  }

  private Set<String> names() throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> list = Files.list(store().sessions())) {
      list.forEach(path -> names.add(path.getFileName().toString()));
    }
    return names;
  }

  /**
   * A lock that could not be removed names a process that is gone, and one whose removal or text was not durable when
   * the power went is empty or such a one: whoever wants it next takes it.
   */
  private Set<String> namesButLocks() throws IOException {
    Set<String> names = names();
    names.removeIf(name -> name.endsWith(".lock"));
    return names;
  }

  @Override
  ChangeRequest request(UnaryOperator<Path> view) {
    return new Repair(Set.of(), Set.of(), reindex);
  }

  @Override
  List<String> arguments() {
    return reindex ? List.of("repair", "--reindex") : List.of("repair");
  }

  private boolean isTornStill() throws IOException {
    return reindex && Holdings.text(store().index()).equals(indexBefore);
  }

  /** Every session is there, and every byte: what does not stand where it was is in the trash or lost+found. */
  @Override
  public void check() throws IOException {
    for (int i = 0; i < SmallStore.SESSIONS; i++) {
      assertThat(Holdings.text(store().sessions().resolve("id-" + i + ".jsonl"))).as("transcript " + i)
          .isIn(Holdings.bytes(SmallStore.transcript(i, store().state())),
              Holdings.bytes(SmallStore.transcript(i, store().state()) + (i == 0 ? RepairScenario.TORN : "")));
    }
    if (isTornStill()) {
      return;
    }
    Holdings now = new Holdings(store());
    if (reindex) {
      checkReindexed(now.entries());
      checkTornIndexIsKept();
      return;
    }
    assertThat(now.entries()).containsOnlyKeys(SmallStore.key(0), SmallStore.key(1), SmallStore.key(2));
    for (int i = 0; i < SmallStore.SESSIONS; i++) {
      assertThat(now.entries().get(SmallStore.key(i))).isIn(
          SmallStore.hash(SmallStore.entry(i, MigrationScenario.FORMER_ROOT, 5)), mended(i));
    }
    String torn = SmallStore.transcript(0, store().state()) + RepairScenario.TORN;
    assertThat(now.hasFile("id-0.jsonl", torn)
        || now.keepsFile("id-0.jsonl", torn) && now.lostAndFoundHolds(RepairScenario.TORN))
        .as("the torn transcript is there, or was kept and what was torn off named").isTrue();
  }

  private String mended(int i) throws IOException {
    return SmallStore.hash(SmallStore.entry(i, store().state(), 5));
  }

  private void checkReindexed(Map<String, String> entries) throws IOException {
    assertThat(entries).containsOnlyKeys(SmallStore.key(0), SmallStore.key(1), RECOVERED)
        .containsEntry(SmallStore.key(0), mended(0)).containsEntry(SmallStore.key(1), mended(1));
  }

  private void checkTornIndexIsKept() throws IOException {
    boolean kept = false;
    for (String path : SmallStore.tree(store().area())) {
      Path file = store().area().resolve(path);
      kept |= Files.isRegularFile(file) && Holdings.text(file).equals(indexBefore);
    }
    assertThat(kept).as("the torn index is kept").isTrue();
  }

  @Override
  public void checkUnchanged() throws IOException {
    check();
    assertThat(names()).containsAll(namesBefore);
    if (indexBefore != null) {
      assertThat(Holdings.text(store().index())).isEqualTo(indexBefore);
    }
  }

  @Override
  public void checkDone() throws IOException {
    check();
    Set<String> names = namesButLocks();
    checkNames(names);
    for (String name : names) {
      Path path = store().sessions().resolve(name);
      assertThat(Files.isDirectory(path) || FileStat.of(path).links() == 1).as("names of " + name).isTrue();
    }
    LayoutOracle.checkNoLeftOvers(store().state().getParent());
    if (reindex) {
      checkReindexed(new Holdings(store()).entries());
      return;
    }
    assertThat(Holdings.text(store().sessions().resolve("id-0.jsonl")))
        .isEqualTo(Holdings.bytes(SmallStore.transcript(0, store().state())));
    Map<String, String> entries = new Holdings(store()).entries();
    for (int i = 0; i < SmallStore.SESSIONS; i++) {
      assertThat(entries).containsEntry(SmallStore.key(i), mended(i));
    }
  }

  @Override
  void changeAgain(FaultRun run) throws IOException {
    try {
      change(run);
    } catch (GuardException e) {
      assertThat(reindex).as(e.getMessage()).isTrue();
      // The index is there; what the interrupted run left goes with the next change.
      run.change(store().sessions(), new Repair(Set.of(), Set.of(), false));
    }
  }

  private void checkNames(Set<String> names) {
    assertThat(names).containsExactly("id-0.jsonl", "id-1.jsonl", "id-2.jsonl",
        indexBefore == null ? "sessions.d" : "sessions.json");
  }

  /** What is in lost+found never comes back by itself. */
  @Override
  void takeBack(FaultRun run) throws IOException {
    if (reindex) {
      assertThatThrownBy(() -> change(run)).isInstanceOf(GuardException.class);
    } else {
      assertThat(change(run)).isEqualTo(Outcome.NOTHING);
      checkNames(namesButLocks());
    }
  }
}
