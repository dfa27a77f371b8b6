package dev.sessionctl.storage.check;

import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.FindingSink;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Makes findings. What was found in something that may have to be read once more is {@link #held} back until it is
 * known to count. Not safe for use by several threads.
 */
public final class Findings {

  private static final int LONGEST_MESSAGE = 1000;
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029\\u0085]");

  private final StoreRef store;
  private final FindingSink sink;

  public Findings(StoreRef store, FindingSink sink) {
    this.store = store;
    this.sink = sink;
  }

  /** A collector of the same store whose findings wait in a list. */
  public Findings held(List<Finding> list) {
    return new Findings(store, list::add);
  }

  /** Passes on findings that were held back. */
  public void release(List<Finding> list) throws IOException {
    for (Finding finding : new ArrayList<>(list)) {
      sink.finding(finding);
    }
  }

  /** Reports something about a file. */
  public void add(FindingClass flaw, Path path, String message) throws IOException {
    add(flaw, null, path, message);
  }

  /** Reports something about a session. */
  public void add(FindingClass flaw, String key, Path path, String message) throws IOException {
    sink.finding(make(flaw, key, path, message));
  }

  /** A finding that is not reported yet. */
  public Finding make(FindingClass flaw, String key, Path path, String message) {
    return new Finding(flaw.id(), flaw.severity(), store, key, path, oneLine(message), flaw.fix());
  }

  /** Names on disk and keys may hold anything, line breaks included. */
  private static String oneLine(String message) {
    String cut = message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "…";
    return CONTROL.matcher(cut).replaceAll(" ");
  }

  /** A count and a word in the right number. */
  public static String count(long count, String word) {
    if (count == 1) {
      return "1 " + word;
    }
    return count + " " + (word.endsWith("y") ? word.substring(0, word.length() - 1) + "ies" : word + "s");
  }
}
