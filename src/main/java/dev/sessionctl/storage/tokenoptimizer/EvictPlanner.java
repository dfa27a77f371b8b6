package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.files.FilePlan;
import dev.sessionctl.storage.files.FileStep;
import dev.sessionctl.storage.files.SetAside;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the decisions of a policy into steps. Usually what was captured goes and the record of it stays; a full
 * eviction takes the record and the session's read cache as well, but only of sessions that are cold. Looks at every
 * session once more, since it may have changed since the policy decided. Used once.
 */
final class EvictPlanner {

  /** A session that was idle for less may be in the memory of a gateway, or come back to it. */
  static final Duration COLD = Duration.ofDays(1);

  /** A checkpoint without a line that is younger belongs to a capture that may still go on. */
  private static final long CAPTURE_MILLIS = 60_000;
  private static final int PATIENCE = 4;

  private final StorePaths paths;
  private final Environment environment;
  private final Eviction request;
  private final long now;
  private final long quietSince;
  private final long coldSince;
  private final SessionReader reader;
  private final StateFile states = new StateFile();
  private final ReadCache cache;
  private final GatewaySessions gateway;
  private final List<FileStep> steps = new ArrayList<>();
  private final List<PlanItem> kept = new ArrayList<>();
  private long recordBytes;
  private long records;

  EvictPlanner(StorePaths paths, Environment environment, Eviction request) throws IOException {
    if (!request.unreferenced().isEmpty()) {
      throw new UnsupportedChangeException(paths.root() + ": --orphans is for transcripts, of which this store has"
          + " none; 'sessionctl repair' mends checkpoints that no manifest names");
    }
    this.paths = paths;
    this.environment = environment;
    this.request = request;
    this.now = environment.now();
    this.quietSince = now - request.quietFor().toMillis();
    this.coldSince = now - Math.max(request.quietFor().toMillis(), COLD.toMillis());
    this.reader = new SessionReader(paths.checkpoints(), ScanRequest.USUAL);
    this.cache = ReadCache.list(paths);
    cache.join(SessionScan.keys(paths));
    boolean any = request.decisions().stream().anyMatch(item -> item.action().equals(Eviction.EVICT));
    this.gateway = request.full() && any ? GatewaySessions.read(paths, environment) : null;
  }

  FilePlan plan() throws IOException {
    for (PlanItem decision : request.decisions()) {
      String reason = decision.reason();
      if (decision.action().equals(Eviction.EVICT)) {
        reason = request.full() ? full(decision) : hot(decision);
      }
      if (reason != null) {
        kept.add(new PlanItem(decision.key(), null, Eviction.KEEP, reason, decision.bytes()));
      }
    }
    long sessions = steps.size();
    if (request.archiveAge() != null) {
      takeTemporaries();
    }
    return new FilePlan(summary(sessions), steps, kept, notices());
  }

  private String summary(long sessions) {
    if (steps.isEmpty()) {
      return "nothing to do: none of " + Findings.count(request.decisions().size(), "session") + " goes";
    }
    long loose = steps.size() - sessions;
    return "evict " + sessions + " of " + Findings.count(request.decisions().size(), "session")
        + (request.full() ? " in full" : "")
        + (loose == 0 ? "" : " and " + Findings.count(loose, "file") + " of no session") + " from " + paths.root();
  }

  private List<String> notices() {
    List<String> notices = new ArrayList<>(request.notices());
    if (!steps.isEmpty()) {
      notices.add("what goes is kept below " + paths.area().trash() + " until it is purged from there");
    }
    if (records > 0) {
      notices.add("the records of what was captured stay (" + records + ", " + recordBytes + " bytes), so that a"
          + " gateway captures nothing again; --full takes those of cold sessions too");
    }
    return notices;
  }

  /** Plans the eviction of what a session's captures hold; returns why it stays, or null. */
  private String hot(PlanItem decision) throws IOException {
    SessionFacts facts = reader.read(decision.key());
    String reason = whyKept(decision.key(), facts, quietSince);
    if (reason != null) {
      return reason;
    }
    if (facts == null) {
      return "only its read cache is left, which goes with --full";
    }
    if (facts.files().isRecordOnly()) {
      return "evicted already; only its record is left";
    }
    try {
      SessionPlace place = SessionPlace.of(paths.checkpoints(), decision.key());
      // In this order: a checkpoint is written before its line, so whatever a line names is in the listing; and of a
      // manifest that grew since its identity was taken nothing is ever moved.
      final FileIdentity identity = FileIdentity.ofNullable(place.manifest());
      ManifestView manifest = ManifestView.read(place);
      SessionFiles files = SessionFiles.list(place.directory());
      String damaged = whyDamaged(place, files, manifest);
      if (damaged != null) {
        return damaged;
      }
      List<SetAside.Part> checkpoints = new ArrayList<>();
      SetAside.Part manifestPart = null;
      for (SessionFiles.Entry entry : files.entries()) {
        Path path = place.directory().resolve(entry.name());
        boolean old = entry.modified() < now - CAPTURE_MILLIS;
        if (entry.kind() == SessionFiles.Kind.MANIFEST) {
          if (identity == null) {
            return "changed just now";
          }
          manifestPart = new SetAside.Part(RestorePlaces.MANIFEST, path, identity);
        } else if (entry.isCheckpoint() && (manifest.names.contains(entry.name()) || old)) {
          checkpoints.add(SessionParts.part("checkpoint", path));
        }
      }
      if (manifestPart == null && checkpoints.isEmpty()) {
        return "nothing of it can go";
      }
      SessionFiles.Entry record = files.named(StorePaths.STATE);
      recordBytes += record == null ? 0 : record.bytes();
      records++;
      long bytes = (manifestPart == null ? 0 : manifestPart.identity().size())
          + checkpoints.stream().mapToLong(part -> part.identity().size()).sum();
      steps.add(new HotEviction(new PlanItem(decision.key(), null, Eviction.EVICT, decision.reason(), bytes),
          manifestPart, checkpoints));
      return null;
    } catch (NoSuchFileException e) {
      return "changed just now";
    } catch (FileSystemException e) {
      return "it cannot be read: " + StorageIoException.reason(e);
    }
  }

  /** The record is all that is left afterwards, so it must say everything; the rest is what repair makes it from. */
  private String whyDamaged(SessionPlace place, SessionFiles files, ManifestView manifest) throws IOException {
    PolicyState state = states.readPatiently(place.state(), PATIENCE);
    String missing = manifest.missingIn(state);
    for (SessionFiles.Entry entry : files.entries()) {
      if (entry.isCheckpoint() && !state.covers(CheckpointName.of(entry.name()).trigger())) {
        missing = entry.name();
      }
    }
    return state.isSound() && state.oddFields.isEmpty() && missing == null ? null
        : "its record of captures is damaged or incomplete: 'sessionctl repair' mends it";
  }

  /** Plans the eviction of everything of a session; returns why it stays, or null. */
  private String full(PlanItem decision) throws IOException {
    String key = decision.key();
    SessionFacts facts = reader.read(key);
    String reason = whyKept(key, facts, coldSince);
    if (reason == null && Math.max(cache.newest(key), facts == null ? Session.UNKNOWN : facts.lastActivity())
        > coldSince) {
      reason = "is not cold yet";
    }
    if (reason == null) {
      reason = gateway.whyAlive(key, coldSince);
    }
    if (reason != null) {
      return reason;
    }
    try {
      List<SetAside.Part> parts = SessionParts.of(paths, key,
          facts == null ? new SessionFiles(List.of()) : facts.files(), cache);
      long bytes = parts.stream().mapToLong(part -> part.identity().size()).sum();
      steps.add(new SetAside(new PlanItem(key, null, Eviction.EVICT, decision.reason(), bytes), parts,
          facts == null ? List.of() : List.of(paths.session(key))));
      return null;
    } catch (NoSuchFileException e) {
      return "changed just now";
    }
  }

  /** What holds for either kind. */
  private String whyKept(String key, SessionFacts facts, long since) throws IOException {
    if (facts == null) {
      return cache.of(key).isEmpty() ? "the session is gone" : null;
    }
    if (facts.place() == SessionFacts.Place.LINK) {
      return "its directory is a symbolic link";
    }
    if (facts.problem() != null) {
      return "it cannot be read: " + facts.problem();
    }
    for (SessionFiles.Entry entry : facts.files().entries()) {
      if (!entry.regular()) {
        return entry.name() + " is no regular file";
      }
      if (FileStat.of(paths.session(key).resolve(entry.name())).links() > 1) {
        return entry.name() + " has several hard links";
      }
    }
    return facts.files().newest() > since ? since == quietSince ? "changed just now" : "is not cold yet" : null;
  }

  /** Unfinished writes of the read cache that are older than was asked for, and than any that may go on. */
  private void takeTemporaries() throws IOException {
    long before = now - Math.max(request.archiveAge().toMillis(), CacheCheck.OLD_MILLIS);
    for (ReadCache.Item item : cache.items()) {
      if (item.role() == ReadCache.Role.TEMPORARY && item.regular() && item.modified() < before) {
        SetAside.Part part = SessionParts.part("left-over", item.path());
        steps.add(new SetAside(new PlanItem(null, item.path(), Eviction.EVICT, "an unfinished write",
            item.bytes()), List.of(part)));
      }
    }
  }
}
