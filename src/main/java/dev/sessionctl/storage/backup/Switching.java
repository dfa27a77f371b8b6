package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.relocate.RelocationTarget;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashWriter;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Gives what was unpacked beside a store the places of the store, and sets aside what was there. The journal says all
 * of it before the first rename, so that an interrupted run is finished; done twice, it does nothing. Not safe for use
 * by several threads.
 */
final class Switching implements AutoCloseable {

  /** The step that names where a run unpacks. */
  static final String PREPARED = "unpack";

  /** The field of that step that names a trash in which sessions are kept until they are back. */
  static final String TRASH = "from";

  /** The step that names the run whose replacement is undone. */
  static final String UNDO = "undo";

  private static final String SWITCH = "switch";
  private static final String GO = "go";
  private static final String NOTHING = "";

  private final AdminArea area;
  private final String runId;
  private boolean unfinished;

  Switching(AdminArea area, String runId) {
    this.area = area;
    this.runId = runId;
  }

  /**
   * One place.
   *
   * @param place where it is
   * @param staged what shall be there, or null for nothing
   * @param kept where what is there goes, or null when nothing is
   */
  private record Switch(Path place, Path staged, Path kept) {}

  /** Where the run unpacks. */
  Path staging() {
    return area.root().resolve("restore-" + runId);
  }

  /**
   * Switches all places, and gives the trash of the run.
   *
   * @param reason why what stands there goes
   */
  Path run(List<Placing> placings, String command, String reason, Path store, ApplyContext context,
      Environment environment) throws IOException {
    try (TrashWriter trash = TrashWriter.begin(area, runId, command, store, environment)) {
      List<Switch> switches = new ArrayList<>();
      for (Placing placing : placings) {
        Path kept = exists(placing.place()) ? trash.switched(placing.place(), reason) : null;
        if (kept == null) {
          WithLog.requireNoLog(placing.place());
          trash.filled(placing.place());
        }
        switches.add(new Switch(placing.place(), placing.staged(), kept));
      }
      trash.announce();
      for (Switch each : switches) {
        context.journal().step(SWITCH, Map.of("place", each.place().toString(), "staged", text(each.staged()), "kept",
            text(each.kept())));
      }
      context.journal().step(GO, Map.of());
      unfinished = true;
      for (Switch each : switches) {
        carryOut(each, false);
      }
      unfinished = false;
      return trash.root();
    }
  }

  private static String text(Path path) {
    return path == null ? NOTHING : path.toString();
  }

  private static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Does what is left of a switch.
   *
   * @param again whether what stands where nothing shall be goes although something was set aside from there already
   */
  private static void carryOut(Switch each, boolean again) throws IOException {
    boolean wanted = each.staged() != null;
    if (wanted && !exists(each.staged())) {
      // It has its place already.
      WithLog.drop(each.staged(), each.place());
      return;
    }
    if (exists(each.place()) && (wanted || each.kept() != null && (again || !exists(each.kept())))) {
      setAside(each);
    }
    if (wanted) {
      if (isFile(each.staged())) {
        clear(each);
      }
      makeParents(each.place().getParent());
      WithLog.in(each.staged(), each.place());
    }
  }

  private static void clear(Switch each) throws IOException {
    if (each.kept() == null) {
      WithLog.requireNoLog(each.place());
    } else {
      WithLog.clear(each.place(), each.kept());
    }
  }

  private static boolean isFile(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** What came to stand there since a run was interrupted is set aside, too. */
  private static void setAside(Switch each) throws IOException {
    Path kept = each.kept();
    if (kept == null) {
      throw new StoreException(each.place() + " came to be while it was restored; it stays, and what was to take its"
          + " place is in " + each.staged());
    }
    WithLog.out(each.place(), WithLog.free(kept));
  }

  private static void makeParents(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      makeParents(directory.getParent());
      DurableFiles.createDirectory(directory);
      DurableFiles.syncDirectory(directory.getParent());
    }
  }

  /** Finishes what an interrupted run had announced; gives what was done, in one line. */
  String recover(RunRecord run, RelocationTarget target, ApplyContext context) throws IOException {
    Path source = source(run);
    if (run.last(GO) == null) {
      return undo(run);
    }
    List<Switch> switches = new ArrayList<>();
    for (RunRecord.Step step : run.steps()) {
      if (step.name().equals(SWITCH)) {
        switches.add(new Switch(believed(run, step.path("place"), null), optional(run, step, "staged", source),
            optional(run, step, "kept", area.trash().resolve(runId))));
      }
    }
    boolean left = switches.stream().anyMatch(Switching::isLeft);
    if (left) {
      requireNobody(target, context);
    }
    for (Switch each : switches) {
      carryOut(each, left);
    }
    DurableFiles.deleteTree(staging());
    if (run.last(UNDO) != null) {
      dropEmpty(source);
    }
    return "finished the restoration of run " + runId;
  }

  /** Where what gets the places is. */
  private Path source(RunRecord run) throws StoreException {
    RunRecord.Step undo = run.last(UNDO);
    String from = undo == null ? null : undo.text(TRASH);
    if (undo == null ? !staging().equals(run.last(PREPARED).path("staging")) : from == null || !RunId.isValid(from)) {
      throw new StoreException("the journal " + run.file() + " is of another place; look at it, then move it away");
    }
    return undo == null ? staging() : area.trash().resolve(from);
  }

  /** Nothing was switched yet. */
  private String undo(RunRecord run) throws IOException {
    DurableFiles.deleteTree(staging());
    DurableFiles.deleteTree(area.trash().resolve(runId));
    String trash = run.last(UNDO) == null ? run.last(PREPARED).text(TRASH) : null;
    if (trash != null && RunId.isValid(trash)) {
      DurableFiles.deleteTree(area.trash().resolve(trash));
    }
    return "removed what run " + runId + " had unpacked; nothing was replaced";
  }

  /** Removes the trash of a run of which everything is back. */
  static void dropEmpty(Path trash) throws IOException {
    for (String name : List.of(Trash.FILES, Trash.LOST_AND_FOUND)) {
      if (Files.isDirectory(trash.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(trash.resolve(name))) {
          if (entries.iterator().hasNext()) {
            return;
          }
        }
      }
    }
    DurableFiles.deleteTree(trash);
  }

  /** Whether one of the places has not got its content yet. */
  private static boolean isLeft(Switch each) {
    return each.staged() != null ? exists(each.staged()) : each.kept() != null && !exists(each.kept());
  }

  /** Whoever came since the run was interrupted works with what is not the store that it is to be. */
  private void requireNobody(RelocationTarget target, ApplyContext context) throws IOException {
    Gate gate = target.gate(context.stated().forRecovery());
    if (!gate.isOpen()) {
      throw new LockedException("the interrupted run " + runId + " cannot be finished now: " + gate.reason());
    }
    target.beforeMoving(context);
  }

  private static Path optional(RunRecord run, RunRecord.Step step, String field, Path below) throws StoreException {
    return NOTHING.equals(step.text(field)) ? null : believed(run, step.path(field), below);
  }

  private static Path believed(RunRecord run, Path path, Path below) throws StoreException {
    if (path == null || !path.isAbsolute() || !path.equals(path.normalize()) || path.getParent() == null
        || below != null && !path.startsWith(below)) {
      throw new StoreException("the journal " + run.file() + " does not say what was replaced; look at it, then move it"
          + " away");
    }
    return path;
  }

  /** Removes what was unpacked, unless the next run has to finish with it. */
  @Override
  public void close() throws StoreException {
    if (!unfinished) {
      try {
        DurableFiles.deleteTree(staging());
      } catch (IOException e) {
        throw StorageIoException.wrap("remove", staging(), e);
      }
    }
  }
}
