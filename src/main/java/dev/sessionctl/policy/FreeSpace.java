package dev.sessionctl.policy;

import dev.sessionctl.output.Units;

/**
 * How much of a file system shall be free.
 *
 * @param size a number of bytes, or -1
 * @param percent a share of the file system, when there is no number
 */
public record FreeSpace(long size, int percent) {

  /** Reads {@code 20G} or {@code 10%}. */
  public static FreeSpace of(String text) {
    if (!text.endsWith("%")) {
      return new FreeSpace(Units.parseBytes(text), 0);
    }
    if (text.matches("[1-9][0-9]?%")) {
      return new FreeSpace(-1, Integer.parseInt(text.substring(0, text.length() - 1)));
    }
    throw new IllegalArgumentException("'" + text + "' is no free space: give a size such as 20G, or 1% to 99%");
  }

  /** The bytes that it means on a file system of that size. */
  public long bytes(long total) {
    return size >= 0 ? size : (long) (total / 100.0 * percent);
  }

  @Override
  public String toString() {
    return size >= 0 ? Units.formatBytes(size) : percent + "%";
  }
}
