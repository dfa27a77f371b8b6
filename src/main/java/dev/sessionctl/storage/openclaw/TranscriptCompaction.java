package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.AtomicReplacement;
import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Compaction;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.trash.TrashWriter;
import dev.sessionctl.storage.trash.TrashedFile;
import dev.sessionctl.storage.trash.UnfinishedTrash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Replaces transcripts of idle sessions by what contexts still need of them. Each is prepared beside its original
 * without a lock and proved; under the product's own lock on it the original is compared once more, gets a second name
 * in the trash, and is renamed over. So at every moment a whole transcript stands there, the old or the new one. The
 * index's lock is never held meanwhile, since the product takes the two in the other order.
 */
final class TranscriptCompaction {

  private static final String STEP = "trim transcripts";
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** One transcript that becomes shorter. */
  private record Planned(String key, Path path, FileIdentity identity, TrimGains gains) {}

  private final boolean branches;
  private final Compaction.Bodies bodies;
  private final CheckpointRows checkpoints;
  private final Environment environment;
  private final List<Planned> planned = new ArrayList<>();

  TranscriptCompaction(Compaction request, CheckpointRows checkpoints, Environment environment) {
    this.branches = request.level() == Compaction.Level.BRANCHES;
    this.bodies = request.bodies();
    this.checkpoints = checkpoints;
    this.environment = environment;
  }

  /**
   * Looks at one transcript.
   *
   * @return why it stays as it is, or null when something can be left out of it
   */
  String plan(String key, Path path, int thresholdPercent) throws IOException {
    TranscriptTrim trim;
    try {
      trim = read(path);
    } catch (ChangedException | NoSuchFileException e) {
      return "its transcript is being changed";
    }
    if (trim.obstacle() != null) {
      return "its transcript stays: " + trim.obstacle();
    }
    long gain = trim.gain();
    if (gain == 0) {
      return "nothing to gain";
    }
    if (gain * 100.0 < (double) thresholdPercent * trim.identity().size()) {
      return "the gain is below " + thresholdPercent + "%";
    }
    planned.add(new Planned(key, path, trim.identity(), trim.gains()));
    return null;
  }

  private TranscriptTrim read(Path path) throws IOException {
    return TranscriptTrim.of(path, branches, checkpoints.in(path.getFileName().toString()), bodies);
  }

  boolean isEmpty() {
    return planned.isEmpty();
  }

  /** One of the transcripts that are changed. */
  Path first() {
    return planned.get(0).path();
  }

  void describe(List<PlanItem> items, CompactionTotals totals) {
    for (Planned each : planned) {
      items.add(new PlanItem(each.key(), each.path(), "trim", each.gains().text(branches), each.identity().size()));
      totals.add(CompactionTotals.TRANSCRIPTS, 1, each.identity().size(),
          each.identity().size() - each.gains().bytes());
      each.gains().addTo(totals);
    }
  }

  /** Applies what was planned, and reports what was not done. */
  void apply(TrashWriter trash, ApplyContext context, CompactionTotals totals, List<PlanItem> skipped,
      List<String> notices) throws IOException {
    String suffix = CompactionRecovery.temporarySuffix(environment);
    CompactionRecovery.announce(suffix, context);
    long done = 0;
    for (Planned each : planned) {
      String reason;
      try {
        reason = context.isOver(environment) ? ApplyContext.OUT_OF_TIME
            : trim(each, suffix, trash, totals, notices);
      } catch (LockedException | ChangedException | NoSuchFileException e) {
        reason = e instanceof NoSuchFileException ? "it is gone" : e.getMessage();
      }
      if (reason != null) {
        skipped.add(new PlanItem(each.key(), each.path(), "trim", reason, each.identity().size()));
      }
      context.progress().progress(STEP, ++done, planned.size());
    }
  }

  private String trim(Planned each, String suffix, TrashWriter trash, CompactionTotals totals, List<String> notices)
      throws IOException {
    TranscriptTrim trim = read(each.path());
    if (!trim.identity().equals(each.identity()) || trim.obstacle() != null) {
      return "it changed meanwhile";
    }
    Path temporary = each.path().resolveSibling(each.path().getFileName() + suffix);
    try (AtomicReplacement replacement = AtomicReplacement.begin(each.path(), temporary)) {
      trim.write(replacement.channel());
      replacement.finishWriting();
      String fault = trim.compare(temporary);
      if (fault != null) {
        return fault;
      }
      moveForward(temporary, each.identity());
      long after = Files.size(temporary);
      try (OpenClawLock lock = OpenClawLock.take(each.path(), LockKind.TRANSCRIPT, Duration.ZERO, Pause.SLEEP,
          environment)) {
        if (!each.identity().equals(FileIdentity.ofNullable(each.path()))) {
          return "it changed meanwhile";
        }
        TrashedFile kept = trash.file(each.key(), "transcript", each.path(), true);
        trash.announce();
        lock.refresh();
        if (!replace(each, replacement, kept, trash, lock)) {
          return "it changed meanwhile";
        }
        long late = trim.carryOver(kept.kept());
        if (late > 0) {
          notices.add(each.path() + ": " + late + " bytes that were appended at that moment were carried over");
        }
        totals.add(CompactionTotals.TRANSCRIPTS, 1, each.identity().size(), after + late);
        trim.gains().addTo(totals);
      }
    }
    return null;
  }

  /** Whether the transcript was replaced; otherwise it is not what was looked at, and nothing was done. */
  private static boolean replace(Planned each, AtomicReplacement replacement, TrashedFile kept, TrashWriter trash,
      OpenClawLock lock) throws IOException {
    boolean done = false;
    try {
      trash.keep(kept);
      trash.settle();
      lock.ensureHeld();
      // The second name changed its change time, and nothing else may have changed.
      if (each.identity().sameContentAs(FileIdentity.ofNullable(each.path()))) {
        replacement.commit();
        done = true;
      }
      return done;
    } finally {
      if (!done) {
        UnfinishedTrash.dropSecondName(kept);
      }
    }
  }

  /** Caches of the product go by time and size: the time of a changed transcript must not stand still. */
  private static void moveForward(Path temporary, FileIdentity original) throws IOException {
    if (FileIdentity.of(temporary).modifiedNanos() <= original.modifiedNanos()) {
      Files.setLastModifiedTime(temporary,
          FileTime.from(original.modifiedNanos() + NANOS_PER_MILLI, TimeUnit.NANOSECONDS));
    }
  }
}
