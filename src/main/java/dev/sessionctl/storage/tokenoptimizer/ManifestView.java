package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A manifest as a whole, seen against what lies in its directory: what it says was captured, and which of its lines are
 * of no use. One line of half a kilobyte for each capture is held.
 */
final class ManifestView {

  /**
   * One line.
   *
   * @param line what it says, or null when it does not parse
   * @param name name of its checkpoint in this directory, or null when the path leads elsewhere
   * @param elsewhere last part of a path that leads elsewhere, or null
   * @param offset where it begins in the file
   * @param length its bytes, the line end included
   */
  record Row(ManifestLine line, String name, String elsewhere, long offset, long length) {

    /** Whether it parses and names a file. */
    boolean isUsable() {
      return line != null && (name != null || elsewhere != null);
    }
  }

  final List<Row> rows = new ArrayList<>();
  final Set<String> names = new HashSet<>();
  final Set<String> triggers = new LinkedHashSet<>();
  long newest = Session.UNKNOWN;
  boolean terminated = true;
  /** Bytes when it was read, or -1 when there was none. */
  long bytes;

  private ManifestView() {}

  /** Reads the manifest of a session. */
  static ManifestView read(SessionPlace place) throws IOException {
    ManifestView view = new ManifestView();
    view.bytes = Manifest.read(place.manifest(), (line, text) -> {
      String name = line == null ? null : line.nameIn(place);
      String elsewhere = line == null || name != null ? null : line.name(place);
      view.rows.add(new Row(line, name, elsewhere, text.offset(), text.length()));
      view.terminated = text.terminated();
      if (line != null) {
        if (name != null) {
          view.names.add(name);
        }
        if (line.trigger() != null) {
          view.triggers.add(line.trigger());
        }
        view.newest = Math.max(view.newest, line.createdAt());
      }
    });
    return view;
  }

  boolean exists() {
    return bytes >= 0;
  }

  Row last() {
    return rows.isEmpty() ? null : rows.get(rows.size() - 1);
  }

  /**
   * The line of the checkpoint that the plugin would restore: of those that are there the one whose trigger ranks
   * highest, the newest on ties; or null.
   */
  Row restored(SessionFiles files) {
    Row best = null;
    for (Row row : rows) {
      if (row.name() != null && row.line().trigger() != null && isRegular(files.named(row.name()))
          && (best == null || isBefore(row, best))) {
        best = row;
      }
    }
    return best;
  }

  private static boolean isRegular(SessionFiles.Entry entry) {
    return entry != null && entry.regular();
  }

  private static boolean isBefore(Row row, Row other) {
    int rank = Triggers.rank(row.line().trigger());
    int otherRank = Triggers.rank(other.line().trigger());
    // Lines of one time come in the order of the file, so the later one is the newer.
    return rank > otherRank || rank == otherRank && row.line().createdAt() >= other.line().createdAt();
  }

  /** The first trigger whose capture a record does not hold, or null. */
  String missingIn(PolicyState state) {
    for (String trigger : triggers) {
      if (!state.covers(trigger)) {
        return trigger;
      }
    }
    return null;
  }
}
