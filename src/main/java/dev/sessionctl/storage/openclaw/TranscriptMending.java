package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.AtomicReplacement;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.text.JsonLines;
import dev.sessionctl.storage.trash.TrashedFile;
import dev.sessionctl.storage.trash.UnfinishedTrash;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * Mends one transcript under its own lock: only one that is idle, was not written for a quarter of an hour, and is
 * still the very file the plan was made from. The mended text is read back before it takes the place of the old file,
 * which stays in the trash.
 */
final class TranscriptMending implements Mending {

  private final String key;
  private final Path path;
  private final FileIdentity planned;
  private final TranscriptPatch patch;
  private final Set<Flaw> wanted;
  private final PlanItem item;

  TranscriptMending(String key, Path path, FileIdentity planned, TranscriptPatch patch, Set<Flaw> wanted) {
    this.key = key;
    this.path = path;
    this.planned = planned;
    this.patch = patch;
    this.wanted = wanted;
    this.item = new PlanItem(key, path, "mend", patch.summary(path.getFileName().toString()), planned.size());
  }

  @Override
  public PlanItem item() {
    return item;
  }

  @Override
  public long bytesAfter() {
    return patch.bytesAfter();
  }

  @Override
  public void apply(Tools tools) throws IOException {
    Environment environment = tools.environment();
    if (tools.ineffective() != null) {
      throw new LeftAloneException(tools.ineffective());
    }
    if (tools.running().uses(path)) {
      throw new LeftAloneException("its session runs");
    }
    if (environment.now() - planned.modifiedMillis() <= CheckContext.SETTLED_MILLIS) {
      throw new LeftAloneException("it was written a moment ago");
    }
    try (OpenClawLock lock =
        OpenClawLock.take(path, LockKind.TRANSCRIPT, Duration.ZERO, Pause.SLEEP, environment)) {
      Path temporary = path.resolveSibling(path.getFileName() + ".repair-" + environment.processes().self().pid() + "-"
          + environment.now() + ".tmp");
      tools.context().journal().step(LayoutChange.STEP_STAGE, Map.of("path", temporary.toString()));
      requireUnchanged();
      try (AtomicReplacement replacement = AtomicReplacement.begin(path, temporary)) {
        patch.write(path, replacement.channel());
        replacement.finishWriting();
        requireSound(temporary);
        replace(replacement, lock, tools);
      }
    }
  }

  private void requireUnchanged() throws IOException {
    if (!planned.sameContentAs(FileIdentity.ofNullable(path))) {
      throw new LeftAloneException("it changed since it was looked at");
    }
  }

  private void requireSound(Path temporary) throws IOException {
    TranscriptStats stats = TranscriptStats.read(temporary, null, JsonLines.DEFAULT_CAP);
    for (TranscriptProblems.Kind kind : TranscriptProblems.Kind.values()) {
      if (stats.problems().count(kind) > 0 && wanted.contains(TranscriptReport.flaw(kind))) {
        throw new LeftAloneException("the mended text would not be in order either (" + kind.label() + ")");
      }
    }
    if (wanted.contains(Flaw.TRANSCRIPT_NO_HEADER) && stats.header() == HeaderState.MISSING) {
      throw new LeftAloneException("the mended text would have no header either");
    }
  }

  private void replace(AtomicReplacement replacement, OpenClawLock lock, Tools tools) throws IOException {
    TrashedFile kept = tools.trash().file(key, "transcript", path, true);
    tools.trash().announce();
    for (TranscriptPatch.Lost lost : patch.lost()) {
      tools.trash().lost(key, path, lost.from(), lost.to(), lost.reason());
    }
    try {
      tools.trash().keep(kept);
      tools.trash().settle();
      requireUnchanged();
      lock.ensureHeld();
      replacement.commit();
    } finally {
      // A second name of a transcript that stays would bar its import by later releases.
      UnfinishedTrash.dropSecondName(kept);
    }
    carryOver(kept.kept());
  }

  /** What a writer without the lock appended between the last look and the rename belongs to the new file. */
  private void carryOver(Path former) throws IOException {
    long size = FileIdentity.of(former).size();
    if (size <= planned.size()) {
      return;
    }
    try (FileChannel in = DurableFiles.openForRead(former)) {
      DurableFiles.append(in, planned.size(), path);
    }
  }
}
