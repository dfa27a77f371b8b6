package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.Artifact;
import dev.sessionctl.storage.InspectRequest;
import dev.sessionctl.storage.Message;
import dev.sessionctl.storage.NoSuchSessionException;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionDetail;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Gathers everything that is known of one session. The texts of checkpoints are shown only when asked for. */
record Inspection(StoreRef ref, StorePaths paths, List<Owner> owners) {

  private static final int PATIENCE = 4;

  /**
   * Looks at one session.
   *
   * @throws NoSuchSessionException when neither a directory nor a cache has that name
   */
  SessionDetail detail(String key, InspectRequest request) throws IOException {
    ReadCache cache = ReadCache.list(paths);
    cache.join(SessionScan.keys(paths));
    SessionFacts facts = SessionNames.isDirectoryName(key)
        ? new SessionReader(paths.checkpoints(), new ScanRequest(true, true, false, List.of())).read(key) : null;
    if (facts == null && !cache.of(key).isEmpty() && SessionNames.isDirectoryName(key)) {
      facts = SessionScan.cacheOnly(key, cache);
    }
    if (facts == null) {
      throw new NoSuchSessionException("no session " + key + " in " + ref.path());
    }
    Session session = new SessionRows(ref, ScanRequest.USUAL, cache).row(facts);
    Map<String, Map<String, Object>> fields = new LinkedHashMap<>();
    Map<String, Object> statistics = new LinkedHashMap<>();
    List<Message> messages = List.of();
    byte[] raw = null;
    if (facts.place() == SessionFacts.Place.DIRECTORY && facts.problem() == null) {
      SessionPlace place = SessionPlace.of(paths.checkpoints(), key);
      StateFile states = new StateFile();
      PolicyState state = states.readPatiently(place.state(), PATIENCE);
      fields.put("record", record(state));
      raw = request.raw() && states.length() > 0 ? states.bytes() : null;
      Path best = manifest(place, facts.files(), fields, statistics);
      if (best != null && request.lastMessages() > 0) {
        messages = CheckpointMessages.last(best, request.lastMessages());
      }
    }
    return new SessionDetail(session, fields, artifacts(facts, cache), List.of(), owners, statistics, messages, raw);
  }

  private static Map<String, Object> record(PolicyState state) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (!state.isSound()) {
      fields.put("status", state.status.name().toLowerCase(Locale.ROOT).replace('_', '-'));
      return fields;
    }
    fields.put("capturedFillBands", List.copyOf(state.bands));
    fields.put("capturedQualityThresholds", List.copyOf(state.thresholds));
    fields.put("capturedMilestones", List.copyOf(state.milestones));
    time(fields, "lastCheckpointAt", state.lastCheckpointAt);
    time(fields, "lastEvaluatedAt", state.lastEvaluatedAt);
    fields.put("editWriteCount", state.editWriteCount);
    fields.put("editedFiles", state.editedFiles);
    fields.put("editBatchMarkerWrites", state.editBatchMarkerWrites);
    fields.put("editBatchMarkerFiles", state.editBatchMarkerFiles);
    return fields;
  }

  private static void time(Map<String, Object> fields, String name, long millis) {
    if (millis != Session.UNKNOWN && millis > 0) {
      fields.put(name, Instant.ofEpochMilli(millis));
    }
  }

  /** Describes the manifest; returns the checkpoint that the plugin would restore, or null. */
  private static Path manifest(SessionPlace place, SessionFiles files, Map<String, Map<String, Object>> fields,
      Map<String, Object> statistics) throws IOException {
    ManifestView view;
    try {
      view = ManifestView.read(place);
    } catch (FileSystemException e) {
      statistics.put("unreadable", StorageIoException.reason(e));
      return null;
    }
    if (!view.exists()) {
      return null;
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    Map<String, Object> triggers = new TreeMap<>();
    long dangling = 0;
    for (ManifestView.Row row : view.rows) {
      if (row.line() != null) {
        triggers.merge(String.valueOf(row.line().trigger()), 1L, (one, other) -> (Long) one + (Long) other);
        dangling += row.name() == null || files.named(row.name()) == null ? 1 : 0;
      }
    }
    facts.put("lines", (long) view.rows.size());
    facts.put("withoutCheckpoint", dangling);
    facts.put("triggers", triggers);
    time(facts, "newest", view.newest);
    fields.put("manifest", facts);
    ManifestView.Row best = view.restored(files);
    if (best == null) {
      return null;
    }
    Path path = place.directory().resolve(best.name());
    statistics.put("restored", path.toString());
    statistics.put("checkpoints", files.checkpoints());
    CheckpointHeader header = CheckpointHeader.read(path);
    put(statistics, "trigger", header.trigger());
    put(statistics, "reason", header.reason());
    put(statistics, "fill", header.fill());
    put(statistics, "quality", header.quality());
    time(statistics, "capturedAt", header.capturedAt());
    if (header.messages() != Session.UNKNOWN) {
      statistics.put("messages", header.messages());
    }
    return path;
  }

  private static void put(Map<String, Object> fields, String name, String value) {
    if (value != null) {
      fields.put(name, value);
    }
  }

  private List<Artifact> artifacts(SessionFacts facts, ReadCache cache) {
    List<Artifact> found = new ArrayList<>();
    if (facts.files() != null) {
      for (SessionFiles.Entry entry : facts.files().entries()) {
        String role = switch (entry.kind()) {
          case STATE -> "record";
          case MANIFEST -> "manifest";
          case CHECKPOINT -> "checkpoint";
          default -> "other";
        };
        found.add(new Artifact(paths.session(facts.key()).resolve(entry.name()), role, entry.bytes(),
            entry.modified(), false));
      }
    }
    for (ReadCache.Item item : cache.of(facts.key())) {
      found.add(new Artifact(item.path(), item.role().label(), item.bytes(), item.modified(), false));
    }
    found.sort(Comparator.comparing(artifact -> artifact.path().toString()));
    return found;
  }
}
