package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.StableRead;
import dev.sessionctl.storage.StorageIoException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads an index for a check. An index that cannot be read ends nothing: what lies in the directory is still looked
 * at, but nothing of it is called unreferenced.
 */
final class IndexCheck {
  private IndexCheck() {}

  /** What the index says. */
  static Catalog read(CheckContext context) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return readOnce(context);
      } catch (NoSuchFileException e) {
        // 2026.2.17 to 2026.4.26 rotate by renaming the index away before they write the next one.
        if (attempt > StableRead.RETRIES) {
          return failed(context, Flaw.INDEX_MISSING, context.files().index() + " does not exist");
        }
        StableRead.sleep(attempt);
      }
    }
  }

  private static Catalog readOnce(CheckContext context) throws IOException {
    Path index = context.files().index();
    FileStat stat = FileStat.of(index);
    if (!stat.isRegularFile()) {
      return failed(context, Flaw.INDEX_NOT_A_FILE, index + " is no regular file but "
          + (stat.isSymbolicLink() ? "a symbolic link" : stat.isDirectory() ? "a directory" : "something else"));
    }
    try {
      return StableRead.whole(index, path -> scan(context, path), StableRead::sleep).value();
    } catch (CorruptIndexException e) {
      return failed(context, e.flaw(), e.getMessage());
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      return failed(context, Flaw.INDEX_UNREADABLE, "cannot read " + index + ": " + StorageIoException.reason(e));
    }
  }

  private static Catalog scan(CheckContext context, Path index) throws IOException {
    // The directory first: a transcript is written before the entry that names it.
    Catalog catalog = new Catalog(SessionsDirectory.list(context.sessions(), context.files().indexName()));
    EntryCheck check = new EntryCheck(context, catalog);
    try (IndexFile file = IndexFile.open(index)) {
      if (file == null) {
        throw new NoSuchFileException(index.toString());
      }
      file.scan((key, entry, start, limit) -> check.entry(key, entry, index));
    }
    return catalog;
  }

  private static Catalog failed(CheckContext context, Flaw flaw, String message) throws IOException {
    Catalog catalog =
        Catalog.unreadable(SessionsDirectory.list(context.sessions(), context.files().indexName()));
    context.findings().add(flaw, context.files().index(), message + "; " + catalog.transcriptsPresent());
    return catalog;
  }
}
