package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.NoStoreException;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionState;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.Compaction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Goes through the entries of a store with their texts and says of each session whether it is idle. Of an index that
 * has a key twice the last entry is the session, as in the product, and the others are surplus.
 */
final class CompactionScan {

  /** Receives the entries. */
  @FunctionalInterface
  interface Visitor {
    /**
     * One entry.
     *
     * @param text its text from the left margin
     * @param busy why the session must not be touched at all, or null
     * @param recent whether it changed so recently that only what is never read may go
     * @param transcript its transcript in the sessions directory, or null
     */
    void entry(String key, byte[] text, String busy, boolean recent, Path transcript) throws IOException;
  }

  final SessionsDirectory listing;
  final CheckpointRows checkpoints = new CheckpointRows();
  /** Transcripts of sessions that are not idle, selected or not. */
  final Set<Path> busyTranscripts = new HashSet<>();
  /** By key, how often the index has it besides the last time. */
  final Map<String, Integer> surplus = new LinkedHashMap<>();
  final Map<String, Long> surplusBytes = new HashMap<>();
  /** Whether every entry could be read. */
  boolean complete = true;

  private final Compaction request;
  private final SessionRows rows;
  private final Set<String> locked;
  private final long now;

  CompactionScan(StoreRef ref, StoreFiles files, Compaction request, Environment environment) throws IOException {
    this.request = request;
    this.listing = SessionsDirectory.list(files.sessions(), files.indexName());
    this.rows = new SessionRows(ref, ScanRequest.FOR_POLICY, listing, environment);
    this.locked = LockedTranscripts.in(files.sessions(), environment);
    this.now = environment.now();
  }

  /** Visits the entries of an index. */
  void index(Path path, Visitor visitor) throws IOException {
    try (IndexFile index = IndexFile.open(path)) {
      if (index == null) {
        throw new NoStoreException(path + " does not exist any more");
      }
      Map<String, Long> last = new HashMap<>();
      index.scan((key, entry, start, limit) -> last.put(key, start));
      index.scan((key, entry, start, limit) -> {
        if (last.get(key) == start) {
          entry(key, entry, index.text(start, limit), visitor);
        } else {
          surplus.merge(key, 1, Integer::sum);
          surplusBytes.merge(key, limit - start, Long::sum);
        }
      });
    }
  }

  /** Visits the entries of a directory. */
  void directory(EntryDirectory directory, Visitor visitor) throws IOException {
    directory.scan(true, new EntryDirectory.Visitor() {
      @Override
      public void entry(String key, String fileName, SessionEntry entry, int fileBytes, byte[] text)
          throws IOException {
        if (fileName.equals(directory.layout().fileName(key))) {
          CompactionScan.this.entry(key, entry, text, visitor);
        } else {
          // A name as the proposal spells it; the editor would write beside it.
          visitor.entry(key, text, "its file has an unusual name", false, null);
        }
      }

      @Override
      public void unreadable(Path file, String reason) {
        complete = false;
      }
    });
  }

  private void entry(String key, SessionEntry entry, byte[] text, Visitor visitor) throws IOException {
    Session row = rows.row(key, entry, text.length);
    long touched = row.standing().touchedAt();
    boolean recent = touched != Session.UNKNOWN && touched > now - request.quietFor().toMillis();
    TranscriptLocation location = rows.locate(key, entry);
    Path transcript = location.path() == null || location.how() == TranscriptLocation.How.OUTSIDE ? null
        : location.path();
    String busy = row.state() == SessionState.RUNNING ? "running"
        : transcript != null && locked.contains(transcript.getFileName().toString()) ? "its transcript is locked"
        : row.state() == SessionState.PENDING ? "delivery or recovery pending"
        : touched != Session.UNKNOWN && touched > now ? "activity in the future" : null;
    if ((busy != null || recent) && transcript != null) {
      busyTranscripts.add(transcript);
    }
    checkpoints.add(text, transcript == null ? null : transcript.getFileName().toString());
    visitor.entry(key, text, busy, recent, transcript);
  }

  /** Whether the operator meant that session. */
  boolean isMeant(String key) {
    return request.keys() == null || request.keys().contains(key);
  }
}
