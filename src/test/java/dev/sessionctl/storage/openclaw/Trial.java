package dev.sessionctl.storage.openclaw;

import dev.sessionctl.plan.Outcome;
import dev.sessionctl.storage.change.ChangeRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A small store, a change of it, and what has to hold when that is interrupted at any moment. Made before the change,
 * since it remembers what was there. How it is interrupted is the concern of {@link FaultLoopTest},
 * {@link KillSweepTest} and {@link PowerCutTest}.
 */
abstract class Trial implements Oracle {

  private final SmallStore store;

  Trial(SmallStore store) {
    this.store = store;
  }

  /** The store as it was before the change. */
  final SmallStore store() {
    return store;
  }

  /** Where the store is now, which a relocation changes. */
  SmallStore place() {
    return store;
  }

  /**
   * The change.
   *
   * @param view how paths in it are seen; through a filter, or as they are
   */
  abstract ChangeRequest request(UnaryOperator<Path> view);

  /** The command line that asks for the same, without the store and what it was agreed to. */
  abstract List<String> arguments();

  /** Whether one operation that fails may leave part of the change undone and reported, and no more. */
  boolean mayEndInPart() {
    return true;
  }

  /** What an operator does who knows only that the last run ended badly. */
  abstract void changeAgain(FaultRun run) throws IOException;

  /** Once the change is complete: that it is not done twice, and that what it took away comes back where it can. */
  abstract void takeBack(FaultRun run) throws IOException;

  /** Checks the store as an interruption left it, and that the next run gets there and leaves nothing over. */
  final void mend(FaultRun run) throws IOException {
    check();
    changeAgain(run);
    checkDone();
    FaultRun.checkJournals(place().sessions());
    takeBack(run);
  }

  /** Runs the change once more, with nothing in its way. */
  final Outcome change(FaultRun run) throws IOException {
    return run.change(place().sessions(), request(UnaryOperator.identity()));
  }

  /** The whole command line, as of a store that nobody has changed yet. */
  final List<String> commandLine() {
    boolean index = Files.exists(store.index(), LinkOption.NOFOLLOW_LINKS);
    List<String> line = new ArrayList<>(arguments());
    line.addAll(List.of("--store", (index ? store.index() : store.directory()).toString(), "--yes",
        "--assume-offline"));
    return line;
  }
}
