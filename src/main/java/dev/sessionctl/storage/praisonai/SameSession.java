package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.files.Rewriting;

/** Proves a rewritten file before it is put in place: it can be read, and is the same session with the same fields. */
final class SameSession {
  private SameSession() {}

  /** With as many messages as before. */
  static Rewriting.Proof as(SessionContent before) {
    return as(before, before.messages, before.archived);
  }

  /** With that many messages. */
  static Rewriting.Proof as(SessionContent before, long messages, long archived) {
    return file -> {
      SessionContent after = ContentReader.read(file, (inArchive, index, message) -> { });
      boolean same = after.isReadable() && after.keys.equals(before.keys) && equal(after.id, before.id)
          && equal(after.createdAt, before.createdAt) && equal(after.title, before.title)
          && equal(after.metadataTitle, before.metadataTitle) && after.messages == messages
          && after.archived == archived && after.snapshots.size() == before.snapshots.size();
      if (!same) {
        throw new ChangedException("the new content was not proved to be the same session; it stays as it is");
      }
    };
  }

  /** Halves of surrogate pairs may have been mended. */
  private static boolean equal(String one, String other) {
    return one == null || other == null ? one == other : Strings.mended(one).equals(Strings.mended(other));
  }
}
