package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.AtomicReplacement;
import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.GuardException;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.trash.TrashWriter;
import dev.sessionctl.storage.trash.TrashedFile;
import dev.sessionctl.storage.trash.UnfinishedTrash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Rebuilds an index that is gone, empty or torn. The new one is written and read back before the gateway's lock is
 * taken; under it the damaged one is proved to be the one that was read, kept, and replaced in one rename.
 */
final class Reindex implements Change {

  private final StoreRef ref;
  private final StoreFiles files;
  private final AdminArea area;
  private final Environment environment;
  private final Gates gates;
  private final IndexSalvage damaged;
  private final RecoveredEntries recovered;
  private final RepairPlan plan;

  /**
   * Prepares it.
   *
   * @throws GuardException when an index that can be read is there
   */
  Reindex(StoreRef ref, StoreFiles files, AdminArea area, Environment environment, Gates gates) throws IOException {
    this.ref = ref;
    this.files = files;
    this.area = area;
    this.environment = environment;
    this.gates = gates;
    refuseGoodIndex();
    damaged = IndexSalvage.open(files.index());
    boolean done = false;
    RecoveredEntries found = null;
    try {
      found = RecoveredEntries.gather(files, area, damaged, ref.agent());
      recovered = found;
      plan = makePlan();
      done = true;
    } finally {
      if (!done) {
        close(found);
      }
    }
  }

  private void refuseGoodIndex() throws IOException {
    if (!Files.exists(files.index(), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (IndexFile index = IndexFile.open(files.index())) {
      if (index != null) {
        index.scan((key, entry, start, limit) -> { });
        throw new GuardException(files.index() + " can be read; --reindex is for an index that is gone or broken");
      }
    } catch (CorruptStoreException e) {
      // That is what it is for.
      return;
    }
  }

  private RepairPlan makePlan() {
    List<PlanItem> items = recovered.items();
    List<String> notices = new ArrayList<>();
    notices.add("OpenClaw reads a broken index as an empty one and overwrites it at its next write: do this before"
        + " the gateway starts or writes");
    if (recovered.former() != null) {
      notices.add("taken from " + recovered.former() + " as far as the damaged index does not say otherwise; sessions"
          + " that were removed since then come back");
    }
    if (recovered.history() > 0) {
      notices.add(Findings.count(recovered.history(), "transcript")
          + " older than that stay without an entry, since that index did not name them");
    }
    if (damaged != null) {
      notices.add("the damaged index is kept below " + area.trash() + ", what cannot be read of it in lost+found");
    }
    long before = damaged == null ? 0 : damaged.identity().size();
    if (recovered.size() == 0) {
      return new RepairPlan("nothing to do: nothing is left from which " + files.index() + " could be rebuilt", items,
          0, before, before, notices);
    }
    return new RepairPlan("rebuild " + files.index() + " with " + Findings.count(recovered.size(), "session"), items,
        recovered.size(), before, recovered.bytes() + 8L * recovered.size(), notices);
  }

  @Override
  public ChangePlan plan() {
    return plan;
  }

  @Override
  public Gate gate(GateOptions options) throws StoreException {
    return gates.entryChange(options);
  }

  @Override
  public ChangeReport apply(ApplyContext context) throws StoreException {
    try (TrashWriter trash = TrashWriter.begin(area, context.runId(), "repair", ref.path(), environment)) {
      Path temporary = files.indexTemporary(environment);
      context.journal().step(LayoutChange.STEP_STAGE, Map.of("path", temporary.toString()));
      try (AtomicReplacement replacement = AtomicReplacement.begin(files.index(), temporary)) {
        IndexWriter writer = new IndexWriter(replacement.channel());
        recovered.write(writer);
        writer.finish();
        replacement.finishWriting();
        prove(temporary);
        try (OpenClawLock lock =
            OpenClawLock.take(files.index(), LockKind.INDEX, context.lockWait(), Pause.SLEEP, environment)) {
          switchTo(replacement, lock, trash);
        }
      }
      return new ChangeReport(plan.changes(), List.of(), List.of(), plan.bytesBefore(), Files.size(files.index()),
          damaged == null ? List.of() : List.of(trash.root()), List.of());
    } catch (IOException e) {
      throw StorageIoException.wrap("rebuild", files.index(), e);
    }
  }

  private void prove(Path temporary) throws IOException {
    long[] count = new long[1];
    try (IndexFile written = IndexFile.open(temporary)) {
      written.scan((key, entry, start, limit) -> count[0]++);
    }
    if (count[0] != recovered.size()) {
      throw new CorruptStoreException(temporary + " holds " + count[0] + " entries instead of " + recovered.size()
          + " right after it was written; nothing was changed");
    }
  }

  private void requireUnchanged() throws IOException {
    FileIdentity present = FileIdentity.ofNullable(files.index());
    boolean same = damaged == null ? present == null : damaged.identity().sameContentAs(present);
    if (!same) {
      throw new ChangedException(files.index() + " was written since it was looked at; nothing was changed");
    }
  }

  private void switchTo(AtomicReplacement replacement, OpenClawLock lock, TrashWriter trash) throws IOException {
    requireUnchanged();
    if (damaged == null) {
      lock.ensureHeld();
      replacement.commit();
      return;
    }
    TrashedFile kept = trash.file(null, "index", files.index(), true);
    trash.announce();
    trash.lost(null, files.index(), damaged.readTo(), damaged.identity().size(), "cannot be read");
    try {
      trash.keep(kept);
      trash.settle();
      requireUnchanged();
      lock.ensureHeld();
      replacement.commit();
    } finally {
      UnfinishedTrash.dropSecondName(kept);
    }
  }

  @Override
  public void close() {
    close(recovered);
  }

  private void close(RecoveredEntries entries) {
    try {
      if (entries != null) {
        entries.close();
      }
      if (damaged != null) {
        damaged.close();
      }
    } catch (IOException e) {
      // Descriptors that were only read from have nothing to lose.
      return;
    }
  }
}
