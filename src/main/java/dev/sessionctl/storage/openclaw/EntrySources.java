package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.CorruptStoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Lists where the entries of an index or a directory are, for a migration; all or nothing. */
final class EntrySources {
  private EntrySources() {}

  /**
   * The entries of an index, in its order; a key may stand twice.
   *
   * @throws CorruptStoreException when it is no index
   */
  static List<EntryRef> of(IndexFile index) throws IOException {
    List<EntryRef> refs = new ArrayList<>();
    index.scan((key, entry, start, limit) -> refs.add(new EntryRef(key, entry.updatedAt, start, limit, null)));
    return refs;
  }

  /**
   * The entries of a directory, ordered by key.
   *
   * @throws CorruptStoreException when a file in it cannot be read as an entry, or two files have the same key
   */
  static List<EntryRef> of(EntryDirectory directory) throws IOException {
    List<EntryRef> refs = new ArrayList<>();
    directory.scan(false, new EntryDirectory.Visitor() {
      @Override
      public void entry(String key, String fileName, SessionEntry entry, int fileBytes, byte[] text) {
        refs.add(new EntryRef(key, entry.updatedAt, 0, fileBytes, fileName));
      }

      @Override
      public void unreadable(Path file, String reason) throws IOException {
        throw new CorruptStoreException(file + " " + reason + "; set it aside before migrating");
      }
    });
    refs.sort(java.util.Comparator.comparing(EntryRef::key));
    for (int i = 1; i < refs.size(); i++) {
      if (refs.get(i).key().equals(refs.get(i - 1).key())) {
        throw new CorruptStoreException(directory.root() + " has two files for the key " + refs.get(i).key() + ": "
            + refs.get(i - 1).fileName() + " and " + refs.get(i).fileName() + "; set one aside before migrating");
      }
    }
    return refs;
  }
}
