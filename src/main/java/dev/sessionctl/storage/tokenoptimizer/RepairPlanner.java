package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.AtomicReplacement;
import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.change.Repair;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.files.Creation;
import dev.sessionctl.storage.files.FilePlan;
import dev.sessionctl.storage.files.FileStep;
import dev.sessionctl.storage.files.ModeStep;
import dev.sessionctl.storage.files.MoveToLost;
import dev.sessionctl.storage.files.Rewriting;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Plans what mends the findings of a check: records are made anew from manifests, manifests from checkpoints. Sees with
 * the eyes of {@link Check}, and then looks once more at each session of which something was found. Used once.
 */
final class RepairPlanner {

  /** What can be mended. */
  static final Set<Flaw> MENDED = EnumSet.of(Flaw.STATE_MISSING, Flaw.STATE_EMPTY, Flaw.STATE_TORN,
      Flaw.STATE_NOT_AN_OBJECT, Flaw.STATE_ODD_FIELD, Flaw.STATE_BEHIND, Flaw.MANIFEST_MISSING, Flaw.MANIFEST_TORN,
      Flaw.MANIFEST_UNTERMINATED, Flaw.MANIFEST_UNPARSABLE, Flaw.MANIFEST_FOREIGN, Flaw.MANIFEST_DANGLING,
      Flaw.MANIFEST_LAST_DANGLING, Flaw.CHECKPOINT_ORPHAN, Flaw.CHECKPOINT_EMPTY, Flaw.MODE_FILE,
      Flaw.MODE_DIRECTORY, Flaw.RUN_INTERRUPTED);

  private static final Set<Flaw> OF_RECORDS = EnumSet.of(Flaw.STATE_MISSING, Flaw.STATE_EMPTY, Flaw.STATE_TORN,
      Flaw.STATE_NOT_AN_OBJECT, Flaw.STATE_ODD_FIELD, Flaw.STATE_BEHIND);
  private static final Set<Flaw> OF_MANIFESTS = EnumSet.of(Flaw.MANIFEST_MISSING, Flaw.MANIFEST_TORN,
      Flaw.MANIFEST_UNTERMINATED, Flaw.MANIFEST_UNPARSABLE, Flaw.MANIFEST_FOREIGN, Flaw.MANIFEST_DANGLING,
      Flaw.MANIFEST_LAST_DANGLING, Flaw.CHECKPOINT_ORPHAN, Flaw.CHECKPOINT_EMPTY);

  private static final String MEND = "repair";
  private static final int PRIVATE_FILE = 0600;
  private static final int PRIVATE_DIRECTORY = 0700;
  private static final int OTHERS = 0077;

  private final StoreRef ref;
  private final StorePaths paths;
  private final Environment environment;
  private final Repair request;
  private final List<FileStep> steps = new ArrayList<>();
  private final List<PlanItem> kept = new ArrayList<>();

  RepairPlanner(StoreRef ref, StorePaths paths, Environment environment, Repair request) throws IOException {
    if (request.reindex()) {
      throw new UnsupportedChangeException(paths.root() + " has no index; 'sessionctl repair' without --reindex makes"
          + " records and manifests anew");
    }
    for (String id : request.findings()) {
      if (MENDED.stream().noneMatch(flaw -> flaw.id().equals(id))) {
        throw new UnsupportedChangeException(id + " is nothing that repair can mend in token-optimizer stores");
      }
    }
    this.ref = ref;
    this.paths = paths;
    this.environment = environment;
    this.request = request;
  }

  FilePlan plan() throws IOException {
    Map<String, Set<Flaw>> bySession = new TreeMap<>();
    Set<Flaw> general = EnumSet.noneOf(Flaw.class);
    new Check(ref, paths, environment, finding -> {
      for (Flaw flaw : MENDED) {
        boolean wanted = request.findings().isEmpty() || request.findings().contains(flaw.id());
        if (flaw.id().equals(finding.id()) && wanted) {
          if (finding.key() == null) {
            general.add(flaw);
          } else if (request.keys().isEmpty() || request.keys().contains(finding.key())) {
            bySession.computeIfAbsent(finding.key(), key -> EnumSet.noneOf(Flaw.class)).add(flaw);
          }
        }
      }
    }).run(CheckRequest.FULL);
    for (Map.Entry<String, Set<Flaw>> each : bySession.entrySet()) {
      session(each.getKey(), each.getValue());
    }
    if (request.keys().isEmpty()) {
      modes(general);
    }
    return new FilePlan(steps.isEmpty() ? "nothing to do: nothing that can be mended in " + paths.root()
        : "mend " + Findings.count(steps.size(), "thing") + " in " + paths.root(), steps, kept, notices());
  }

  private List<String> notices() {
    return steps.isEmpty() ? List.of() : List.of("what is replaced is kept below " + paths.area().trash()
        + ", damaged bytes in lost+found there");
  }

  private void session(String key, Set<Flaw> flaws) throws IOException {
    try {
      SessionPlace place = SessionPlace.of(paths.checkpoints(), key);
      FileIdentity manifest = FileIdentity.ofNullable(place.manifest());
      ManifestView view = ManifestView.read(place);
      // After the manifest: a checkpoint is written before its line, so whatever a line names is there, or gone.
      SessionFiles files = SessionFiles.list(place.directory());
      boolean mended = flaws.stream().anyMatch(OF_MANIFESTS::contains);
      if (mended) {
        manifest(place, files, view, manifest, flaws);
      }
      // A capture that was cut off before its line has not reached the record either.
      if (flaws.stream().anyMatch(OF_RECORDS::contains) || mended && lacksCheckpoints(place, files)) {
        record(place, files);
      }
    } catch (NoSuchFileException e) {
      kept.add(new PlanItem(key, null, "keep", "it is gone", 0));
    } catch (FileSystemException e) {
      kept.add(new PlanItem(key, null, "keep", "it cannot be read: " + e.getReason(), 0));
    }
  }

  private void manifest(SessionPlace place, SessionFiles files, ManifestView view, FileIdentity identity,
      Set<Flaw> flaws) throws IOException {
    boolean sweep = flaws.contains(Flaw.CHECKPOINT_EMPTY);
    List<FileStep> aside = new ArrayList<>();
    List<String> there = new ArrayList<>();
    for (SessionFiles.Entry entry : files.entries()) {
      if (entry.isCheckpoint() && entry.regular()) {
        if (entry.bytes() > 0 || !sweep) {
          there.add(entry.name());
        } else {
          Path path = place.directory().resolve(entry.name());
          aside.add(new MoveToLost(new PlanItem(place.key(), path, MEND, "empty", 0), FileIdentity.of(path)));
        }
      }
    }
    there.sort(ManifestEdit.byTime());
    ManifestEdit edit = new ManifestEdit(place);
    for (ManifestView.Row row : view.rows) {
      boolean last = row == view.last();
      if (row.line() == null) {
        Flaw flaw = last && !view.terminated ? Flaw.MANIFEST_TORN : Flaw.MANIFEST_UNPARSABLE;
        if (flaws.contains(flaw)) {
          edit.lose(row, flaw == Flaw.MANIFEST_TORN ? "the last line was cut" : "no JSON object");
        } else {
          edit.keep(row);
        }
      } else if (row.name() == null) {
        foreign(row, there, edit, flaws);
      } else if (there.contains(row.name())) {
        edit.keep(row);
      } else if (flaws.contains(last ? Flaw.MANIFEST_LAST_DANGLING : Flaw.MANIFEST_DANGLING)
          || sweep && files.named(row.name()) != null) {
        edit.drop();
      } else {
        edit.keep(row);
      }
    }
    if (flaws.contains(Flaw.CHECKPOINT_ORPHAN) || flaws.contains(Flaw.MANIFEST_MISSING)) {
      for (String name : there) {
        if (!edit.names(name) && files.named(name).bytes() > 0) {
          edit.add(name, CheckpointHeader.read(place.directory().resolve(name)));
        }
      }
    }
    if (identity == null) {
      steps.add(new Creation(new PlanItem(place.key(), place.manifest(), MEND, edit.reason(), 0), edit.bytes(),
          PRIVATE_FILE, edit::write));
    } else {
      PlanItem item = new PlanItem(place.key(), place.manifest(), MEND, edit.reason(), identity.size());
      LineRewriting rewriting =
          new LineRewriting(item, RestorePlaces.MANIFEST, identity, edit.bytes(), edit::write);
      edit.lost().forEach(range -> rewriting.losing(range.from(), range.to(), range.reason()));
      steps.add(rewriting);
    }
    steps.addAll(aside);
  }

  private static void foreign(ManifestView.Row row, List<String> there, ManifestEdit edit, Set<Flaw> flaws) {
    if (!flaws.contains(Flaw.MANIFEST_FOREIGN)) {
      edit.keep(row);
    } else if (row.elsewhere() != null && there.contains(row.elsewhere()) && !edit.names(row.elsewhere())) {
      edit.repoint(row, row.elsewhere());
    } else {
      edit.drop();
    }
  }

  /** Whether a record that can be read does not hold all that the checkpoints say was captured. */
  private static boolean lacksCheckpoints(SessionPlace place, SessionFiles files) {
    PolicyState state = new StateFile().read(place.state());
    return state.isSound() && files.entries().stream().anyMatch(entry -> entry.isCheckpoint() && entry.regular()
        && entry.bytes() > 0 && !state.covers(CheckpointName.of(entry.name()).trigger()));
  }

  private void record(SessionPlace place, SessionFiles files) throws IOException {
    FileIdentity identity = FileIdentity.ofNullable(place.state());
    byte[] planned = rebuilt(place);
    PlanItem item = new PlanItem(place.key(), place.state(), MEND, "made anew from the manifest",
        identity == null ? 0 : identity.size());
    if (identity == null) {
      steps.add(new Creation(item, planned.length, PRIVATE_FILE, out -> out.write(rebuilt(place))));
    } else if (files.named(StorePaths.STATE) != null && files.named(StorePaths.STATE).regular()) {
      // Made again when it is written: the manifest may have grown by then.
      steps.add(new Rewriting(item, RestorePlaces.RECORD, identity, planned.length, Rewriting.ModifiedTime.KEEP,
          (source, out) -> out.write(rebuilt(place))).lookedAfterBy(RepairPlanner::lookAfter));
    }
  }

  /**
   * The record of everything that manifest and checkpoints say was captured, and of what can be read of the old one.
   */
  private static byte[] rebuilt(SessionPlace place) throws IOException {
    StateDocument document = new StateDocument();
    StateFile old = new StateFile();
    old.read(place.state());
    document.add(old.bytes(), old.length());
    for (ManifestView.Row row : ManifestView.read(place).rows) {
      if (row.line() != null && row.line().trigger() != null) {
        document.add(row.line().trigger(), row.line().createdAt());
      }
    }
    for (SessionFiles.Entry entry : SessionFiles.list(place.directory()).entries()) {
      if (entry.isCheckpoint() && entry.regular()) {
        CheckpointName name = CheckpointName.of(entry.name());
        document.add(name.trigger(), name.time());
      }
    }
    return document.bytes();
  }

  /** A gateway that had the old record open has written its own by now: neither is forgotten. */
  private static String lookAfter(TrashedFile kept, FileIdentity before, Path place, FileStep.Tools tools)
      throws IOException {
    LateLines.begin().rest();
    StateFile late = new StateFile();
    if (before.sameContentAs(FileIdentity.ofNullable(kept.kept())) || !late.read(kept.kept()).isSound()) {
      return null;
    }
    StateDocument both = new StateDocument();
    both.add(late.bytes(), late.length());
    StateFile present = new StateFile();
    present.read(place);
    both.add(present.bytes(), present.length());
    try (AtomicReplacement replacement = AtomicReplacement.begin(place, tools.temporaries().beside(place))) {
      DurableFiles.writeFully(replacement.channel(), ByteBuffer.wrap(both.bytes()));
      replacement.finishWriting();
      replacement.commit();
    }
    return place + ": what a gateway wrote at that moment was carried over";
  }

  private void modes(Set<Flaw> flaws) throws IOException {
    if (!flaws.contains(Flaw.MODE_FILE) && !flaws.contains(Flaw.MODE_DIRECTORY)) {
      return;
    }
    ModeCheck.walk(paths, (path, stat) -> {
      Flaw flaw = stat.isDirectory() ? Flaw.MODE_DIRECTORY : Flaw.MODE_FILE;
      if ((stat.permissions() & OTHERS) != 0 && flaws.contains(flaw) && isPlain(stat)) {
        int wanted = stat.isDirectory() ? PRIVATE_DIRECTORY : PRIVATE_FILE;
        steps.add(new ModeStep(new PlanItem(null, path, MEND, String.format(java.util.Locale.ROOT,
            "mode %04o instead of %04o", wanted, stat.permissions()), 0), stat.permissions(), wanted));
      }
    });
  }

  private static boolean isPlain(FileStat stat) {
    return stat.isDirectory() || stat.isRegularFile() && stat.links() == 1;
  }
}
