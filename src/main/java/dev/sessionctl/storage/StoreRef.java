package dev.sessionctl.storage;

import java.nio.file.Path;

/**
 * One store that was recognised: what it is, and where.
 *
 * @param format name of the format, such as {@code openclaw-json}
 * @param generation which releases of the product wrote it where that changes the rules; a short word
 * @param path the store itself: an index file, a directory of sessions or a database; absolute
 * @param agent the product's name of the owner of the whole store, or null where one store serves several
 * @param note something an operator must know before trusting what is listed, or null
 */
public record StoreRef(String format, String generation, Path path, String agent, String note) {
  @Override
  public String toString() {
    return format + " " + path;
  }
}
