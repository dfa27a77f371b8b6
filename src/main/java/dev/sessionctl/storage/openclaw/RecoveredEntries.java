package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.change.PlanItem;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The entries of an index that is lost, from what is left: the newest whole former or unfinished index; over it what is
 * whole of the damaged one, since that is newer; and an entry for each transcript written since that none of them
 * names. Transcripts older than the former index stay without an entry: it did not name them either. Holds its sources
 * open.
 */
final class RecoveredEntries implements Closeable {

  /** One entry: a place in a source, or a text of its own. */
  private record Recovered(IndexSalvage source, IndexSalvage.Found found, byte[] text, String from) {
    long updatedAt() {
      return found == null ? Session.UNKNOWN : found.updatedAt();
    }

    long bytes() {
      return found == null ? text.length : found.limit() - found.start();
    }
  }

  /** An index that may be a source. */
  private record Candidate(Path path, long time) {}

  private final StoreFiles files;
  private final AdminArea area;
  private final IndexSalvage damaged;
  private final Map<String, Recovered> entries = new LinkedHashMap<>();
  private IndexSalvage former;
  private long formerTime = Session.UNKNOWN;
  private long history;

  private RecoveredEntries(StoreFiles files, AdminArea area, IndexSalvage damaged) {
    this.files = files;
    this.area = area;
    this.damaged = damaged;
  }

  /**
   * Gathers them.
   *
   * @param damaged what is left of the index, or null when it is gone; stays the caller's to close
   */
  static RecoveredEntries gather(StoreFiles files, AdminArea area, IndexSalvage damaged, String agent)
      throws IOException {
    RecoveredEntries recovered = new RecoveredEntries(files, area, damaged);
    boolean done = false;
    try {
      if (damaged == null || !damaged.complete()) {
        recovered.openFormer();
      }
      recovered.take(recovered.former, "");
      recovered.take(damaged, "the damaged index itself");
      if (damaged == null || !damaged.complete()) {
        recovered.fromTranscripts(agent);
      }
      done = true;
      return recovered;
    } finally {
      if (!done) {
        recovered.close();
      }
    }
  }

  int size() {
    return entries.size();
  }

  /** The former index that was used, or null. */
  Path former() {
    return former == null ? null : former.path();
  }

  /** Transcripts that stay without an entry. */
  long history() {
    return history;
  }

  long bytes() {
    return entries.values().stream().mapToLong(Recovered::bytes).sum();
  }

  List<PlanItem> items() {
    List<PlanItem> items = new ArrayList<>();
    entries.forEach((key, entry) -> items.add(new PlanItem(key, null, "recover", "from " + entry.from, entry.bytes())));
    return items;
  }

  void write(IndexWriter writer) throws IOException {
    for (Map.Entry<String, Recovered> entry : entries.entrySet()) {
      Recovered recovered = entry.getValue();
      writer.entry(entry.getKey(),
          recovered.found == null ? recovered.text : recovered.source.text(recovered.found));
    }
  }

  private void take(IndexSalvage source, String from) {
    if (source == null) {
      return;
    }
    String words = from.isEmpty() ? source.path().toString() : from;
    source.entries().forEach((key, found) -> {
      Recovered known = entries.get(key);
      if (known == null || known.updatedAt() <= found.updatedAt()) {
        entries.put(key, new Recovered(source, found, null, words));
      }
    });
  }

  private void openFormer() throws IOException {
    List<Candidate> candidates = candidates();
    candidates.sort((one, other) -> Long.compare(other.time, one.time));
    for (Candidate candidate : candidates) {
      IndexSalvage salvage = IndexSalvage.open(candidate.path);
      if (salvage != null && salvage.complete() && !salvage.entries().isEmpty()) {
        former = salvage;
        formerTime = candidate.time;
        return;
      }
      if (salvage != null) {
        salvage.close();
      }
    }
  }

  private List<Candidate> candidates() throws IOException {
    List<Candidate> found = new ArrayList<>();
    SessionsDirectory listing = SessionsDirectory.list(files.sessions(), files.indexName());
    listing.entries().forEach((name, file) -> {
      switch (file.name().kind()) {
        case INDEX_BACKUP -> found.add(new Candidate(files.sessions().resolve(name),
            Math.max(file.name().timestampMillis(), file.modified())));
        case INDEX_TEMP -> found.add(new Candidate(files.sessions().resolve(name), file.modified()));
        default -> {
          // No index.
        }
      }
    });
    for (Path run : runs(area.backups())) {
      Path copy = run.resolve(files.indexName());
      if (Files.isRegularFile(copy, LinkOption.NOFOLLOW_LINKS)) {
        found.add(new Candidate(copy, Files.getLastModifiedTime(copy, LinkOption.NOFOLLOW_LINKS).toMillis()));
      }
    }
    return found;
  }

  private static List<Path> runs(Path directory) throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        for (Path entry : entries) {
          if (RunId.isValid(entry.getFileName().toString())) {
            found.add(entry);
          }
        }
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    return found;
  }

  private void fromTranscripts(String agent) throws IOException {
    Set<String> named = new HashSet<>();
    for (Recovered entry : entries.values()) {
      if (entry.found.sessionId() != null) {
        named.add(entry.found.sessionId());
      }
      String file = entry.found.sessionFile();
      if (file != null) {
        named.add(file.substring(file.lastIndexOf('/') + 1));
      }
    }
    named.addAll(OtherStores.claims(files.index(), files.sessions()));
    for (TranscriptEntry made : TranscriptEntry.all(files, agent, named)) {
      if (former != null && made.updatedAt() <= formerTime) {
        history++;
      } else if (!entries.containsKey(made.key())) {
        entries.put(made.key(), new Recovered(null, null, made.text().getBytes(StandardCharsets.UTF_8), made.from()));
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (former != null) {
      former.close();
    }
  }
}
