package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.change.PlanItem;
import java.util.List;

/**
 * Entries that are mended together or not at all.
 *
 * @param edits what is done to each of their keys; the one that gets the text first
 * @param items what is done, with its loss
 * @param kept what the entries were, for the trash
 * @param doubles entries that a rewrite drops because their keys stand once more further down
 */
record EntryMending(List<EntryEdit> edits, List<PlanItem> items, List<Former> kept, List<Former> doubles) {

  /** An entry as it was. */
  record Former(String key, byte[] text) {}

  long bytesAfter() {
    return edits.stream().mapToLong(edit -> edit.text() == null ? 0 : edit.text().length).sum();
  }
}
