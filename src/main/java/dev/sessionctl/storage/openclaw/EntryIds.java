package dev.sessionctl.storage.openclaw;

import java.util.HashMap;
import java.util.Map;

/**
 * Numbers the entry ids of one transcript from 0. Ids are 8 hexadecimal digits, rarely UUIDs; both are kept as
 * numbers, in about 12 and 24 bytes, since half a million strings would not fit where transcripts are read. Ids of
 * any other form are kept as text. Not safe for use by several threads.
 */
final class EntryIds {
  private static final long TEXT = -1;

  private final Map<String, Integer> texts = new HashMap<>();
  /** The 128 bits of an id, lowest first; ids of 8 digits have only the first 32. */
  private final IntList[] parts = {new IntList(), new IntList(), new IntList(), new IntList()};
  private int[] table = new int[512];
  private int size;
  private int hashed;

  /** How many there are; every number is below. */
  int size() {
    return size;
  }

  /** The number of an id, a new one at its first appearance. */
  int of(String text) {
    return of(text.toCharArray(), 0, text.length());
  }

  /** The number of an id, a new one at its first appearance. Letter case matters, as it does to the product. */
  int of(char[] text, int offset, int length) {
    long value = length == 8 ? hex(text, offset, 8) : -1;
    if (value >= 0) {
      return of(0, value);
    }
    if (length == NameParts.UUID_LENGTH && text[offset + 8] == '-' && text[offset + 13] == '-'
        && text[offset + 18] == '-' && text[offset + 23] == '-') {
      long first = hex(text, offset, 8);
      long second = hex(text, offset + 9, 4);
      long third = hex(text, offset + 14, 4);
      long fourth = hex(text, offset + 19, 4);
      long fifth = hex(text, offset + 24, 12);
      long upper = first << 32 | second << 16 | third;
      // The two values that mark ids of 8 digits and texts.
      if ((first | second | third | fourth | fifth) >= 0 && upper != 0 && upper != TEXT) {
        return of(upper, fourth << 48 | fifth);
      }
    }
    String name = new String(text, offset, length);
    Integer known = texts.get(name);
    if (known == null) {
      known = add(TEXT, texts.size());
      texts.put(name, known);
    }
    return known;
  }

  /** A number for an entry without id. */
  int anonymous() {
    return add(TEXT, -1);
  }

  private int of(long upper, long lower) {
    int mask = table.length - 1;
    int slot = slot(upper, lower, mask);
    while (table[slot] != 0) {
      int known = table[slot] - 1;
      if (lower(known) == lower && upper(known) == upper) {
        return known;
      }
      slot = slot + 1 & mask;
    }
    int added = add(upper, lower);
    table[slot] = added + 1;
    if (++hashed * 2 > table.length) {
      grow();
    }
    return added;
  }

  private int add(long upper, long lower) {
    parts[0].set(size, (int) lower);
    parts[1].set(size, (int) (lower >>> 32));
    parts[2].set(size, (int) upper);
    parts[3].set(size, (int) (upper >>> 32));
    return size++;
  }

  private long lower(int id) {
    return (long) parts[1].get(id) << 32 | parts[0].get(id) & 0xffffffffL;
  }

  private long upper(int id) {
    return (long) parts[3].get(id) << 32 | parts[2].get(id) & 0xffffffffL;
  }

  private void grow() {
    int[] larger = new int[table.length * 2];
    int mask = larger.length - 1;
    for (int entry : table) {
      if (entry != 0) {
        int slot = slot(upper(entry - 1), lower(entry - 1), mask);
        while (larger[slot] != 0) {
          slot = slot + 1 & mask;
        }
        larger[slot] = entry;
      }
    }
    table = larger;
  }

  private static int slot(long upper, long lower, int mask) {
    long hash = (upper * 0x9E3779B97F4A7C15L ^ lower) * 0xBF58476D1CE4E5B9L;
    return (int) (hash >>> 32 ^ hash >>> 17) & mask;
  }

  /** The value of lower-case hexadecimal digits, or -1. */
  private static long hex(char[] text, int from, int count) {
    long value = 0;
    for (int i = from; i < from + count; i++) {
      char c = text[i];
      int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }
}
