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
        Owners.of(listing, environment), ContentFields.history(content), List.copyOf(last),
        request.raw() ? bytes(file) : null);
  }

  private Map<String, Map<String, Object>> fields(String key, SessionContent content) throws IOException {
    Lineage lineage = new Lineage(Lineage.Source.files(place.directory()));
    return ContentFields.of(content, environment, lineage.of(key, content));
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
      ContentFields.put(fields, name, metadata.get(name));
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
