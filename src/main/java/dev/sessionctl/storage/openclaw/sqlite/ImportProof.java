package dev.sessionctl.storage.openclaw.sqlite;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.check.CheckBudget;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.openclaw.sqlite.ImportManifest.Move;
import dev.sessionctl.storage.sqlite.Database;
import dev.sessionctl.storage.text.JsonLines;
import dev.sessionctl.storage.trash.FileHash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Proves that what the product imported is in its database: every file that it moved away stands in the archive with
 * the size and hash of the record, every line of it is a row, and every session of the former index has one. What was
 * deleted, reset or rewritten since by the product's own doing is told apart where the product says so.
 */
final class ImportProof {

  private final AgentPlaces places;
  private final ImportedSessions sessions;
  private final Findings findings;
  private final CheckBudget budget;
  private boolean proved = true;
  private long files;
  private long lines;
  private long repaired;
  private long unreadable;
  private long keys;

  ImportProof(AgentPlaces places, Database database, Environment environment, Findings findings, CheckBudget budget) {
    this.places = places;
    this.sessions = new ImportedSessions(database, environment);
    this.findings = findings;
    this.budget = budget;
  }

  /** Returns whether there was time for all of it. */
  boolean run() throws IOException {
    List<ImportManifest> manifests = ImportManifest.readAll(places);
    for (ImportManifest manifest : manifests) {
      if (manifest.problem() != null) {
        doubt(DatabaseFlaw.IMPORT_UNREADABLE, null, manifest.file(), "a record of an import cannot be read: "
            + manifest.problem());
      }
      for (Move move : manifest.moves()) {
        if (budget.isExceeded()) {
          return false;
        }
        look(move);
      }
    }
    if (proved && files > 0) {
      findings.add(DatabaseFlaw.IMPORT_PROVED, places.importArchive(), Findings.count(files, "file") + " of the import"
          + " stand unchanged in the archive; all " + Findings.count(lines, "row") + " of them are in the database, "
          + (lines - repaired) + " byte for byte" + (repaired == 0 ? "" : " and " + repaired + " as the import's own"
          + " repair changed them") + (unreadable == 0 ? "" : "; " + Findings.count(unreadable, "line")
          + " were none that could be read") + "; all " + Findings.count(keys, "session") + " of the index are there");
    }
    return true;
  }

  private void doubt(DatabaseFlaw flaw, String key, Path path, String message) throws IOException {
    proved = false;
    findings.add(flaw, key, path, message);
  }

  private void look(Move move) throws IOException {
    Path file = places.importArchive().resolve(move.archive());
    FileIdentity identity = places.importArchive().equals(file.getParent()) ? FileIdentity.ofNullable(file) : null;
    if (identity == null) {
      if (move.isRetained()) {
        doubt(DatabaseFlaw.IMPORT_ARCHIVE_GONE, move.sessionKey(), file, move.source() + " was moved to "
            + move.archive() + ", which is not there");
      } else {
        proved = false;
      }
      return;
    }
    files++;
    try {
      if (move.size() >= 0 && identity.size() != move.size()
          || move.sha256() != null && !FileHash.sha256(file).equals(move.sha256())) {
        doubt(DatabaseFlaw.IMPORT_ARCHIVE_CHANGED, move.sessionKey(), file, "it is not what was imported: the record"
            + " has another size or hash");
        return;
      }
      if (move.isTranscript()) {
        transcript(move, file);
      } else if (move.isIndex()) {
        index(file);
      }
    } catch (java.nio.file.FileSystemException e) {
      doubt(DatabaseFlaw.IMPORT_UNREADABLE, move.sessionKey(), file, "cannot be read: " + StorageIoException.reason(e));
    }
  }

  private void transcript(Move move, Path file) throws IOException {
    long absent = 0;
    long other = 0;
    long seen = 0;
    String id = null;
    EventDigests rows = null;
    try (JsonLines in = JsonLines.open(file, JsonLines.DEFAULT_CAP)) {
      while (in.next()) {
        if (in.blank()) {
          continue;
        }
        EventDigests.Label label = in.tooLong() ? null
            : EventDigests.label(in.buffer(), in.firstNonSpace(), in.end());
        if (rows == null) {
          id = label != null && "session".equals(label.type()) && label.id() != null ? label.id()
              : ImportedSessions.idInName(move.source());
          rows = sessions.rows(id);
        }
        if (label == null || label.id() == null) {
          unreadable++;
          continue;
        }
        seen++;
        switch (rows.compare(label.id(), in.buffer(), in.firstNonSpace(), in.end())) {
          case ABSENT -> absent++;
          case OTHER_TEXT -> other++;
          default -> {
            // It is there.
          }
        }
      }
    }
    lines += seen;
    if (rows == null || seen == 0) {
      return;
    }
    // The import itself marks what it repairs as rewritten.
    boolean whole = absent == 0 && (other == 0 || move.isRepaired());
    String since = whole ? null : sessions.changedSince(id);
    if (since != null) {
      doubt(DatabaseFlaw.IMPORT_MOVED_ON, move.sessionKey(), file, since + "; of " + seen + " imported rows "
          + (seen - absent - other) + " are in the database as they were");
    } else if (rows.isEmpty()) {
      doubt(DatabaseFlaw.IMPORT_SESSION_GONE, move.sessionKey(), file, "the database has no row of " + id
          + ", of which " + Findings.count(seen, "row") + " were imported");
    } else if (absent > 0) {
      doubt(DatabaseFlaw.IMPORT_ROWS_MISSING, move.sessionKey(), file, absent + " of " + Findings.count(seen, "row")
          + " are not in the database");
    } else if (!whole) {
      doubt(DatabaseFlaw.IMPORT_ROWS_DIFFER, move.sessionKey(), file, other + " of " + Findings.count(seen, "row")
          + " have another text in the database, and the record names no repair");
    } else {
      repaired += other;
    }
  }

  private void index(Path file) throws IOException {
    Set<String> known = new HashSet<>();
    for (String key : sessions.keys()) {
      known.add(key.toLowerCase(Locale.ROOT));
    }
    for (String key : ImportedSessions.keysOf(file)) {
      keys++;
      // The product lower-cases keys as it imports them.
      if (!known.contains(key.toLowerCase(Locale.ROOT).strip())) {
        doubt(DatabaseFlaw.IMPORT_SESSION_GONE, key, file, "the database has no such session, which was in the index");
      }
    }
  }
}
