package dev.sessionctl.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern over keys: {@code *} any text, {@code ?} one character, {@code [a-z]} and {@code [!a-z]} one of a set,
 * a backslash takes the next character as it is. A pattern also matches the key that is spelled like it, so keys
 * with brackets need no escapes. Matched by hand, because a regular expression made from such a pattern can take
 * exponential time; here the worst is length of the key times length of the pattern. Immutable.
 */
public final class KeyGlob {

  private static final int STAR = -1;
  private static final int ANY = -2;
  private static final int SET = -3;

  private final String text;
  private final int[] tokens;
  private final int[][] sets;
  private final boolean literal;

  private KeyGlob(String text, int[] tokens, int[][] sets, boolean literal) {
    this.text = text;
    this.tokens = tokens;
    this.sets = sets;
    this.literal = literal;
  }

  /** Compiles a pattern; a bracket without an end stands for itself. */
  public static KeyGlob of(String text) {
    int[] in = text.codePoints().toArray();
    List<Integer> tokens = new ArrayList<>();
    List<int[]> sets = new ArrayList<>();
    boolean literal = true;
    for (int i = 0; i < in.length; i++) {
      int token = in[i];
      int[] set = null;
      if (token == '*') {
        literal = false;
        token = STAR;
      } else if (token == '?') {
        literal = false;
        token = ANY;
      } else if (token == '[') {
        int end = endOfSet(in, i);
        if (end > 0) {
          set = set(in, i + 1, end);
          token = SET;
          literal = false;
          i = end;
        }
      } else if (token == '\\' && i + 1 < in.length) {
        token = in[++i];
      }
      tokens.add(token);
      sets.add(set);
    }
    return new KeyGlob(text, tokens.stream().mapToInt(Integer::intValue).toArray(),
        sets.toArray(new int[0][]), literal);
  }

  /** The pattern as it was written. */
  public String text() {
    return text;
  }

  /** Whether it names one key rather than a family. */
  public boolean isLiteral() {
    return literal;
  }

  /** Whether a key matches. */
  public boolean matches(String key) {
    return key.equals(text) || matchesPattern(key);
  }

  private boolean matchesPattern(String key) {
    int k = 0;
    int t = 0;
    int star = -1;
    int resume = 0;
    while (k < key.length()) {
      int c = key.codePointAt(k);
      if (t < tokens.length && tokens[t] == STAR) {
        star = t++;
        resume = k;
      } else if (t < tokens.length && matchesOne(t, c)) {
        t++;
        k += Character.charCount(c);
      } else if (star >= 0) {
        // Only the last star needs to give way: an earlier one could not match more than it does.
        resume += Character.charCount(key.codePointAt(resume));
        k = resume;
        t = star + 1;
      } else {
        return false;
      }
    }
    while (t < tokens.length && tokens[t] == STAR) {
      t++;
    }
    return t == tokens.length;
  }

  private boolean matchesOne(int t, int c) {
    if (tokens[t] != SET) {
      return tokens[t] == ANY || tokens[t] == c;
    }
    int[] set = sets[t];
    boolean inside = false;
    for (int i = 1; i < set.length; i += 2) {
      inside |= c >= set[i] && c <= set[i + 1];
    }
    return inside == (set[0] == 0);
  }

  /** The index of the bracket that ends a set, or -1; a bracket right at its start belongs to it. */
  private static int endOfSet(int[] in, int start) {
    int i = start + 1;
    if (i < in.length && (in[i] == '!' || in[i] == '^')) {
      i++;
    }
    for (int first = i; i < in.length; i++) {
      if (in[i] == '\\') {
        i++;
      } else if (in[i] == ']' && i > first) {
        return i;
      }
    }
    return -1;
  }

  /** First whether the set is negated, then pairs of first and last. */
  private static int[] set(int[] in, int from, int to) {
    List<Integer> ranges = new ArrayList<>();
    int i = from;
    boolean negated = in[i] == '!' || in[i] == '^';
    if (negated) {
      i++;
    }
    ranges.add(negated ? 1 : 0);
    while (i < to) {
      if (in[i] == '\\' && i + 1 < to) {
        i++;
      }
      int low = in[i++];
      int high = low;
      if (i + 1 < to && in[i] == '-') {
        i++;
        if (in[i] == '\\' && i + 1 < to) {
          i++;
        }
        high = in[i++];
      }
      ranges.add(low);
      ranges.add(high);
    }
    return ranges.stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public String toString() {
    return text;
  }
}
