package dev.sessionctl.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Orders rows by a number, those without it last either way, and rows with the same number by something else. Many rows
 * are sorted by their numbers alone, laid side by side: comparing a million rows takes them from memory twenty million
 * times. Thread-safe where its functions are.
 */
final class NumberOrder<R> implements Comparator<R> {

  private final ToLongFunction<R> number;
  private final long unknown;
  private final boolean descending;
  private final Comparator<R> ties;

  /**
   * An order.
   *
   * @param unknown the number of rows that have none
   * @param ties the order of rows with the same number
   */
  NumberOrder(ToLongFunction<R> number, long unknown, boolean descending, Comparator<R> ties) {
    this.number = number;
    this.unknown = unknown;
    this.descending = descending;
    this.ties = ties;
  }

  @Override
  public int compare(R one, R other) {
    long a = number.applyAsLong(one);
    long b = number.applyAsLong(other);
    if (a == b) {
      return ties.compare(one, other);
    }
    if (a == unknown || b == unknown) {
      return a == unknown ? 1 : -1;
    }
    return descending ? Long.compare(b, a) : Long.compare(a, b);
  }

  /** The rows in this order, or null when their numbers are so far apart that rows must be compared. */
  List<R> sorted(List<R> rows) {
    long least = Long.MAX_VALUE;
    long most = Long.MIN_VALUE;
    for (R row : rows) {
      long n = number.applyAsLong(row);
      if (n != unknown) {
        least = Math.min(least, n);
        most = Math.max(most, n);
      }
    }
    int positionBits = Long.SIZE - Long.numberOfLeadingZeros(rows.size());
    long last = least > most ? 0 : most - least + 1;
    if (last < 0 || Long.SIZE - Long.numberOfLeadingZeros(last) + positionBits >= Long.SIZE) {
      return null;
    }
    long[] ranks = new long[rows.size()];
    for (int i = 0; i < ranks.length; i++) {
      long n = number.applyAsLong(rows.get(i));
      long rank = n == unknown ? last : descending ? most - n : n - least;
      ranks[i] = rank << positionBits | i;
    }
    Arrays.sort(ranks);
    List<R> sorted = new ArrayList<>(ranks.length);
    long position = (1L << positionBits) - 1;
    for (int from = 0; from < ranks.length; ) {
      int to = from;
      while (to < ranks.length && ranks[to] >> positionBits == ranks[from] >> positionBits) {
        sorted.add(rows.get((int) (ranks[to++] & position)));
      }
      if (to - from > 1) {
        sorted.subList(from, to).sort(ties);
      }
      from = to;
    }
    return sorted;
  }
}
