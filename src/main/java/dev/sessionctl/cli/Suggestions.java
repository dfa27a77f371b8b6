package dev.sessionctl.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Finds what was probably meant by a word that is not known. */
final class Suggestions {
  private Suggestions() {}

  /** A phrase to put behind a message, or nothing when no candidate is near. */
  static String didYouMean(String word, Collection<String> candidates) {
    List<String> near = near(word, candidates);
    return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
  }

  /** The nearest candidates, at most two, quoted. */
  private static List<String> near(String word, Collection<String> candidates) {
    int best = Math.max(1, word.length() / 3);
    List<String> near = new ArrayList<>();
    for (String candidate : candidates) {
      int distance = candidate.startsWith(word) && word.length() > 2 ? 0 : distance(word, candidate);
      if (distance < best) {
        near.clear();
        best = distance;
      }
      if (distance == best && near.size() < 2) {
        near.add("'" + candidate + "'");
      }
    }
    return near;
  }

  /** Edits that make one word of the other: a letter more, less, other, or two swapped. */
  static int distance(String one, String other) {
    int[][] d = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + change, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        if (i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[one.length()][other.length()];
  }
}
