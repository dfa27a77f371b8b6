package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.Severity;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.change.Repair;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Prepares repairs: checks the store as {@code verify} does, and asks for each finding that can be mended the class
 * that mends it. So what repair offers is what verify reported, by the same eyes.
 */
final class Repairs {

  /** What {@code repair --reindex} mends. */
  static final Set<Flaw> REINDEX = EnumSet.of(Flaw.INDEX_MISSING, Flaw.INDEX_EMPTY, Flaw.INDEX_BYTE_ORDER_MARK,
      Flaw.INDEX_NOT_AN_OBJECT, Flaw.INDEX_TRAILING, Flaw.INDEX_UNPARSABLE);

  /** What {@code repair} mends; an interrupted run is mended by every changing command before anything else. */
  static final Set<Flaw> MENDED = mended();

  private final StoreRef ref;
  private final StoreFiles files;
  private final Entries entries;
  private final AdminArea area;
  private final Environment environment;
  private final Gates gates;

  Repairs(StoreRef ref, StoreFiles files, Entries entries, AdminArea area, Environment environment, Gates gates) {
    this.ref = ref;
    this.files = files;
    this.entries = entries;
    this.area = area;
    this.environment = environment;
    this.gates = gates;
  }

  private static Set<Flaw> mended() {
    Set<Flaw> all = EnumSet.of(Flaw.LOCK_STALE, Flaw.RUN_INTERRUPTED);
    all.addAll(TranscriptMender.FLAWS);
    all.addAll(EntryMender.FLAWS);
    all.addAll(LeftoverMender.FLAWS);
    all.addAll(ModeMender.FLAWS);
    return all;
  }

  /** Prepares what was asked for. */
  Change prepare(Repair request) throws IOException {
    if (request.reindex()) {
      if (!ref.format().equals(OpenClawFormat.JSON)) {
        throw new UnsupportedChangeException(ref.path() + " has no index that could be rebuilt: its entries are files");
      }
      return new Reindex(ref, files, area, environment, gates);
    }
    Set<Flaw> wanted = wanted(request.findings());
    Findings found = check(wanted, request.keys());
    RepairChange change = new RepairChange(ref, files, entries, area, environment, gates);
    RunningSessions running = new RunningSessions(entries);
    locks(found.of(EnumSet.of(Flaw.LOCK_STALE)), change);
    transcripts(found.of(TranscriptMender.FLAWS), wanted, running, change);
    entries(found.of(EntryMender.FLAWS), running, change);
    Set<Flaw> leftOvers = found.flaws(LeftoverMender.FLAWS);
    if (found.broken() != null) {
      // They are what a reindex rebuilds the index from.
      leftOvers.remove(Flaw.INDEX_TEMPS);
    }
    if (!leftOvers.isEmpty()) {
      LeftoverMender mender = new LeftoverMender(files, gates.owners(), environment);
      mender.add(leftOvers, SessionsDirectory.list(files.sessions(), files.indexName()));
      mender.mendings().forEach(change::mend);
      mender.leftAlone().forEach(change::leave);
    }
    ModeMender.mendings(found.of(ModeMender.FLAWS), files).forEach(change::mend);
    change.plan(found.broken(), found.others());
    return change;
  }

  private static Set<Flaw> wanted(Set<String> ids) throws StoreException {
    if (ids.isEmpty()) {
      return MENDED;
    }
    Set<Flaw> wanted = EnumSet.noneOf(Flaw.class);
    for (String id : ids) {
      Flaw found = null;
      for (Flaw flaw : Flaw.values()) {
        found = flaw.id().equals(id) ? flaw : found;
      }
      if (found == null || !MENDED.contains(found)) {
        throw new UnsupportedChangeException(found == null ? "there is no finding '" + id + "'"
            : REINDEX.contains(found) ? id + " is mended by repair --reindex"
                : id + " is nothing that repair can mend" + (found.fix() == null ? "" : ": " + found.fix()));
      }
      wanted.add(found);
    }
    return wanted;
  }

  /** What a check found, by flaw. */
  private record Findings(Map<String, List<Finding>> byId, Finding broken, long others) {
    List<Finding> of(Set<Flaw> flaws) {
      List<Finding> all = new ArrayList<>();
      flaws.forEach(flaw -> all.addAll(byId.getOrDefault(flaw.id(), List.of())));
      return all;
    }

    Set<Flaw> flaws(Set<Flaw> among) {
      Set<Flaw> found = EnumSet.noneOf(Flaw.class);
      among.stream().filter(flaw -> byId.containsKey(flaw.id())).forEach(found::add);
      return found;
    }
  }

  private Findings check(Set<Flaw> wanted, Set<String> keys) throws IOException {
    Map<String, List<Finding>> byId = new HashMap<>();
    Set<String> ids = new java.util.HashSet<>();
    wanted.forEach(flaw -> ids.add(flaw.id()));
    Set<String> reindex = new java.util.HashSet<>();
    REINDEX.forEach(flaw -> reindex.add(flaw.id()));
    Finding[] broken = new Finding[1];
    long[] others = new long[1];
    new Check(ref, files, entries, environment, finding -> {
      if (reindex.contains(finding.id())) {
        broken[0] = finding;
      } else if (ids.contains(finding.id())) {
        if (keys.isEmpty() || finding.key() != null && keys.contains(finding.key())) {
          byId.computeIfAbsent(finding.id(), unused -> new ArrayList<>()).add(finding);
        }
      } else if (finding.severity() != Severity.INFO) {
        others[0]++;
      }
    }).run(CheckRequest.FULL);
    return new Findings(byId, broken[0], others[0]);
  }

  private void locks(List<Finding> findings, RepairChange change) throws IOException {
    for (Finding finding : findings) {
      LockMending mending = LockMending.of(finding.path(), environment);
      if (mending != null) {
        change.mend(mending);
      }
    }
  }

  private void transcripts(List<Finding> findings, Set<Flaw> wanted, RunningSessions running, RepairChange change)
      throws IOException {
    Map<Path, String> keys = new LinkedHashMap<>();
    findings.forEach(finding -> keys.putIfAbsent(finding.path(), finding.key()));
    HeaderSource headers = new HeaderSource(files, entries, environment);
    for (Map.Entry<Path, String> transcript : keys.entrySet()) {
      Path path = transcript.getKey();
      try {
        FileIdentity identity = FileIdentity.of(path);
        String reason = whyNot(path, identity, running);
        if (reason != null) {
          throw new LeftAloneException(reason);
        }
        TranscriptPatch patch = TranscriptMender.patch(path, wanted, headers.of(path, transcript.getValue()));
        if (!identity.equals(FileIdentity.ofNullable(path))) {
          throw new LeftAloneException("it is being written");
        }
        if (!patch.isEmpty()) {
          change.mend(new TranscriptMending(transcript.getValue(), path, identity, patch, wanted));
        }
      } catch (LeftAloneException e) {
        change.leave(new PlanItem(transcript.getValue(), path, "keep", e.getMessage(), 0));
      } catch (NoSuchFileException e) {
        // Archived since it was looked at.
        continue;
      }
    }
  }

  private String whyNot(Path path, FileIdentity identity, RunningSessions running) throws IOException {
    if (!files.sessions().equals(path.getParent())) {
      return "it belongs to another store";
    }
    if (running.uses(path)) {
      return "its session runs";
    }
    return environment.now() - identity.modifiedMillis() <= CheckContext.SETTLED_MILLIS
        ? "it was written within the last quarter of an hour" : null;
  }

  private void entries(List<Finding> findings, RunningSessions running, RepairChange change) throws IOException {
    if (findings.isEmpty()) {
      return;
    }
    try (EntryTexts texts = ref.format().equals(OpenClawFormat.JSON) ? EntryTexts.ofIndex(files.index())
        : EntryTexts.ofDirectory(new EntryDirectory(files.directory(), OpenClawStore.layoutOf(files.directory())))) {
      if (texts == null) {
        return;
      }
      EntryMender mender = new EntryMender(texts, running);
      mender.add(findings);
      mender.mendings().forEach(change::mend);
      mender.leftAlone().forEach(change::leave);
    }
  }
}
