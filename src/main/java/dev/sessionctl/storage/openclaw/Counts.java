package dev.sessionctl.storage.openclaw;

import java.util.LinkedHashMap;
import java.util.Map;

/** Counts words that a file chose: many different or very long ones cannot fill the memory. */
final class Counts {
  private static final int WORDS = 64;
  private static final int LENGTH = 64;
  private static final String REST = "(others)";

  private final Map<String, long[]> counts = new LinkedHashMap<>();

  void add(String word) {
    String name = word.length() > LENGTH ? word.substring(0, LENGTH) : word;
    long[] count = counts.get(name);
    if (count == null) {
      count = counts.computeIfAbsent(counts.size() < WORDS ? name : REST, unused -> new long[1]);
    }
    count[0]++;
  }

  long of(String word) {
    long[] count = counts.get(word);
    return count == null ? 0 : count[0];
  }

  /** In the order of first appearance. */
  Map<String, Object> toFields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (Map.Entry<String, long[]> entry : counts.entrySet()) {
      fields.put(entry.getKey(), entry.getValue()[0]);
    }
    return fields;
  }
}
