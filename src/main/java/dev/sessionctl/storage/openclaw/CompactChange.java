package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.Compaction;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.trash.TrashWriter;
import dev.sessionctl.storage.trash.UnfinishedTrash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Shrinks what a store takes: first entries, then transcripts, then dead temporary files. What the product makes anew
 * is dropped; everything else that goes is kept in the trash.
 */
final class CompactChange implements Change {

  private final StoreRef ref;
  private final StoreFiles files;
  private final AdminArea area;
  private final Environment environment;
  private final Gates gates;
  private final Entries entries;
  private final Compaction request;
  private final EntryCompaction entryPart;
  private final TranscriptCompaction transcriptPart;
  private final LeftOverCompaction leftOverPart = new LeftOverCompaction();
  private final List<PlanItem> items = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();
  private final CompactionPlan plan;

  CompactChange(StoreRef ref, StoreFiles files, Entries entries, AdminArea area, Environment environment, Gates gates,
      Compaction request) throws IOException {
    this.ref = ref;
    this.files = files;
    this.entries = entries;
    this.area = area;
    this.environment = environment;
    this.gates = gates;
    this.request = request;
    CompactionScan scan = new CompactionScan(ref, files, request, environment);
    entryPart = new EntryCompaction(files, entries, environment);
    transcriptPart = new TranscriptCompaction(request, scan.checkpoints, environment);
    List<Idle> idle = scanEntries(scan);
    boolean entriesLeft = request.thresholdPercent() > 0 && entryPart.giveUpBelow(request.thresholdPercent());
    if (entriesLeft) {
      notices.add("entries: left as they are, the gain is below " + request.thresholdPercent() + "%");
    }
    planTranscripts(scan, idle);
    if (request.keys() == null) {
      leftOverPart.plan(scan.listing, environment);
    }
    plan = describe();
  }

  /** A session whose transcript may be looked at. */
  private record Idle(String key, Path transcript, boolean shortened, int bytes) {}

  private List<Idle> scanEntries(CompactionScan scan) throws IOException {
    List<Idle> idle = new ArrayList<>();
    CompactionScan.Visitor visitor = (key, text, busy, recent, transcript) -> {
      if (!scan.isMeant(key) || busy != null) {
        entryPart.passOver(text);
        if (scan.isMeant(key)) {
          items.add(new PlanItem(key, null, "keep", busy, text.length));
        }
        return;
      }
      boolean shortened = entryPart.plan(key, text, !recent, transcript == null ? null
          : transcript.getFileName().toString(), scan.surplusBytes.getOrDefault(key, 0L));
      if (!recent) {
        idle.add(new Idle(key, transcript, shortened, text.length));
      } else if (!shortened) {
        items.add(new PlanItem(key, null, "keep", "changed recently", text.length));
      }
    };
    if (entries instanceof DirectoryEntries) {
      scan.directory(directory(), visitor);
    } else {
      scan.index(files.index(), visitor);
    }
    return idle;
  }

  private void planTranscripts(CompactionScan scan, List<Idle> idle) throws IOException {
    boolean trim = request.level() != Compaction.Level.LOSSLESS;
    if (trim && !scan.complete) {
      notices.add("transcripts: left as they are, since an entry that cannot be read may be of a running session");
      trim = false;
    }
    Set<Path> seen = new HashSet<>();
    for (Idle each : idle) {
      String reason = "nothing to gain";
      if (trim && each.transcript() != null) {
        reason = scan.busyTranscripts.contains(each.transcript()) ? "shares its transcript with a busy session"
            : !seen.add(each.transcript()) ? "shares its transcript"
            : transcriptPart.plan(each.key(), each.transcript(), request.thresholdPercent());
      }
      if (reason != null && !each.shortened()) {
        items.add(new PlanItem(each.key(), null, "keep", reason, each.bytes()));
      }
    }
  }

  private CompactionPlan describe() {
    CompactionTotals totals = new CompactionTotals();
    List<PlanItem> all = new ArrayList<>();
    entryPart.describe(all, totals);
    transcriptPart.describe(all, totals);
    leftOverPart.describe(all, totals);
    all.addAll(items);
    items.clear();
    notices.addAll(totals.lines());
    if (!transcriptPart.isEmpty()) {
      notices.add("transcripts as they were are kept below " + area.trash() + " until 'sessionctl trash purge'");
    }
    String summary = totals.count() == 0 ? "nothing to do: " + ref.path() + " is compact"
        : "compact " + totals.count(CompactionTotals.ENTRIES) + " entries and "
            + totals.count(CompactionTotals.TRANSCRIPTS) + " transcripts of " + ref.path() + ", and set aside "
            + totals.count(CompactionTotals.TEMPORARIES) + " dead temporary files";
    return new CompactionPlan(summary, all, totals, List.copyOf(notices));
  }

  private EntryDirectory directory() {
    return new EntryDirectory(files.directory(), OpenClawStore.layoutOf(files.directory()));
  }

  @Override
  public ChangePlan plan() {
    return plan;
  }

  @Override
  public Gate gate(GateOptions options) throws StoreException {
    return transcriptPart.isEmpty() ? gates.entryChange(options)
        : gates.transcriptChange(transcriptPart.first(), options);
  }

  @Override
  public ChangeReport apply(ApplyContext context) throws StoreException {
    CompactionTotals totals = new CompactionTotals();
    List<PlanItem> skipped = new ArrayList<>();
    List<String> said = new ArrayList<>();
    List<Path> backups = new ArrayList<>();
    try {
      // First, since only this part may still refuse the whole run.
      if (!entryPart.isEmpty()) {
        EntryEditor editor = entries instanceof DirectoryEntries
            ? new DirectoryEditor(files, directory(), environment) : new IndexEditor(files, environment);
        entryPart.apply(editor, context, totals, skipped, said);
      }
      if (!transcriptPart.isEmpty() || !leftOverPart.isEmpty()) {
        try (TrashWriter trash =
            TrashWriter.begin(area, context.runId(), request.command(), ref.path(), environment)) {
          if (!transcriptPart.isEmpty()) {
            transcriptPart.apply(trash, context, totals, skipped, said);
          }
          if (!leftOverPart.isEmpty()) {
            leftOverPart.apply(trash, context, environment, totals, skipped);
          }
          if (totals.count(CompactionTotals.TRANSCRIPTS) + totals.count(CompactionTotals.TEMPORARIES) == 0) {
            UnfinishedTrash.discard(trash.root());
          } else {
            backups.add(trash.root());
          }
        }
      }
    } catch (IOException e) {
      throw StorageIoException.wrap("compact", ref.path(), e);
    }
    said.addAll(0, totals.lines());
    return new ChangeReport(totals.count(), skipped, List.of(), totals.before(), totals.after(), backups, said);
  }

  /** Whether an interrupted run was a compaction. */
  static boolean isOf(RunRecord run) {
    return "compact".equals(run.command());
  }

  @Override
  public void close() {
    // Nothing is held between the calls.
  }
}
