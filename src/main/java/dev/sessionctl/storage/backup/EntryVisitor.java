package dev.sessionctl.storage.backup;

import java.io.IOException;
import java.io.InputStream;

/** Sees what a backup holds, entry by entry, in the order in which it lies there. */
interface EntryVisitor {

  /**
   * Sees a file.
   *
   * @param name a proper name that no entry before had
   * @param size bytes that its header promises; the content has as many or reading it fails
   * @param content to be read before this returns, or not at all
   */
  void file(String name, long size, InputStream content) throws IOException;

  /** Sees something that no backup of this tool has: a link, a name that leads elsewhere, a name once more. */
  void foreign(String name, String reason) throws IOException;
}
