package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Artifact;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.InspectRequest;
import dev.sessionctl.storage.Message;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionDetail;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers everything that is known of one session. */
record Inspection(StoreRef ref, Place place, Environment environment) {

  /** Returns null when there is no such session. */
  SessionDetail of(String key, InspectRequest request) throws IOException {
    Listing listing = Listing.of(place.directory());
    Spills spills = Spills.in(place.spillDirectories(environment));
    SessionRows rows = new SessionRows(ref, ScanRequest.USUAL, listing, spills, environment);
    if (RunDirectory.isKey(key) && listing.runs.contains(key.substring(0, key.length() - 1))) {
      return run(rows, key, listing, request);
    }
    if (!listing.sessions.contains(key)) {
      return null;
    }
    Path file = Listing.file(place.directory(), key);
    Deque<Message> last = new ArrayDeque<>();
    StableContent.Read read;
    try {
      read = StableContent.of(file, new Tail(last, request.lastMessages()));
    } catch (NoSuchFileException e) {
      return null;
    }
    SessionContent content = read.content();
    HeldLocks locks = new HeldLocks(environment);
    return new SessionDetail(rows.row(key, content, read.identity()), fields(key, content),
        artifacts(key, content, read.identity(), listing, spills), locks.of(place.directory(), key),
        Owners.of(listing, environment), history(content), List.copyOf(last), request.raw() ? bytes(file) : null);
  }

  /** Keeps the last messages of the window. */
  private record Tail(Deque<Message> last, int wanted) implements MessageVisitor {
    @Override
    public void begin() {
      last.clear();
    }

    @Override
    public void message(boolean archived, long index, MessageFields message) {
      if (archived || wanted <= 0) {
        return;
      }
      String text = message.text != null ? message.text : message.listContent ? "[parts]" : "";
      for (String call : message.toolCalls) {
        text += (text.isEmpty() ? "" : "\n") + "[tool call " + call + "]";
      }
      last.add(new Message(message.millis(), message.role, text));
      if (last.size() > wanted) {
        last.remove();
      }
    }
  }

  private Map<String, Map<String, Object>> fields(String key, SessionContent content) throws IOException {
    Map<String, Map<String, Object>> groups = new LinkedHashMap<>();
    Map<String, Object> identity = new LinkedHashMap<>();
    put(identity, "family", content.family().label());
    put(identity, "damage", content.damage);
    if (!content.shapes.isEmpty()) {
      put(identity, "shape", content.shapes.toString());
    }
    put(identity, "sessionId", content.id);
    put(identity, "createdAt", time(content.createdAt));
    put(identity, "updatedAt", time(content.updatedAt));
    put(identity, "metadataTitle", content.metadataTitle);
    put(identity, "title", content.title);
    put(identity, "agentName", content.agentName);
    put(identity, "agentId", content.agentId);
    put(identity, "userId", content.userId);
    put(identity, "gatewaySessionId", content.gatewayId);
    put(identity, "workspace", content.workspace);
    if (content.family() == Family.HIERARCHICAL) {
      put(identity, "shared", content.shared);
    }
    groups.put("session", identity);
    Map<String, Object> use = new LinkedHashMap<>();
    put(use, "model", content.shownModel());
    put(use, "tokens", content.tokens);
    put(use, "cost", content.cost);
    put(use, "source", content.source);
    groups.put("use", use);
    groups.put("lineage", new Lineage(place.directory()).of(key, content));
    Map<String, Object> snapshots = new LinkedHashMap<>();
    for (SessionContent.Snapshot snapshot : content.snapshots) {
      snapshots.put(snapshot.id() == null ? "snapshot " + (snapshots.size() + 1) : snapshot.id(), "up to message "
          + (snapshot.messageIndex() == Session.UNKNOWN ? "?" : snapshot.messageIndex())
          + (snapshot.label() == null ? "" : ", " + snapshot.label()));
    }
    groups.put("snapshots", snapshots);
    groups.values().removeIf(Map::isEmpty);
    return groups;
  }

  private Object time(String text) {
    long millis = SessionContent.millis(text, environment);
    return millis == Session.UNKNOWN ? text : Instant.ofEpochMilli(millis);
  }

  private static Map<String, Object> history(SessionContent content) {
    Map<String, Object> history = new LinkedHashMap<>();
    if (!content.isReadable()) {
      return history;
    }
    history.put("messages", content.messages);
    if (content.archived > 0) {
      history.put("archivedMessages", content.archived);
      history.put("archivedBytes", content.archivedBytes);
    }
    if (content.summaryBytes >= 0) {
      history.put("summaryBytes", content.summaryBytes);
      put(history, "summarisedMessages", content.summaryCount == Session.UNKNOWN ? null : content.summaryCount);
    }
    if (content.compacted) {
      put(history, "lastCompactionIndex", content.compactionIndex);
    }
    return history;
  }

  private static void put(Map<String, Object> fields, String name, Object value) {
    if (value != null) {
      fields.put(name, value);
    }
  }

  private List<Artifact> artifacts(String key, SessionContent content, FileIdentity identity, Listing listing,
      Spills spills) throws IOException {
    List<Artifact> found = new ArrayList<>();
    Path file = Listing.file(place.directory(), key);
    found.add(new Artifact(file, "session", identity.size(), identity.modifiedMillis(), false));
    add(found, "lock", Listing.lock(place.directory(), key));
    for (Path quarantine : listing.quarantined.getOrDefault(key, List.of())) {
      add(found, "quarantine", quarantine);
    }
    for (Spills.Spill spill : spills.of(key)) {
      add(found, "spill", spill.file());
    }
    if (content.id != null) {
      add(found, "share", Shares.file(place.root(), content.id));
    }
    for (Path copy : Copies.of(place, key, content)) {
      add(found, "copy", copy);
    }
    return found;
  }

  private static void add(List<Artifact> found, String role, Path file) throws IOException {
    FileIdentity identity = FileIdentity.ofNullable(file);
    if (identity != null) {
      found.add(new Artifact(file, role, identity.size(), identity.modifiedMillis(), false));
    }
  }

  private SessionDetail run(SessionRows rows, String key, Listing listing, InspectRequest request) throws IOException {
    Path directory = RunDirectory.directory(place.directory(), key);
    Map<String, String> metadata = Scan.metadata(directory);
    Session row = rows.run(key.substring(0, key.length() - 1), metadata, directory);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("family", Family.RUN.label());
    for (String name : List.of("session_id", "run_id", "trace_id", "name", "workspace", "status", "event_count",
        "created_at", "updated_at")) {
      put(fields, name, metadata.get(name));
    }
    List<Artifact> files = new ArrayList<>();
    for (Path file : RunDirectory.files(directory)) {
      add(files, file.endsWith(RunDirectory.METADATA) ? "metadata" : "events", file);
    }
    Path stored = directory.resolve(RunDirectory.METADATA);
    return new SessionDetail(row, Map.of("session", fields), files, List.of(), Owners.of(listing, environment),
        Map.of(), List.of(), request.raw() ? bytes(stored) : null);
  }

  private static byte[] bytes(Path file) throws IOException {
    try (FileChannel channel = DurableFiles.openForRead(file); InputStream in = Channels.newInputStream(channel)) {
      return in.readAllBytes();
    } catch (NoSuchFileException | InvalidPathException e) {
      return null;
    }
  }
}
