package dev.sessionctl.storage.openclaw;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts and bytes of a compaction by class of what is acted on. */
final class CompactionTotals {

  static final String ENTRIES = "entries";
  static final String TRANSCRIPTS = "transcripts";
  static final String TEMPORARIES = "dead temporary files";

  /** One class: number, bytes before and after. */
  private static final class Sum {
    private long count;
    private long before;
    private long after;
  }

  private final Map<String, Sum> classes = new LinkedHashMap<>();
  private final Map<String, Sum> parts = new LinkedHashMap<>();

  /** Says what part of what goes is of one kind; it is in the sums of a class already. */
  void addPart(String name, long count, long bytes) {
    if (count > 0) {
      Sum sum = parts.computeIfAbsent(name, key -> new Sum());
      sum.count += count;
      sum.before += bytes;
    }
  }

  void add(String name, long count, long before, long after) {
    Sum sum = classes.computeIfAbsent(name, key -> new Sum());
    sum.count += count;
    sum.before += before;
    sum.after += after;
  }

  long count() {
    return classes.values().stream().mapToLong(sum -> sum.count).sum();
  }

  long count(String name) {
    Sum sum = classes.get(name);
    return sum == null ? 0 : sum.count;
  }

  long before() {
    return classes.values().stream().mapToLong(sum -> sum.before).sum();
  }

  long after() {
    return classes.values().stream().mapToLong(sum -> sum.after).sum();
  }

  /** One line a class, and one for every kind of what goes. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    classes.forEach((name, sum) -> lines.add(name + ": " + sum.count + ", " + sum.before + " bytes before, " + sum.after
        + " after"));
    parts.forEach((name, sum) -> lines.add("of these " + name + ": " + sum.count + ", " + sum.before + " bytes less"));
    return lines;
  }
}
