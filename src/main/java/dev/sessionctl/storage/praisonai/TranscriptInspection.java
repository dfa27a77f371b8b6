package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Artifact;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.InspectRequest;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.Message;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.SessionDetail;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers everything that is known of one session in a gateway's database. */
record TranscriptInspection(StoreRef ref, Environment environment, TranscriptRows rows) {

  /** Returns null when there is no such session. */
  SessionDetail of(String key, InspectRequest request, List<LockView> locks, List<Owner> owners) throws IOException {
    TranscriptRow row = rows.one(key);
    if (row == null) {
      return null;
    }
    Deque<Message> last = new ArrayDeque<>();
    SessionContent content = row.content(new Tail(last, request.lastMessages()));
    Map<String, Map<String, Object>> fields = new LinkedHashMap<>(
        ContentFields.of(content, environment, new Lineage(source()).of(key, content)));
    fields.put("row", columns(row));
    return new SessionDetail(new TranscriptSession(ref, ScanRequest.USUAL, environment).of(row, content), fields,
        file(key), locks, owners, row.isLarge() ? Map.of() : ContentFields.history(content), List.copyOf(last),
        request.raw() ? rows.data(key) : null);
  }

  private Lineage.Source source() {
    return new Lineage.Source() {
      @Override
      public String key(String id) {
        return id;
      }

      @Override
      public SessionContent content(String key) throws IOException {
        TranscriptRow row = rows.one(key);
        return row == null ? null : row.content(null);
      }
    };
  }

  private Map<String, Object> columns(TranscriptRow row) {
    Map<String, Object> columns = new LinkedHashMap<>();
    ContentFields.put(columns, "bytes", row.bytes() < 0 ? null : row.bytes());
    if (row.isLarge()) {
      columns.put("notRead", "more than " + TranscriptRows.LARGEST + " bytes");
    }
    ContentFields.put(columns, "agentName", row.agentName());
    ContentFields.put(columns, "agentId", row.agentId());
    ContentFields.put(columns, "gatewaySessionId", row.gatewayId());
    ContentFields.put(columns, "updatedAt", ContentFields.time(row.updatedAt(), environment));
    return columns;
  }

  /** The file that the session may have been taken in from; what either has, the other need not have. */
  private List<Artifact> file(String key) throws IOException {
    List<Artifact> found = new ArrayList<>();
    try {
      Path file = Listing.file(ref.path().getParent(), SafeId.of(key));
      FileIdentity identity = FileIdentity.ofNullable(file);
      if (identity != null) {
        found.add(new Artifact(file, "file", identity.size(), identity.modifiedMillis(), false));
      }
    } catch (InvalidPathException | java.nio.file.FileSystemException e) {
      // Too long a name for a file: then there is none.
      return found;
    }
    return found;
  }
}
