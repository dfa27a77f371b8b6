package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Artifact;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.InspectRequest;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.Message;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionDetail;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Gathers everything that is known of one session: its entry, its files, its locks and its transcript. */
final class Inspection {

  /** Longest transcript line that is held in memory. */
  static final int LINE_CAP = 64 << 20;

  private final StoreRef ref;
  private final StoreFiles files;
  private final Environment environment;

  Inspection(StoreRef ref, StoreFiles files, Environment environment) {
    this.ref = ref;
    this.files = files;
    this.environment = environment;
  }

  /** What is known of a session whose entry was read. */
  SessionDetail detail(String key, SessionEntry entry, byte[] text, InspectRequest request, Entries entries)
      throws IOException {
    SessionsDirectory listing = SessionsDirectory.list(files.sessions(), files.indexName());
    SessionRows rows = new SessionRows(ref, ScanRequest.USUAL, listing, environment);
    TranscriptLocation transcript = rows.locate(key, entry);
    EntryDetails details = EntryDetails.of(text);
    Set<String> ids = new HashSet<>(details.earlierIds());
    if (entry.sessionId != null) {
      ids.add(entry.sessionId);
    }
    Family family = entries instanceof IndexEntries ? Family.of(key, ids, entries) : null;
    Map<String, Map<String, Object>> fields = new LinkedHashMap<>(details.groups());
    if (family != null && !family.forks().isEmpty()) {
      fields.computeIfAbsent("lineage", name -> new LinkedHashMap<>()).put("forks", family.forks());
    }
    Map<String, Object> statistics = new LinkedHashMap<>();
    List<Message> messages = List.of();
    if (transcript.path() != null) {
      statistics.put("path", transcript.path().toString());
      statistics.put("foundBy", transcript.how().name().toLowerCase(Locale.ROOT));
      try {
        statistics.putAll(TranscriptStats.read(transcript.path(), entry.sessionId, LINE_CAP).toFields());
        if (request.lastMessages() > 0) {
          messages = TranscriptTail.last(transcript.path(), request.lastMessages(), LINE_CAP);
        }
      } catch (IOException e) {
        // Everything else that is known of the session is still worth showing.
        statistics.put("unreadable", StorageIoException.reason(e));
      }
    }
    Session session = rows.row(key, entry, text.length);
    return new SessionDetail(session, fields, artifacts(listing, ids, details, family), locks(transcript),
        OwnerDetector.owners(files.sessions(), environment), statistics, messages, request.raw() ? text : null);
  }

  private List<Artifact> artifacts(SessionsDirectory listing, Set<String> ids, EntryDetails details, Family family) {
    List<Artifact> found = new ArrayList<>();
    for (Map.Entry<String, SessionsDirectory.Entry> file : listing.entries().entrySet()) {
      String id = file.getValue().name().sessionId();
      if (id != null && ids.contains(id)) {
        boolean shared = family != null && family.sharedIds().contains(id);
        found.add(new Artifact(listing.path().resolve(file.getKey()), role(file.getValue().name()),
            file.getValue().bytes(), file.getValue().modified(), shared));
      }
    }
    Path blob = details.promptBlob(files.sessions());
    if (blob != null && Files.isRegularFile(blob, LinkOption.NOFOLLOW_LINKS)) {
      try {
        found.add(new Artifact(blob, "prompt", Files.size(blob), Files.getLastModifiedTime(blob).toMillis(), true));
      } catch (IOException e) {
        // Removed since it was seen: then it is none of the session's files.
        return found;
      }
    }
    found.sort(Comparator.comparing(artifact -> artifact.path().toString()));
    return found;
  }

  private static String role(ArtifactName name) {
    return name.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private List<LockView> locks(TranscriptLocation transcript) throws IOException {
    List<LockView> locks = new ArrayList<>();
    if (transcript.path() != null) {
      LockInspector.view(transcript.path().resolveSibling(transcript.path().getFileName() + ".lock"), environment)
          .ifPresent(locks::add);
    }
    LockInspector.view(files.index().resolveSibling(files.indexName() + ".lock"), environment).ifPresent(locks::add);
    return locks;
  }
}
