package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.PlanItem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Migrates a directory back to one index, merging with an index that stands there (newest {@code updatedAt} wins).
 * The index is written to a temporary file, flushed, read back and compared entry by entry, and put in place before
 * the directory is moved to the tool's own area.
 */
final class ToIndex extends LayoutChange {

  private final EntryDirectory directory;
  private final Path order;
  private IndexFile index;
  private List<EntryMerge.Choice> choices;
  private Map<String, FileIdentity> identities;
  private final MigrationPlan plan;

  /**
   * Prepares the migration.
   *
   * @param order a former index whose order of entries is taken up again, or null
   */
  ToIndex(StoreFiles files, AdminArea area, Environment environment, Gates gates, EntryDirectory directory, Path order)
      throws IOException {
    super(files, area, environment, gates);
    this.directory = directory;
    this.order = order;
    List<PlanItem> others = new ArrayList<>();
    List<String> notices = new ArrayList<>();
    read(others, notices);
    long bytes = 2;
    long changes = 0;
    for (EntryMerge.Choice choice : choices) {
      bytes += choice.ref().bytes() + choice.key().length() + 8;
      changes += choice.fromIndex() ? 0 : 1;
    }
    notices.add(directory.root() + " is kept below " + area.root());
    if (index != null) {
      notices.add("the present " + files.indexName() + " is kept as " + files.indexName() + ".bak.<ms>");
    }
    others.add(new PlanItem(null, directory.root(), "set aside", "its entries are in the index", bytes));
    plan = new MigrationPlan("migrate " + changes + " sessions of " + directory.root() + " to " + files.index(),
        choices, false, others, changes + 1, bytes, bytes, notices);
  }

  @Override
  String target() {
    return MigrationTarget.INDEX.label();
  }

  @Override
  DirectoryLayout layout() {
    return directory.layout();
  }

  @Override
  public ChangePlan plan() {
    return plan;
  }

  /** Reads both sides as they are now and decides. */
  private void read(List<PlanItem> dropped, List<String> notices) throws IOException {
    identities = directory.identities();
    close();
    index = IndexFile.open(files.index());
    EntryMerge merge = new EntryMerge(gates.generation().mayKeepCase());
    choices = merge.merge(index == null ? List.of() : EntrySources.of(index), EntrySources.of(directory));
    sortAsBefore();
    dropped.addAll(merge.dropped());
    notices.addAll(merge.notices());
  }

  private void sortAsBefore() throws IOException {
    if (order == null) {
      return;
    }
    Map<String, Integer> ranks = new HashMap<>();
    try (IndexFile former = IndexFile.open(order)) {
      if (former == null) {
        return;
      }
      former.scan((key, entry, start, limit) -> ranks.putIfAbsent(key, ranks.size()));
    } catch (StoreException e) {
      // The order is a courtesy; a backup that cannot be read does not stand in the way.
      return;
    }
    choices.sort(java.util.Comparator.comparingInt(
        choice -> ranks.getOrDefault(choice.key(), Integer.MAX_VALUE)));
  }

  private boolean isCurrent() throws IOException {
    boolean sameIndex = index == null ? FileIdentity.ofNullable(files.index()) == null : index.isCurrent();
    return sameIndex && identities.equals(directory.identities());
  }

  @Override
  ChangeReport migrate(ApplyContext context) throws IOException {
    Path temporary = files.indexTemporary(environment);
    context.journal().step(STEP_STAGE, Map.of("path", temporary.toString()));
    try {
      if (!isCurrent()) {
        read(new ArrayList<>(), new ArrayList<>());
      }
      write(temporary, null, context);
      for (int round = 0; round < ROUNDS_OUTSIDE && !isCurrent(); round++) {
        rewrite(temporary, null, context);
      }
      List<Path> backups = new ArrayList<>();
      try (OpenClawLock lock = lock(context)) {
        if (!isCurrent()) {
          rewrite(temporary, lock, context);
        }
        switchTo(temporary, backups, context, lock);
      }
      return new ChangeReport(plan.changes(), List.of(), List.of(), plan.bytesBefore(), Files.size(files.index()),
          backups, List.of());
    } finally {
      DurableFiles.deleteIfExists(temporary);
    }
  }

  private void rewrite(Path temporary, OpenClawLock lock, ApplyContext context) throws IOException {
    DurableFiles.deleteIfExists(temporary);
    read(new ArrayList<>(), new ArrayList<>());
    write(temporary, lock, context);
  }

  private void write(Path temporary, OpenClawLock lock, ApplyContext context) throws IOException {
    Map<String, byte[]> hashes = new HashMap<>(choices.size() * 2);
    EntryFile reader = new EntryFile(directory.layout());
    SessionEntry scratch = new SessionEntry();
    Path entries = directory.layout().entries(directory.root());
    long refreshed = environment.now();
    long done = 0;
    try (FileChannel channel = DurableFiles.createNew(temporary)) {
      IndexWriter writer = new IndexWriter(channel);
      for (EntryMerge.Choice choice : choices) {
        byte[] text;
        if (choice.fromIndex()) {
          text = index.text(choice.ref().start(), choice.ref().limit());
        } else {
          reader.read(entries.resolve(choice.ref().fileName()), choice.ref().fileName(), scratch);
          text = reader.text();
        }
        writer.entry(choice.key(), text);
        hashes.put(choice.key(), CanonicalHash.ofBytes(text));
        if ((++done & 0xff) == 0) {
          context.progress().progress("write", done, choices.size());
          if (lock != null && environment.now() - refreshed > 3_000) {
            lock.refresh();
            refreshed = environment.now();
          }
        }
      }
      writer.finish();
      channel.force(true);
    } catch (UnreadableEntryException e) {
      throw new ChangedException(directory.root() + " changed while it was read (an entry " + e.getMessage()
          + "); nothing was changed; try again");
    }
    context.progress().progress("compare", done, choices.size());
    prove(temporary, hashes);
  }

  private static void prove(Path temporary, Map<String, byte[]> hashes) throws IOException {
    long[] count = {0};
    try (IndexFile written = IndexFile.open(temporary)) {
      written.scan((key, entry, start, limit) -> {
        count[0]++;
        if (!Arrays.equals(hashes.get(key), CanonicalHash.ofBytes(written.text(start, limit)))) {
          throw new CorruptStoreException(temporary + " differs from its source at " + key + " right after it was"
              + " written; nothing was changed");
        }
      });
    }
    if (count[0] != hashes.size()) {
      throw new CorruptStoreException(temporary + " holds " + count[0] + " entries instead of " + hashes.size()
          + " right after it was written; nothing was changed");
    }
  }

  /** The switch itself, under the gateway's lock. */
  private void switchTo(Path temporary, List<Path> backups, ApplyContext context, OpenClawLock lock)
      throws IOException {
    if (!isCurrent()) {
      throw new ChangedException(directory.root() + " or " + files.index() + " is written by a process that does not"
          + " respect the lock; nothing was changed; stop it and try again");
    }
    Path aside = area.createBackup(context.runId()).resolve(directory.root().getFileName());
    requireFree(aside, "it is a backup of this run");
    context.journal().step(STEP_SWITCH, Map.of("temporary", temporary.toString(), "index", files.index().toString(),
        "directory", directory.root().toString(), "aside", aside.toString(), "layout", directory.layout().number()));
    lock.ensureHeld();
    if (index != null) {
      Path former = files.indexBackup(environment.now());
      Files.createLink(former, files.index());
      DurableFiles.syncDirectory(files.sessions());
      backups.add(former);
    }
    lock.ensureHeld();
    DurableFiles.rename(temporary, files.index());
    DurableFiles.syncDirectory(files.sessions());
    try {
      lock.ensureHeld();
      DurableFiles.renameDurably(directory.root(), aside);
    } catch (StoreException e) {
      throw halfDone(e);
    }
    backups.add(aside);
  }

  @Override
  public void close() {
    if (index != null) {
      index.close();
      index = null;
    }
  }
}
