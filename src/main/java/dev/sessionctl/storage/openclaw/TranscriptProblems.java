package dev.sessionctl.storage.openclaw;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Collects what is wrong with a transcript: every problem is counted, the first ones are kept with their place. */
final class TranscriptProblems {

  /** What can be wrong with a line. */
  enum Kind {
    /** No JSON; the product drops the line, its repair removes it. */
    UNPARSABLE,
    /** JSON, but no object. */
    NOT_AN_OBJECT,
    /** An object without {@code type}. */
    NO_TYPE,
    /** NUL bytes, as a file system leaves them after a power cut. */
    NUL_BYTES,
    /** The line stays readable: the product reads replacement characters there. */
    INVALID_UTF8,
    /** Nested deeper than 1000 levels; the product reads it, this tool does not. */
    TOO_DEEP,
    /** Longer than the line cap; passed over. */
    TOO_LONG,
    /** A field that matters occurs twice; the last one counts. */
    DUPLICATE_FIELD,
    BYTE_ORDER_MARK,
    /** Another header after the first line. */
    SECOND_HEADER,
    /** The last line has no newline, but is whole: the next append would be glued to it. */
    UNTERMINATED,
    /** The last line has no newline and is no JSON. */
    TORN;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** Stable word for output. */
    String label() {
      return label;
    }
  }

  /**
   * One problem.
   *
   * @param line one-based
   * @param offset bytes from the start of the file to the place, or to the line where no place is known
   * @param detail more about it, or null; never content of the transcript
   */
  record Problem(Kind kind, long line, long offset, String detail) {}

  /** How many are kept with their place. */
  static final int KEPT = 100;

  private final long[] counts = new long[Kind.values().length];
  private final List<Problem> first = new ArrayList<>();

  void add(Kind kind, long line, long offset, String detail) {
    counts[kind.ordinal()]++;
    if (first.size() < KEPT) {
      first.add(new Problem(kind, line, offset, detail));
    }
  }

  long count(Kind kind) {
    return counts[kind.ordinal()];
  }

  /** The first {@value #KEPT} in the order of the file. */
  List<Problem> first() {
    return Collections.unmodifiableList(first);
  }

  boolean isEmpty() {
    return first.isEmpty();
  }

  /** Counts by label, without zeros. */
  Map<String, Object> toFields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (Kind kind : Kind.values()) {
      if (counts[kind.ordinal()] > 0) {
        fields.put(kind.label(), counts[kind.ordinal()]);
      }
    }
    return fields;
  }
}
