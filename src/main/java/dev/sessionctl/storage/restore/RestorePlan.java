package dev.sessionctl.storage.restore;

import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.trash.FormerPlace;
import dev.sessionctl.storage.trash.TrashedEntry;
import dev.sessionctl.storage.trash.TrashedFile;
import dev.sessionctl.storage.trash.TrashedMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a restoration puts back, what is there already, and what it must leave alone.
 *
 * @param runId the run whose trash it is
 * @param files the files, in the order of the manifest
 * @param entries the entries, likewise
 * @param modes permission bits, likewise
 * @param lost how many things in {@code lost+found} are left there
 * @param place whether the store had another place when the run set it aside
 */
public record RestorePlan(String runId, List<FileStep> files, List<EntryStep> entries, List<ModeStep> modes, long lost,
    FormerPlace place) implements ChangePlan {

  public static final String RESTORE = "restore";
  public static final String KEEP = "keep";
  public static final String SKIP = "skip";

  /**
   * One file.
   *
   * @param place where it goes
   * @param missing directories that are made first, outermost first
   * @param action what is to be done
   * @param kept its copy in the trash when that was verified, or null
   * @param present what stands at its place and is set aside first, or null
   */
  public record FileStep(TrashedFile file, Path place, List<Path> missing, String action, String reason,
      FileIdentity kept, FileIdentity present) {
    public PlanItem item(String done, String why) {
      return new PlanItem(file.key(), file.origin(), done, why, file.bytes());
    }

    public boolean toDo() {
      return action.equals(RESTORE);
    }
  }

  /**
   * One entry.
   *
   * @param text what it was
   * @param present the text that is there now and is set aside first, or null
   */
  public record EntryStep(TrashedEntry entry, byte[] text, byte[] present, String action, String reason) {
    /** One that must be left alone. */
    public static EntryStep refused(TrashedEntry entry, String reason) {
      return new EntryStep(entry, entry.text().getBytes(StandardCharsets.UTF_8), null, SKIP, reason);
    }

    public PlanItem item(String done, String why) {
      return new PlanItem(entry.key(), null, done, why, bytes());
    }

    public boolean toDo() {
      return action.equals(RESTORE);
    }

    long bytes() {
      return entry.bytes() < 0 ? text.length : entry.bytes();
    }
  }

  /** Permission bits of one file or directory. */
  public record ModeStep(TrashedMode mode, String action, String reason) {
    public PlanItem item(String done, String why) {
      return new PlanItem(null, mode.path(), done, why, 0);
    }

    public boolean toDo() {
      return action.equals(RESTORE);
    }
  }

  /** Everything that must be left alone, with the reason. */
  List<PlanItem> refused() {
    List<PlanItem> refused = new ArrayList<>();
    for (FileStep step : files) {
      if (step.action().equals(SKIP)) {
        refused.add(step.item(SKIP, step.reason()));
      }
    }
    for (EntryStep step : entries) {
      if (step.action().equals(SKIP)) {
        refused.add(step.item(SKIP, step.reason()));
      }
    }
    for (ModeStep step : modes) {
      if (step.action().equals(SKIP)) {
        refused.add(step.item(SKIP, step.reason()));
      }
    }
    return refused;
  }

  private long filesToDo() {
    return files.stream().filter(FileStep::toDo).count();
  }

  private long entriesToDo() {
    return entries.stream().filter(EntryStep::toDo).count();
  }

  private long modesToDo() {
    return modes.stream().filter(ModeStep::toDo).count();
  }

  @Override
  public long changes() {
    return filesToDo() + entriesToDo() + modesToDo();
  }

  /** Bytes of what is replaced. */
  @Override
  public long bytesBefore() {
    long bytes = 0;
    for (FileStep step : files) {
      bytes += step.toDo() && step.present() != null ? step.present().size() : 0;
    }
    for (EntryStep step : entries) {
      bytes += step.toDo() && step.present() != null ? step.present().length : 0;
    }
    return bytes;
  }

  @Override
  public long bytesAfter() {
    long bytes = 0;
    for (FileStep step : files) {
      bytes += step.toDo() ? step.file().bytes() : 0;
    }
    for (EntryStep step : entries) {
      bytes += step.toDo() ? step.bytes() : 0;
    }
    return bytes;
  }

  @Override
  public List<String> notices() {
    int refused = refused().size();
    List<String> notices = new ArrayList<>();
    if (refused > 0) {
      notices.add(refused + " items cannot be put back; their reasons are listed");
    }
    if (place.isMoved() && filesToDo() > 0) {
      notices.add("the run was made when " + place.present() + " was called " + place.former() + "; what is put back"
          + " goes to its present place, but files are what they were, with the paths in them");
    }
    if (lost > 0) {
      notices.add(lost + (lost == 1 ? " thing" : " things") + " in lost+found of the run stay there: what is damaged is"
          + " never put back; 'sessionctl trash list " + runId + "' lists them");
    }
    return notices;
  }

  @Override
  public String summary() {
    long entriesToDo = entriesToDo();
    long filesToDo = filesToDo();
    long modesToDo = modesToDo();
    if (entriesToDo + filesToDo + modesToDo == 0) {
      return "nothing to do: everything of run " + runId + " is there already";
    }
    return "put back " + entriesToDo + (entriesToDo == 1 ? " entry and " : " entries and ") + filesToDo
        + (filesToDo == 1 ? " file" : " files")
        + (modesToDo == 0 ? "" : " and " + modesToDo + (modesToDo == 1 ? " mode" : " modes")) + " of run " + runId;
  }

  @Override
  public void forEachItem(ItemVisitor visitor) throws IOException {
    for (FileStep step : files) {
      visitor.item(step.item(step.action(), step.reason()));
    }
    for (EntryStep step : entries) {
      visitor.item(step.item(step.action(), step.reason()));
    }
    for (ModeStep step : modes) {
      visitor.item(step.item(step.action(), step.reason()));
    }
  }
}
