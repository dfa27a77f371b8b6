package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.trash.TrashWriter;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives what was unpacked beside a store the places of the store, and sets aside what was there. The journal says all
 * of it before the first rename, so that an interrupted run is finished; done twice, it does nothing. Not safe for use
 * by several threads.
 */
final class Switching implements AutoCloseable {

  /** The step that names where a run unpacks. */
  static final String PREPARED = "unpack";

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

  /** Switches all places of a tree; gives the trash of the run. */
  Path run(RestoredTree tree, Path unpacked, String command, Path store, ApplyContext context,
      Environment environment) throws IOException {
    List<Path> places = new ArrayList<>();
    List<Path> staged = new ArrayList<>();
    for (String place : tree.places()) {
      Path live = place.isEmpty() ? tree.root() : tree.root().resolve(place);
      Path wanted = place.isEmpty() ? unpacked : unpacked.resolve(place);
      if (area.root().startsWith(live)) {
        // Its own area stays where it is, and so does the directory around it.
        for (String name : names(live, wanted)) {
          places.add(live.resolve(name));
          staged.add(exists(wanted.resolve(name)) ? wanted.resolve(name) : null);
        }
      } else {
        places.add(live);
        staged.add(exists(wanted) ? wanted : null);
      }
    }
    try (TrashWriter trash = TrashWriter.begin(area, runId, command, store, environment)) {
      List<Path> present = places.stream().filter(Switching::exists).toList();
      List<Path> kept = trash.announceLost(present, "replaced by a backup");
      List<Switch> switches = new ArrayList<>();
      for (int i = 0; i < places.size(); i++) {
        int at = present.indexOf(places.get(i));
        switches.add(new Switch(places.get(i), staged.get(i), at < 0 ? null : kept.get(at)));
        context.journal().step(SWITCH, Map.of("place", places.get(i).toString(), "staged", text(staged.get(i)), "kept",
            text(at < 0 ? null : kept.get(at))));
      }
      context.journal().step(GO, Map.of());
      unfinished = true;
      for (Switch each : switches) {
        carryOut(each);
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

  /** The names in both directories, without that of the area. */
  private static Set<String> names(Path live, Path wanted) throws IOException {
    Set<String> names = new LinkedHashSet<>();
    for (Path directory : List.of(live, wanted)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        for (Path entry : entries) {
          if (!AdminArea.isAreaName(entry.getFileName().toString())) {
            names.add(entry.getFileName().toString());
          }
        }
      }
    }
    return names;
  }

  private static void carryOut(Switch each) throws IOException {
    boolean wanted = each.staged() != null;
    if (wanted && !exists(each.staged())) {
      // It has its place already.
      return;
    }
    if (exists(each.place()) && (wanted || each.kept() != null && !exists(each.kept()))) {
      setAside(each);
    }
    if (wanted) {
      makeParents(each.place().getParent());
      DurableFiles.renameDurably(each.staged(), each.place());
    }
  }

  /** What came to stand there since a run was interrupted is set aside, too. */
  private static void setAside(Switch each) throws IOException {
    Path kept = each.kept();
    if (kept == null) {
      throw new StoreException(each.place() + " came to be while it was restored; it stays, and what was to take its"
          + " place is in " + each.staged());
    }
    for (int n = 1; exists(kept); n++) {
      kept = each.kept().resolveSibling(each.kept().getFileName() + "-" + n);
    }
    DurableFiles.renameDurably(each.place(), kept);
  }

  private static void makeParents(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      makeParents(directory.getParent());
      DurableFiles.createDirectory(directory);
      DurableFiles.syncDirectory(directory.getParent());
    }
  }

  /** Finishes what an interrupted run had announced; gives what was done, in one line. */
  String recover(RunRecord run) throws IOException {
    RunRecord.Step prepared = run.last(PREPARED);
    if (!staging().equals(prepared.path("staging"))) {
      throw new StoreException("the journal " + run.file() + " is of another place; look at it, then move it away");
    }
    if (run.last(GO) == null) {
      DurableFiles.deleteTree(staging());
      DurableFiles.deleteTree(area.trash().resolve(runId));
      return "removed what run " + runId + " had unpacked; nothing was replaced";
    }
    for (RunRecord.Step step : run.steps()) {
      if (step.name().equals(SWITCH)) {
        carryOut(new Switch(believed(run, step.path("place"), null), optional(run, step, "staged", staging()),
            optional(run, step, "kept", area.trash().resolve(runId))));
      }
    }
    DurableFiles.deleteTree(staging());
    return "finished the restoration of run " + runId;
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
