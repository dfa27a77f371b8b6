package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.LockedException;
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
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Mends what was found, each thing by itself: one that has changed or is in use meanwhile is named and left alone, and
 * the others are mended all the same.
 */
final class RepairChange implements Change {

  private final StoreRef ref;
  private final StoreFiles files;
  private final Entries store;
  private final AdminArea area;
  private final Environment environment;
  private final Gates gates;
  private final List<Mending> mendings = new ArrayList<>();
  private final List<EntryMending> entries = new ArrayList<>();
  private final List<PlanItem> leftAlone = new ArrayList<>();
  private RepairPlan plan;
  private boolean assumeOffline;

  RepairChange(StoreRef ref, StoreFiles files, Entries store, AdminArea area, Environment environment, Gates gates) {
    this.ref = ref;
    this.files = files;
    this.store = store;
    this.area = area;
    this.environment = environment;
    this.gates = gates;
  }

  void mend(Mending mending) {
    mendings.add(mending);
  }

  void mend(EntryMending mending) {
    entries.add(mending);
  }

  /** Names what cannot be mended now. */
  void leave(PlanItem item) {
    leftAlone.add(item);
  }

  /**
   * Makes the plan from all that was added.
   *
   * @param broken what is wrong with the index as a whole, or null
   * @param others number of findings that no repair mends
   */
  void plan(Finding broken, long others) {
    List<PlanItem> items = new ArrayList<>();
    long before = 0;
    long after = 0;
    for (Mending mending : mendings) {
      items.add(mending.item());
      before += mending.item().bytes();
      after += mending.bytesAfter();
    }
    for (EntryMending mending : entries) {
      items.addAll(mending.items());
      before += mending.kept().stream().mapToLong(former -> former.text().length).sum();
      after += mending.bytesAfter();
    }
    items.addAll(leftAlone);
    long changes = mendings.size() + entries.size();
    List<String> notices = new ArrayList<>();
    if (broken != null) {
      notices.add(broken.message() + "; sessionctl repair --reindex rebuilds the index: do it before the gateway"
          + " writes, which reads this one as empty and overwrites it");
    }
    if (changes > 0) {
      notices.add("originals and damaged bytes are kept below " + area.trash());
    }
    if (!leftAlone.isEmpty()) {
      notices.add(leftAlone.size() + " found but left alone now: see the items marked keep");
    }
    if (others > 0) {
      notices.add(Findings.count(others, "further finding") + " that repair does not mend; sessionctl verify --level 3"
          + " shows what to do");
    }
    String what = changes == 0 ? "nothing to do: nothing that can be mended now was found in " + ref.path()
        : "mend " + Findings.count(changes, "thing") + " in " + ref.path();
    plan = new RepairPlan(what, items, changes, before, after, notices);
  }

  @Override
  public ChangePlan plan() {
    return plan;
  }

  @Override
  public Gate gate(GateOptions options) throws StoreException {
    assumeOffline = options.assumeOffline();
    boolean locksOnly = entries.isEmpty() && mendings.stream().allMatch(LockMending.class::isInstance);
    return locksOnly ? gates.lockBreak(options) : gates.entryChange(options);
  }

  @Override
  public ChangeReport apply(ApplyContext context) throws StoreException {
    try (TrashWriter trash = TrashWriter.begin(area, context.runId(), "repair", ref.path(), environment)) {
      RepairReport report = new RepairReport(plan);
      Mending.Tools tools =
          new Mending.Tools(context, trash, environment, new RunningSessions(store), whyIneffective());
      long done = 0;
      boolean entriesDone = false;
      for (Mending mending : mendings) {
        context.progress().progress("mend", done++, mendings.size());
        // Locks and transcripts first, then entries, then what is left over: a torn index is a source while it lies
        // there.
        if (!entriesDone && mending instanceof LeftoverMending) {
          new EntryRepair(entries, ref, files, environment).apply(tools, report);
          entriesDone = true;
        }
        one(mending, tools, report);
      }
      if (!entriesDone) {
        new EntryRepair(entries, ref, files, environment).apply(tools, report);
      }
      trash.settle();
      return report.report(trash.root());
    } catch (IOException e) {
      throw StorageIoException.wrap("repair", ref.path(), e);
    }
  }

  /** The same for all transcripts of a directory, so it is asked once; with nobody there it does not matter. */
  private String whyIneffective() throws IOException {
    boolean transcripts = mendings.stream().anyMatch(TranscriptMending.class::isInstance);
    return !transcripts || assumeOffline && gates.owners().isEmpty() ? null
        : OpenClawLock.whyIneffective(files.sessions().resolve("transcript.jsonl"), environment).orElse(null);
  }

  private void one(Mending mending, Mending.Tools tools, RepairReport report) throws IOException {
    if (tools.context().isOver(environment)) {
      report.skipped(mending.item(), ApplyContext.OUT_OF_TIME);
      return;
    }
    try {
      mending.apply(tools);
      report.done(mending.item().bytes(), mending.bytesAfter());
    } catch (LeftAloneException | ChangedException | LockedException | java.nio.file.NoSuchFileException e) {
      report.skipped(mending.item(), e.getMessage());
    }
  }

  @Override
  public void close() {
    // Holds nothing open between plan and change.
  }
}
