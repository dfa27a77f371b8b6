package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.ChunkedReads;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.ChangeReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Migrates an index to a directory that does not exist yet: staged beside it, flushed, read back and compared entry
 * by entry, then switched to by one rename.
 */
final class ToDirectory extends LayoutChange {

  private static final int CHUNK = 64;
  /** Up to so many entries the threads cost more than they gain. */
  private static final int WRITTEN_ALONE = 1000;

  private final DirectoryLayout layout;
  private final boolean keepIndex;
  private final boolean keepDistinctVariants;
  private IndexFile index;
  private List<EntryMerge.Choice> choices;
  private final MigrationPlan plan;
  private OpenClawLock held;
  private long lastRefresh;

  ToDirectory(StoreFiles files, AdminArea area, Environment environment, Gates gates, DirectoryLayout layout,
      boolean keepIndex) throws IOException {
    super(files, area, environment, gates);
    this.layout = layout;
    this.keepIndex = keepIndex;
    this.keepDistinctVariants = gates.generation().mayKeepCase();
    this.index = openIndex();
    EntryMerge merge = new EntryMerge(keepDistinctVariants);
    this.choices = merge.merge(EntrySources.of(index), List.of());
    long bytes = 0;
    for (EntryMerge.Choice choice : choices) {
      bytes += choice.ref().bytes();
    }
    List<String> notices = new ArrayList<>(merge.notices());
    notices.addAll(consequences());
    plan = new MigrationPlan("migrate " + choices.size() + " sessions of " + files.index() + " to "
        + files.directory() + " (" + layout.label() + ")", choices, true, merge.dropped(),
        choices.size(), index.size(), bytes, notices);
  }

  private List<String> consequences() {
    List<String> notices = new ArrayList<>();
    if (keepIndex) {
      notices.add(files.indexName() + " stays in place: released OpenClaw versions go on reading and writing it, and"
          + " what they write there does not reach " + files.directory().getFileName());
    } else {
      notices.add("no released OpenClaw reads " + files.directory().getFileName() + ": one that is started on this"
          + " directory afterwards begins with an empty store; --rollback brings " + files.indexName() + " back");
      notices.add(files.indexName() + " is kept as " + files.indexName() + ".bak.<ms> and below " + area.root());
    }
    return notices;
  }

  @Override
  String target() {
    return MigrationTarget.DIRECTORY.label();
  }

  @Override
  DirectoryLayout layout() {
    return layout;
  }

  @Override
  boolean keepsIndex() {
    return keepIndex;
  }

  @Override
  public ChangePlan plan() {
    return plan;
  }

  @Override
  ChangeReport migrate(ApplyContext context) throws IOException {
    Path staging = files.staging(layout, environment);
    requireFree(staging, "an interrupted migration left it; look at it, then remove it");
    requireFree(files.directory(), "migrate again to merge with it");
    context.journal().step(STEP_STAGE, Map.of("path", staging.toString()));
    StagedEntries staged = new StagedEntries(staging, layout, environment);
    boolean switched = false;
    try {
      staged.create();
      fill(staged, context);
      for (int round = 0; round < ROUNDS_OUTSIDE && !index.isCurrent(); round++) {
        follow(staged, context);
      }
      Path former;
      try (OpenClawLock lock = lock(context)) {
        held = lock;
        lastRefresh = environment.now();
        if (!index.isCurrent()) {
          follow(staged, context);
        }
        former = switchTo(staging, context, lock);
        switched = true;
      } finally {
        held = null;
      }
      context.progress().progress("keep a copy", 0, -1);
      Path copy = keepCopy(former, context.runId());
      List<Path> backups = keepIndex ? List.of(copy) : List.of(former, copy);
      return new ChangeReport(choices.size(), List.of(), List.of(), index.size(), plan.bytesAfter(), backups,
          List.of());
    } finally {
      if (!switched) {
        DurableFiles.deleteTree(staging);
      }
    }
  }

  /** Puts everything of the present snapshot into the staged directory and proves it. */
  private void fill(StagedEntries staged, ApplyContext context) throws IOException {
    long[] done = {0};
    ChunkedReads.run(choices.iterator(), CHUNK, WRITTEN_ALONE, () -> chunk -> write(staged, chunk), written -> {
      for (StagedEntries.Written each : written) {
        staged.add(each);
      }
      done[0] += written.size();
      context.progress().progress("write", done[0], choices.size());
      keepFresh();
    });
    Set<String> keys = new HashSet<>(choices.size() * 2);
    for (EntryMerge.Choice choice : choices) {
      keys.add(choice.key());
    }
    staged.retain(keys);
    context.progress().progress("flush and compare", done[0], choices.size());
    staged.settle();
    keepFresh();
  }

  /** Several threads do this at once: the index is read by position, and every key stands once in the choices. */
  private List<StagedEntries.Written> write(StagedEntries staged, List<EntryMerge.Choice> chunk) throws IOException {
    List<StagedEntries.Written> written = new ArrayList<>(chunk.size());
    for (EntryMerge.Choice choice : chunk) {
      written.add(staged.write(choice.key(), index.text(choice.ref().start(), choice.ref().limit())));
    }
    return written;
  }

  /** Brings the staged directory up to date with the index that stands there now. */
  private void follow(StagedEntries staged, ApplyContext context) throws IOException {
    IndexFile newer = openIndex();
    index.close();
    index = newer;
    choices = new EntryMerge(keepDistinctVariants).merge(EntrySources.of(index), List.of());
    if (choices.isEmpty()) {
      throw new ChangedException(files.index() + " became empty while it was migrated; nothing was changed");
    }
    fill(staged, context);
  }

  private void keepFresh() throws IOException {
    if (held != null && environment.now() - lastRefresh > 3_000) {
      held.refresh();
      lastRefresh = environment.now();
    }
  }

  /** The switch itself, under the gateway's lock; returns where the former index is afterwards. */
  private Path switchTo(Path staging, ApplyContext context, OpenClawLock lock) throws IOException {
    if (!index.isCurrent()) {
      throw new ChangedException(files.index() + " was replaced by a process that does not respect its lock;"
          + " nothing was changed; stop it and try again");
    }
    Path former = keepIndex ? files.index() : files.indexBackup(environment.now());
    if (!keepIndex) {
      requireFree(former, "try again");
    }
    context.journal().step(STEP_SWITCH, Map.of("staging", staging.toString(), "directory",
        files.directory().toString(), "index", files.index().toString(), "backup", former.toString(),
        "layout", layout.number(), "keepIndex", keepIndex));
    lock.ensureHeld();
    DurableFiles.renameDurably(staging, files.directory());
    if (keepIndex) {
      return former;
    }
    try {
      lock.ensureHeld();
      DurableFiles.renameDurably(files.index(), former);
    } catch (StoreException e) {
      throw halfDone(e);
    }
    return former;
  }

  @Override
  public void close() {
    index.close();
  }
}
