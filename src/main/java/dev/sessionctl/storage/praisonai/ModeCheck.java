package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.check.Findings;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** Owners and modes: a file of another user breaks the session for the product, and most of all one of root's. */
record ModeCheck(Place place, Listing listing, Findings findings) {

  /** What nobody but the owner may have. */
  private static final int OTHERS = 077;

  void run(Catalog catalog) throws IOException {
    int owner = FileStat.of(place.directory()).userId();
    for (String key : listing.sessions) {
      Path file = Listing.file(place.directory(), key);
      FileStat stat = stat(file);
      if (stat == null || !stat.isRegularFile()) {
        continue;
      }
      if (stat.userId() != owner) {
        findings.add(Flaw.FILE_OWNER, key, file, "belongs to user " + stat.userId() + ", the directory to " + owner);
      }
      Catalog.Entry entry = catalog.get(key);
      boolean privately = entry != null && (entry.family() == Family.DEFAULT || entry.family() == Family.HIERARCHICAL);
      if (privately && (stat.permissions() & OTHERS) != 0) {
        findings.add(Flaw.FILE_MODE, key, file,
            String.format(Locale.ROOT, "mode %04o: others may read the conversation", stat.permissions()));
      }
    }
    for (String key : listing.locks) {
      Path lock = Listing.lock(place.directory(), key);
      FileStat stat = stat(lock);
      if (stat != null && stat.isRegularFile() && stat.userId() != owner) {
        findings.add(Flaw.LOCK_OWNER, key, lock, "belongs to user " + stat.userId() + ", the directory to " + owner);
      }
    }
  }

  private static FileStat stat(Path file) throws IOException {
    try {
      return FileStat.of(file);
    } catch (NoSuchFileException e) {
      return null;
    }
  }
}
