package dev.sessionctl.storage.trash;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.change.Purge;
import dev.sessionctl.storage.change.RunRecord;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a purge removes of one area: the trash of runs, their journals once nothing else is left of them (a journal says
 * how to take a migration back, and whether a file changed since its run), and former indexes when asked for.
 */
final class PurgePlan implements ChangePlan {

  /** What a directory is called while it is removed; no run has such a name. */
  static final String REMOVING = "purging-";

  private final AdminArea area;
  private final Purge request;
  private final long now;
  private final Set<String> unfinished = new HashSet<>();
  private final List<PlanItem> removed = new ArrayList<>();
  private final List<PlanItem> kept = new ArrayList<>();
  private long bytes;
  private int runs;

  private PurgePlan(AdminArea area, Purge request, long now) {
    this.area = area;
    this.request = request;
    this.now = now;
  }

  static PurgePlan of(AdminArea area, Purge request, long now) throws IOException {
    PurgePlan plan = new PurgePlan(area, request, now);
    if (area.exists()) {
      plan.make();
    }
    return plan;
  }

  private void make() throws IOException {
    List<RunRecord> journals = JournalFile.readAll(area);
    for (RunRecord run : journals) {
      if (!run.finished()) {
        unfinished.add(run.runId());
      }
    }
    Set<String> left = new HashSet<>();
    for (String run : directories(area.trash())) {
      decide(run, area.trash().resolve(run), "trash", left);
    }
    runs = removed.size();
    for (String run : directories(area.backups())) {
      if (request.backups()) {
        decide(run, area.backup(run), "former index", left);
      } else {
        left.add(run);
      }
    }
    for (RunRecord run : journals) {
      if (request.olderThan() != null && run.finished() && selected(run.runId()) && !left.contains(run.runId())) {
        add(removed, run.file(), "purge", "journal", Files.size(run.file()));
      }
    }
  }

  private void decide(String run, Path directory, String what, Set<String> left) throws IOException {
    if (selected(run) && !unfinished.contains(run)) {
      long size = TrashSummary.bytes(directory);
      add(removed, directory, "purge", what, size);
    } else {
      left.add(run);
      if (unfinished.contains(run) || request.runs().contains(run)) {
        add(kept, directory, "keep", unfinished.contains(run) ? "its run was interrupted" : "not old enough", 0);
      }
    }
  }

  private void add(List<PlanItem> items, Path path, String action, String reason, long size) {
    items.add(new PlanItem(null, path, action, reason, size));
    bytes += size;
  }

  private boolean selected(String run) {
    boolean old = request.olderThan() == null || RunId.time(run) < now - request.olderThan().toMillis();
    return old && (request.runs().isEmpty() || request.runs().contains(run));
  }

  /** The names of runs that have a directory there, oldest first; links and what is no run's are passed over. */
  private static List<String> directories(Path parent) throws IOException {
    List<String> names = new ArrayList<>();
    if (Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent)) {
        for (Path entry : entries) {
          String name = entry.getFileName().toString();
          if (RunId.isValid(name) && FileStat.of(entry).isDirectory()) {
            names.add(name);
          }
        }
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    names.sort(null);
    return names;
  }

  /** What goes, by run; of each the directories before the journal. */
  Map<String, List<PlanItem>> byRun() {
    Map<String, List<PlanItem>> runs = new LinkedHashMap<>();
    for (PlanItem item : removed) {
      String name = item.path().getFileName().toString();
      String run = item.path().getParent().equals(area.runs()) ? JournalFile.runId(name) : name;
      runs.computeIfAbsent(run, key -> new ArrayList<>()).add(item);
    }
    return runs;
  }

  @Override
  public long changes() {
    return removed.size();
  }

  @Override
  public long bytesBefore() {
    return bytes;
  }

  @Override
  public long bytesAfter() {
    return 0;
  }

  @Override
  public List<String> notices() {
    return removed.isEmpty() ? List.of() : List.of("what is purged cannot be restored any more");
  }

  @Override
  public String summary() {
    if (removed.isEmpty()) {
      return "nothing to do: nothing of that age or name in " + area.trash();
    }
    return "purge the trash of " + runs + (runs == 1 ? " run" : " runs") + " for good"
        + (removed.size() > runs ? ", and " + (removed.size() - runs) + " journals and former indexes" : "") + ", "
        + bytes + " bytes";
  }

  @Override
  public void forEachItem(ItemVisitor visitor) throws IOException {
    for (PlanItem item : removed) {
      visitor.item(item);
    }
    for (PlanItem item : kept) {
      visitor.item(item);
    }
  }
}
