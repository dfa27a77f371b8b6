package dev.sessionctl.storage.tokenoptimizer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which checkpoints of a session nothing would ever restore any more: of each trigger the newest stays, and with it the
 * one that the plugin would restore now, the newest of all, and the one of the last line, with which the next capture
 * is compared.
 */
final class Superseded {

  private final ManifestView manifest;
  private final SessionFiles files;

  Superseded(ManifestView manifest, SessionFiles files) {
    this.manifest = manifest;
    this.files = files;
  }

  /** Names of the checkpoints that can go. */
  Set<String> names() {
    Set<String> kept = new HashSet<>();
    Map<String, ManifestView.Row> newest = new HashMap<>();
    ManifestView.Row newestOfAll = null;
    for (ManifestView.Row row : manifest.rows) {
      if (!isThere(row)) {
        continue;
      }
      newest.merge(String.valueOf(row.line().trigger()), row, Superseded::newer);
      newestOfAll = newestOfAll == null ? row : newer(newestOfAll, row);
    }
    newest.values().forEach(row -> kept.add(row.name()));
    keep(kept, newestOfAll);
    keep(kept, manifest.restored(files));
    keep(kept, manifest.last());
    Set<String> superseded = new HashSet<>();
    for (ManifestView.Row row : manifest.rows) {
      if (isThere(row) && !kept.contains(row.name())) {
        superseded.add(row.name());
      }
    }
    return superseded;
  }

  private static void keep(Set<String> kept, ManifestView.Row row) {
    if (row != null && row.name() != null) {
      kept.add(row.name());
    }
  }

  private boolean isThere(ManifestView.Row row) {
    return row.line() != null && row.name() != null && files.named(row.name()) != null;
  }

  /** Lines of one time come in the order of the file, so the later one is the newer. */
  private static ManifestView.Row newer(ManifestView.Row one, ManifestView.Row later) {
    return later.line().createdAt() >= one.line().createdAt() ? later : one;
  }
}
