package dev.sessionctl.storage.openclaw;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The entries of a store with access to their texts, whichever layout they are kept in. Reads the index that stood
 * there when it was opened, and the files of a directory as they are. Not safe for use by several threads.
 */
final class EntryTexts implements AutoCloseable {

  private final IndexFile index;
  private final EntryDirectory directory;
  private final Map<String, List<EntryRef>> refs = new LinkedHashMap<>();

  private EntryTexts(IndexFile index, EntryDirectory directory) throws IOException {
    this.index = index;
    this.directory = directory;
    for (EntryRef ref : index != null ? EntrySources.of(index) : refs(directory)) {
      refs.computeIfAbsent(ref.key(), key -> new ArrayList<>(1)).add(ref);
    }
  }

  /** Opens an index; null when there is none. */
  static EntryTexts ofIndex(Path path) throws IOException {
    IndexFile index = IndexFile.open(path);
    if (index == null) {
      return null;
    }
    boolean open = false;
    try {
      EntryTexts texts = new EntryTexts(index, null);
      open = true;
      return texts;
    } finally {
      if (!open) {
        index.close();
      }
    }
  }

  static EntryTexts ofDirectory(EntryDirectory directory) throws IOException {
    return new EntryTexts(null, directory);
  }

  /** Unlike a migration, a repair goes on beside a file that cannot be read: it leaves that one alone. */
  private static List<EntryRef> refs(EntryDirectory directory) throws IOException {
    List<EntryRef> refs = new ArrayList<>();
    directory.scan(false, new EntryDirectory.Visitor() {
      @Override
      public void entry(String key, String fileName, SessionEntry entry, int fileBytes, byte[] text) {
        refs.add(new EntryRef(key, entry.updatedAt, 0, fileBytes, fileName));
      }

      @Override
      public void unreadable(Path file, String reason) {
        // Reported by verify.
      }
    });
    return refs;
  }

  /** Every entry of every key, in the order of the store; a key may have several in an index. */
  Map<String, List<EntryRef>> refs() {
    return refs;
  }

  /** The entry of a key that counts, or null. */
  EntryRef last(String key) {
    List<EntryRef> all = refs.get(key);
    return all == null ? null : all.get(all.size() - 1);
  }

  byte[] text(EntryRef ref) throws IOException {
    if (ref.fileName() == null) {
      return index.text(ref.start(), ref.limit());
    }
    EntryFile reader = new EntryFile(directory.layout());
    reader.read(directory.layout().entries(directory.root()).resolve(ref.fileName()), ref.fileName(),
        new SessionEntry());
    return reader.text();
  }

  @Override
  public void close() {
    if (index != null) {
      index.close();
    }
  }
}
