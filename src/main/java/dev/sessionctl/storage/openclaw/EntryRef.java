package dev.sessionctl.storage.openclaw;

/**
 * Where one entry of a store can be read.
 *
 * @param key its key as stored
 * @param updatedAt when the product last changed it, or {@link dev.sessionctl.storage.Session#UNKNOWN}
 * @param start byte offset in the index, or 0 for a file of its own
 * @param limit byte offset behind it in the index, or the size of its own file
 * @param fileName its own file in a directory layout, or null
 */
record EntryRef(String key, long updatedAt, long start, long limit, String fileName) {
  long bytes() {
    return limit - start;
  }
}
