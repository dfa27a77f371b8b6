package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.NoStoreException;
import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.UnsupportedVersionException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.LayoutMigration;
import dev.sessionctl.storage.change.MigrationRollback;
import dev.sessionctl.storage.change.RunRecord;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** Prepares layout migrations, takes them back, and finishes or undoes interrupted ones. */
final class Migrations {

  private final StoreFiles files;
  private final AdminArea area;
  private final Environment environment;
  private final Gates gates;

  Migrations(StoreFiles files, AdminArea area, Environment environment, Gates gates) {
    this.files = files;
    this.area = area;
    this.environment = environment;
    this.gates = gates;
  }

  /** Prepares a migration to the wanted layout from whatever is there. */
  Change prepare(LayoutMigration request) throws IOException {
    MigrationTarget target = MigrationTarget.of(request.target());
    if (target == null) {
      throw new UnsupportedChangeException("OpenClaw stores cannot be migrated to " + request.target()
          + "; choose sessions.d or sessions.json");
    }
    return target == MigrationTarget.INDEX ? toIndex(newestBackup())
        : toDirectory(DirectoryLayout.of(request.layout()), request.keepIndex());
  }

  private Change toDirectory(DirectoryLayout wanted, boolean keepIndex) throws IOException {
    if (!files.equals(StoreFiles.ofDirectory(files.directory()))) {
      throw new UnsupportedChangeException(files.index() + " does not end with " + KeyNames.SUFFIX + ", so "
          + files.directory().getFileName() + " would not tell which index it belongs to; rename it first");
    }
    boolean index = Files.exists(files.index(), LinkOption.NOFOLLOW_LINKS);
    boolean directory = hasDirectory();
    if (!directory) {
      if (!index) {
        throw new NoStoreException("neither " + files.index() + " nor " + files.directory()
            + " exists");
      }
      return new ToDirectory(files, area, environment, gates, wanted, keepIndex);
    }
    DirectoryLayout present = OpenClawStore.layoutOf(files.directory());
    if (present != wanted) {
      throw new UnsupportedChangeException(files.directory() + " has " + present.label() + "; migrate it to"
          + " sessions.json first, then to " + wanted.label());
    }
    return index
        ? new IntoDirectory(files, area, environment, gates, new EntryDirectory(files.directory(), present), keepIndex)
        : new NothingToDo(files.directory() + " is there already, and no " + files.indexName() + " beside it");
  }

  /** Whether the directory is there; what else has its name, a symbolic link above all, is not to be worked on. */
  private boolean hasDirectory() throws IOException {
    if (Files.isDirectory(files.directory(), LinkOption.NOFOLLOW_LINKS)) {
      VersionMarker marker = VersionMarker.read(files.directory());
      if (marker != null && marker.layoutVersion() != VersionMarker.KNOWN) {
        throw new UnsupportedVersionException(files.directory().resolve(VersionMarker.NAME) + " says layoutVersion "
            + marker.layoutVersion() + "; only " + VersionMarker.KNOWN + " is known");
      }
      return true;
    }
    if (Files.exists(files.directory(), LinkOption.NOFOLLOW_LINKS)) {
      throw new UnsupportedChangeException(files.directory() + " is not a directory; move it away");
    }
    return false;
  }

  /** The index that was kept last, whose order of entries a new one takes up; null when none was kept. */
  private Path newestBackup() throws IOException {
    Path newest = null;
    if (Files.isDirectory(area.backups(), LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> runs = Files.newDirectoryStream(area.backups())) {
        for (Path run : runs) {
          String name = run.getFileName().toString();
          boolean newer = newest == null || name.compareTo(newest.getParent().getFileName().toString()) > 0;
          Path index = run.resolve(files.indexName());
          if (newer && RunId.isValid(name) && Files.isRegularFile(index, LinkOption.NOFOLLOW_LINKS)) {
            newest = index;
          }
        }
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    return newest;
  }

  private Change toIndex(Path order) throws IOException {
    if (!hasDirectory()) {
      return new NothingToDo(files.index() + " is the only layout there");
    }
    EntryDirectory directory = new EntryDirectory(files.directory(), OpenClawStore.layoutOf(files.directory()));
    return new ToIndex(files, area, environment, gates, directory, order);
  }

  /**
   * Prepares the way back of a run.
   *
   * @throws UnsupportedChangeException when there is no such run, or it was taken back already
   */
  Change prepare(MigrationRollback request) throws IOException {
    RunRecord run = runToTakeBack(request.runId());
    RunRecord.Step layout = run.last(LayoutChange.STEP_LAYOUT);
    Path former = area.backup(run.runId()).resolve(files.indexName());
    if (MigrationTarget.of(layout.text("to")) == MigrationTarget.DIRECTORY) {
      return takingBack(toIndex(Files.exists(former) ? former : null), run);
    }
    Long number = (Long) layout.fields().get("layout");
    return takingBack(toDirectory(DirectoryLayout.of(number.intValue()), false), run);
  }

  private static Change takingBack(Change change, RunRecord run) {
    if (change instanceof LayoutChange migration) {
      migration.takeBack(run.runId());
    }
    return change;
  }

  private RunRecord runToTakeBack(String wanted) throws IOException {
    Deque<RunRecord> open = new ArrayDeque<>();
    for (RunRecord run : JournalFile.readAll(area)) {
      RunRecord.Step layout = run.last(LayoutChange.STEP_LAYOUT);
      if (layout == null || !run.finished() || run.last(LayoutChange.STEP_SWITCH) == null
          || run.last(LayoutChange.STEP_UNDONE) != null || !files.index().toString().equals(layout.text("index"))) {
        continue;
      }
      String takesBack = layout.text("takesBack");
      if (takesBack == null) {
        open.push(run);
      } else {
        open.removeIf(earlier -> earlier.runId().equals(takesBack));
      }
    }
    for (RunRecord run : open) {
      if (wanted == null || run.runId().equals(wanted)) {
        return run;
      }
    }
    throw new UnsupportedChangeException(wanted == null
        ? "no migration of " + files.index() + " is recorded below " + area.root() + " that could be taken back"
        : "run " + wanted + " is no migration of " + files.index() + " that could be taken back");
  }

  /**
   * Finishes or undoes an interrupted migration. Until the switch began nothing but private files was made: they are
   * removed. Afterwards both layouts may be there, each whole: migrating once more merges and finishes.
   */
  String recover(RunRecord run, ApplyContext context) throws IOException {
    removeLeftOvers(run);
    RunRecord.Step layout = run.last(LayoutChange.STEP_LAYOUT);
    keepMissingCopy(run);
    if (layout == null || run.last(LayoutChange.STEP_SWITCH) == null) {
      return "removed what run " + run.runId() + " had prepared";
    }
    boolean directory = Files.isDirectory(files.directory(), LinkOption.NOFOLLOW_LINKS);
    boolean both = directory && Files.exists(files.index(), LinkOption.NOFOLLOW_LINKS);
    if (!both && directory == (MigrationTarget.of(layout.text("to")) == MigrationTarget.INDEX)) {
      context.journal().step(LayoutChange.STEP_UNDONE, Map.of());
    }
    if (!both || Boolean.TRUE.equals(layout.fields().get("keepIndex"))) {
      return "removed what run " + run.runId() + " had prepared";
    }
    MigrationTarget target = MigrationTarget.of(layout.text("to"));
    try (Change change = target == MigrationTarget.INDEX ? toIndex(null)
        : toDirectory(OpenClawStore.layoutOf(files.directory()), false)) {
      if (layout.text("takesBack") != null && change instanceof LayoutChange migration) {
        // Otherwise the next rollback would take this one back.
        migration.takeBack(layout.text("takesBack"));
      }
      Gate gate = change.gate(new GateOptions(true, target.label()));
      if (!gate.isOpen()) {
        throw new LockedException("the interrupted run " + run.runId() + " cannot be finished now: " + gate.reason());
      }
      change.apply(context);
    }
    return "finished run " + run.runId();
  }

  /** Keeps the copy of the former index that a run which set it aside did not come to. */
  private void keepMissingCopy(RunRecord run) throws IOException {
    RunRecord.Step switched = run.last(LayoutChange.STEP_SWITCH);
    Path former = switched == null ? null : switched.path("backup");
    boolean known = former != null && files.sessions().equals(former.getParent())
        && (former.equals(files.index()) || former.getFileName().toString().startsWith(files.indexName() + ".bak."));
    if (known && Files.isRegularFile(former, LinkOption.NOFOLLOW_LINKS) && Files.isDirectory(files.directory())
        && !Files.exists(area.backup(run.runId()).resolve(files.indexName()))) {
      LayoutChange.keepCopy(files, area, former, run.runId());
    }
  }

  private void removeLeftOvers(RunRecord run) throws IOException {
    for (RunRecord.Step step : run.steps()) {
      if (step.name().equals(LayoutChange.STEP_STAGE)) {
        Path staged = step.path("path");
        if (isOurs(staged)) {
          DurableFiles.deleteTree(staged);
        }
      } else if (step.name().equals(IntoDirectory.STEP_MERGE)) {
        for (DirectoryLayout layout : DirectoryLayout.values()) {
          removeTemporaries(layout.entries(files.directory()), step.text("suffix"));
        }
      }
    }
    if (Files.isDirectory(files.sessions())) {
      DurableFiles.syncDirectory(files.sessions());
    }
  }

  /** A journal is a file like any other: only names that a migration of this store gives are ever removed. */
  private boolean isOurs(Path staged) {
    if (staged == null || staged.getFileName() == null) {
      return false;
    }
    String name = staged.getFileName().toString();
    String directory = files.directory().getFileName().toString();
    return files.sessions().equals(staged.getParent())
        && (name.equals(directory + ".migrating") || name.startsWith(directory + ".staging-")
            || name.startsWith(files.indexName() + ".") && name.endsWith(".tmp"));
  }

  private void removeTemporaries(Path directory, String suffix) throws IOException {
    if (!StoreFiles.isTemporarySuffix(suffix) || !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (entry.getFileName().toString().endsWith(suffix)) {
          DurableFiles.deleteIfExists(entry);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    DurableFiles.syncDirectory(directory);
  }
}
