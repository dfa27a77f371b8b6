package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.check.Findings;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.Set;

/** Messages that wait for the next read of their session, and whose session that is. */
record SpillCheck(Place place, Listing listing, Spills spills, Environment environment, Findings findings) {

  void run(Catalog catalog) throws IOException {
    Set<String> sessions = new HashSet<>(listing.sessions);
    for (Spills.Spill spill : spills.all()) {
      FileIdentity identity = FileIdentity.ofNullable(spill.file());
      SessionContent content;
      try {
        content = StableContent.of(spill.file(), null).content();
      } catch (NoSuchFileException e) {
        continue;
      }
      if (!content.isReadable() || !content.keys.contains("messages")) {
        if (identity != null && environment.now() - identity.modifiedMillis() > Times.SETTLED_MILLIS) {
          findings.add(Flaw.SPILL_DAMAGED, spill.key(), spill.file(), "cannot be read");
        }
      } else if (sessions.contains(spill.key())) {
        findings.add(Flaw.SPILL, spill.key(), spill.file(), Findings.count(content.messages, "message")
            + " that could not be written into the session");
        collision(catalog, spill, content);
      } else if (!place.project()) {
        findings.add(Flaw.SPILL_ORPHAN, spill.key(), spill.file(), Findings.count(content.messages, "message")
            + " of a session that is not in " + place.directory());
      }
    }
  }

  private void collision(Catalog catalog, Spills.Spill spill, SessionContent content) throws IOException {
    Catalog.Entry entry = catalog.get(spill.key());
    if (entry != null && content.id != null && entry.id() != null && !content.id.equals(entry.id())) {
      findings.add(Flaw.ID_COLLISION, spill.key(), spill.file(), "is of " + content.id + ", which shares a file with "
          + entry.id());
    }
  }
}
