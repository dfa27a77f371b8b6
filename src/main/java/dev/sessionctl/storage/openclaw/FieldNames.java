package dev.sessionctl.storage.openclaw;

import java.nio.charset.StandardCharsets;

/** Finds the fields of {@link SessionEntry} by the bytes of their names. Safe for use by several threads. */
final class FieldNames {

  private static final int SLOTS = 256;
  private static final byte[][] NAMES = new byte[SLOTS][];
  private static final int[] HASHES = new int[SLOTS];
  private static final int[] FIELDS = new int[SLOTS];

  static {
    for (String name : SessionEntry.names()) {
      byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
      int hash = 0;
      for (byte b : bytes) {
        hash = hash(hash, b);
      }
      int slot = slot(hash);
      while (NAMES[slot] != null) {
        slot = slot + 1 & SLOTS - 1;
      }
      NAMES[slot] = bytes;
      HASHES[slot] = hash;
      FIELDS[slot] = SessionEntry.field(name);
    }
  }

  private FieldNames() {}

  /** The hash of a name that is one byte longer. */
  static int hash(int hash, byte b) {
    return hash * 31 + b;
  }

  private static int slot(int hash) {
    return (hash ^ hash >>> 8) & SLOTS - 1;
  }

  /**
   * The number of a field, {@link SessionEntry#NOTHING} for all that are of no interest.
   *
   * @param to where the name ends, or where it stops being ASCII
   * @param hash of the bytes
   */
  static int find(byte[] in, int from, int to, int hash) {
    for (int slot = slot(hash); NAMES[slot] != null; slot = slot + 1 & SLOTS - 1) {
      if (HASHES[slot] == hash && equal(NAMES[slot], in, from, to)) {
        return in[to] == '"' ? FIELDS[slot] : SessionEntry.NOTHING;
      }
    }
    // The families of fields begin with these letters.
    return in[from] == 'p' || in[from] == 'r'
        ? SessionEntry.family(new String(in, from, to - from, StandardCharsets.US_ASCII)) : SessionEntry.NOTHING;
  }

  private static boolean equal(byte[] name, byte[] in, int from, int to) {
    int i = to - from == name.length ? 0 : -1;
    while (i >= 0 && i < name.length && name[i] == in[from + i]) {
      i++;
    }
    return i == name.length;
  }

  /** Whether exactly those bytes spell an ASCII name. */
  static boolean is(String name, byte[] in, int from, int to) {
    int i = to - from == name.length() ? 0 : -1;
    while (i >= 0 && i < name.length() && name.charAt(i) == in[from + i]) {
      i++;
    }
    return i == name.length();
  }
}
