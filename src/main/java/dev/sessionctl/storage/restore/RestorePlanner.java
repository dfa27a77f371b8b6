package dev.sessionctl.storage.restore;

import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.NoSuchSessionException;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.Restoration;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.restore.RestorePlan.EntryStep;
import dev.sessionctl.storage.restore.RestorePlan.FileStep;
import dev.sessionctl.storage.restore.RestorePlan.ModeStep;
import dev.sessionctl.storage.trash.FileHash;
import dev.sessionctl.storage.trash.LostBytes;
import dev.sessionctl.storage.trash.Restored;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashedEntry;
import dev.sessionctl.storage.trash.TrashedFile;
import dev.sessionctl.storage.trash.TrashedMode;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Decides what of a run's trash can be put back. Believes nothing of a manifest that it has not looked at: every file
 * is hashed, and every place judged.
 */
final class RestorePlanner {

  private static final int PERMISSIONS = 0777;
  private static final int ALL_BITS = 07777;

  private final RestoreTarget target;
  private final Trash.Run run;
  private final Restored restored;
  private List<Owner> owners;
  private long end;

  RestorePlanner(RestoreTarget target, Trash.Run run) throws IOException {
    this.target = target;
    this.run = run;
    this.restored = Restored.of(run);
  }

  RestorePlan plan(Restoration request) throws IOException {
    Map<String, TrashedEntry> entries = new LinkedHashMap<>();
    List<TrashedFile> trashed = new ArrayList<>();
    Map<Path, TrashedMode> modes = new LinkedHashMap<>();
    long[] lost = {0};
    Set<String> seen = new HashSet<>();
    new Trash(target.area()).read(run, new Trash.Visitor() {
      @Override
      public void entry(TrashedEntry entry) throws IOException {
        seen.add(entry.key());
        if (request.keys().isEmpty() || request.keys().contains(entry.key())) {
          // Of a key that a run took twice, what it was at first.
          entries.putIfAbsent(entry.key(), run.place().isMoved() ? target.moved(entry, run.place()) : entry);
        }
      }

      @Override
      public void file(TrashedFile file) {
        seen.add(file.key());
        if (request.keys().isEmpty() || request.keys().contains(file.key())) {
          trashed.add(file);
        }
      }

      @Override
      public void mode(TrashedMode mode) {
        if (request.keys().isEmpty()) {
          modes.merge(mode.path(), mode,
              (first, last) -> new TrashedMode(first.path(), first.before(), last.after()));
        }
      }

      @Override
      public void lost(LostBytes bytes) {
        seen.add(bytes.key());
        lost[0] += request.keys().isEmpty() || request.keys().contains(bytes.key()) ? 1 : 0;
      }
    });
    for (String key : request.keys()) {
      if (!seen.contains(key)) {
        throw new NoSuchSessionException("run " + run.runId() + " set nothing aside of a session " + key);
      }
    }
    List<FileStep> fileSteps = new ArrayList<>();
    Set<Path> places = new HashSet<>();
    for (TrashedFile file : trashed) {
      FileStep step = file(file);
      boolean again = step.toDo() && !places.add(step.place());
      fileSteps.add(again ? refuse(file, "another file of the run goes there") : step);
    }
    List<EntryStep> entrySteps = target.entries().judge(entries.values());
    List<ModeStep> modeSteps = new ArrayList<>();
    for (TrashedMode mode : modes.values()) {
      modeSteps.add(mode(mode));
    }
    return bound(fileSteps, entrySteps, modeSteps, lost[0]);
  }

  /** A session whose entry or essential file cannot be put back is left alone as a whole. */
  private RestorePlan bound(List<FileStep> fileSteps, List<EntryStep> entrySteps, List<ModeStep> modes, long lost) {
    Map<String, String> noFile = new HashMap<>();
    Map<String, String> noEntry = new HashMap<>();
    for (FileStep step : fileSteps) {
      if (step.action().equals(RestorePlan.SKIP) && target.isEssential(step.file())) {
        noFile.put(step.file().key(), "its " + step.file().role() + " cannot be put back: " + step.reason());
      }
    }
    List<EntryStep> entries = new ArrayList<>();
    for (EntryStep step : entrySteps) {
      if (step.action().equals(RestorePlan.SKIP)) {
        noEntry.put(step.entry().key(), "its entry cannot be put back: " + step.reason());
      }
      String why = noFile.get(step.entry().key());
      entries.add(step.toDo() && why != null ? EntryStep.refused(step.entry(), why) : step);
    }
    List<FileStep> files = new ArrayList<>();
    for (FileStep step : fileSteps) {
      String key = step.file().key();
      boolean together = target.entries() == RestoreEntries.NONE ? key != null : entriesHave(entries, key);
      String why = noEntry.getOrDefault(key, together ? noFile.get(key) : null);
      files.add(step.toDo() && why != null ? refuse(step.file(), why) : step);
    }
    return new RestorePlan(run.runId(), files, entries, modes, lost, run.place());
  }

  private static boolean entriesHave(List<EntryStep> entries, String key) {
    return entries.stream().anyMatch(step -> step.entry().key().equals(key));
  }

  private FileStep file(TrashedFile file) throws IOException {
    Places.Place judged = target.place(file);
    if (judged.refusal() != null) {
      return refuse(file, judged.refusal());
    }
    Path place = judged.path();
    FileIdentity present = FileIdentity.ofNullable(place);
    boolean regular = present != null && FileStat.of(place).isRegularFile();
    FileIdentity kept = Trash.isWhole(run) ? FileIdentity.ofNullable(file.kept()) : null;
    if (kept == null) {
      boolean there = regular && present.size() == file.bytes() && FileHash.sha256(place).equals(file.sha256());
      return there || restored.has(file) ? keep(file, place, there ? "there already" : "was put back already")
          : refuse(file, present == null ? "its copy in the trash is gone"
              : "it was never moved away, and changed since");
    }
    if (!FileStat.of(file.kept()).isRegularFile() || kept.size() != file.bytes()
        || !FileHash.sha256(file.kept()).equals(file.sha256())) {
      return refuse(file, "its copy in the trash is damaged (SHA-256 differs)");
    }
    if (present == null) {
      return toFreePlace(file, judged, "removed by " + run.command(), kept);
    }
    if (kept.inode() == present.inode() && kept.device() == present.device()) {
      return toFreePlace(file, judged, "not yet off the trash", kept);
    }
    if (regular && present.size() == file.bytes() && FileHash.sha256(place).equals(file.sha256())) {
      return keep(file, place, "there already");
    }
    if (regular && target.joining(file) != null) {
      return new FileStep(file, place, List.of(), RestorePlan.RESTORE, "put together with what stands there", kept,
          present);
    }
    if (!file.replaced() || !regular) {
      return refuse(file, "something else stands in its place");
    }
    String busy = busy(place, present);
    return busy != null ? refuse(file, busy)
        : new FileStep(file, place, List.of(), RestorePlan.RESTORE, "replaced by " + run.command(), kept,
            present);
  }

  /** Why a file that stands there must not be replaced, or null; owners and the run's end are looked for once. */
  private String busy(Path place, FileIdentity present) throws IOException {
    if (owners == null) {
      owners = target.owners();
      end = end();
    }
    if (!owners.isEmpty()) {
      return owners.get(0) + " may be writing it; stop it first";
    }
    if (target.isLocked(place)) {
      return "it is locked";
    }
    if (end < 0) {
      return "no journal tells whether it changed since run " + run.runId();
    }
    return present.modifiedMillis() > end ? "it was written since run " + run.runId() : null;
  }

  /** When the run came to its end, or -1. */
  private long end() throws IOException {
    for (RunRecord record : JournalFile.readAll(target.area())) {
      if (record.runId().equals(run.runId()) && record.finished() && !record.steps().isEmpty()) {
        return record.steps().get(record.steps().size() - 1).fields().get("at") instanceof Long at ? at : -1;
      }
    }
    return -1;
  }

  private ModeStep mode(TrashedMode mode) throws IOException {
    String refusal = target.refuseMode(mode.path());
    if (refusal != null) {
      return new ModeStep(mode, RestorePlan.SKIP, refusal);
    }
    if ((mode.before() & ~ALL_BITS) != 0 || (mode.after() & ~ALL_BITS) != 0) {
      return new ModeStep(mode, RestorePlan.SKIP, "its manifest names no mode");
    }
    try {
      FileStat stat = FileStat.of(mode.path());
      if (stat.isSymbolicLink()) {
        return new ModeStep(mode, RestorePlan.SKIP, "it is a symbolic link by now");
      }
      if (stat.permissions() == mode.before()) {
        return new ModeStep(mode, RestorePlan.KEEP, "has its mode already");
      }
      return stat.permissions() == mode.after()
          ? new ModeStep(mode, RestorePlan.RESTORE, octal(mode.before()) + " instead of " + octal(mode.after()))
          : new ModeStep(mode, RestorePlan.SKIP, "its mode was changed since, to " + octal(stat.permissions()));
    } catch (NoSuchFileException e) {
      return new ModeStep(mode, RestorePlan.SKIP, "it is not there any more");
    }
  }

  private static String octal(int mode) {
    return String.format(Locale.ROOT, "%04o", mode);
  }

  private static FileStep toFreePlace(TrashedFile file, Places.Place place, String reason, FileIdentity kept) {
    return new FileStep(file, place.path(), place.missing(), RestorePlan.RESTORE, reason, kept, null);
  }

  private static FileStep refuse(TrashedFile file, String reason) {
    return new FileStep(file, file.origin(), List.of(), RestorePlan.SKIP, reason, null, null);
  }

  private static FileStep keep(TrashedFile file, Path place, String reason) {
    return new FileStep(file, place, List.of(), RestorePlan.KEEP, reason, null, null);
  }

  /** The permissions a file gets: those it had, but never more than the usual nine bits. */
  static int permissions(TrashedFile file) {
    return file.mode() & PERMISSIONS;
  }
}
