package dev.sessionctl.storage.openclaw;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The texts that some keys have in a store now; reads an index once for all of them, and of a directory their files
 * only.
 */
final class PresentEntries {
  private PresentEntries() {}

  /**
   * The texts by key; a key without an entry is missing.
   *
   * @param unreadable receives the keys whose entries are damaged, with the reason
   */
  static Map<String, byte[]> of(Set<String> keys, StoreFiles files, EntryDirectory directory,
      Map<String, String> unreadable) throws IOException {
    Map<String, byte[]> texts = new HashMap<>();
    if (keys.isEmpty()) {
      return texts;
    }
    if (directory == null) {
      try (IndexFile index = IndexFile.open(files.index())) {
        if (index == null) {
          throw new dev.sessionctl.storage.NoStoreException(files.index() + " does not exist any more");
        }
        Map<String, EntryRef> refs = new HashMap<>();
        for (EntryRef ref : EntrySources.of(index)) {
          if (keys.contains(ref.key())) {
            refs.put(ref.key(), ref);
          }
        }
        for (EntryRef ref : refs.values()) {
          texts.put(ref.key(), index.text(ref.start(), ref.limit()));
        }
      }
      return texts;
    }
    for (String key : keys) {
      try {
        byte[] text = directory.readOne(key, new SessionEntry());
        if (text != null) {
          texts.put(key, text);
        }
      } catch (UnreadableEntryException e) {
        unreadable.put(key, "the entry that is there " + e.getMessage());
      }
    }
    return texts;
  }
}
