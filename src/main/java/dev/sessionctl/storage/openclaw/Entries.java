package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;

/** The entries of a store, whichever layout they are kept in. Reads the disk afresh at every call. */
interface Entries {

  /** Receives entries, on the thread that scans. */
  interface Visitor {
    /** Whether {@link SessionEntry#references} is wanted. */
    default boolean wantsReferences() {
      return true;
    }

    /**
     * One entry.
     *
     * @param entry may be filled again for the next one
     * @param bytes size of its text
     */
    void entry(String key, SessionEntry entry, long bytes) throws IOException;

    /** An entry that cannot be read. */
    void unreadable(Path file, String reason) throws IOException;
  }

  /**
   * Visits every entry.
   *
   * @throws StoreException when the store as a whole cannot be read
   */
  void scan(Visitor visitor) throws IOException;

  /** Receives entries and the texts of some, on the thread that scans. */
  interface TextVisitor {
    /**
     * One entry.
     *
     * @param entry may be filled again for the next one
     * @param bytes size of its text
     * @param text its text from the left margin, or null when it was not asked for
     */
    void entry(String key, SessionEntry entry, long bytes, byte[] text) throws IOException;

    /** An entry that cannot be read. */
    void unreadable(Path file, String reason) throws IOException;
  }

  /**
   * Visits every entry, with the texts of those that are wanted; a key that stands twice is visited twice.
   *
   * @throws StoreException when the store as a whole cannot be read
   */
  void scanTexts(Predicate<String> wanted, TextVisitor visitor) throws IOException;

  /** Receives a key and the text of its entry, from the left margin. */
  @FunctionalInterface
  interface Texts {
    void text(String key, byte[] text) throws IOException;
  }

  /**
   * Hands out the texts of those entries of a set that are there and can be read, each once; of a key that stands
   * twice in an index the last one, as in the product.
   *
   * @throws StoreException when the store as a whole cannot be read
   */
  void readTexts(Set<String> keys, Texts texts) throws IOException;

  /**
   * The text of the entry of a key, from the left margin, or null when there is none. Of an index that has a key
   * twice, the last one, as in the product.
   *
   * @param entry is filled with what was decoded
   */
  byte[] read(String key, SessionEntry entry) throws IOException;
}
