package dev.sessionctl.storage.change;

import dev.sessionctl.storage.UnsupportedChangeException;
import java.time.Duration;
import java.util.Set;

/**
 * Shrinks what sessions take on disk without losing what the product needs; originals go to the trash.
 *
 * @param level how far to go: each level includes those before it
 * @param keys only these sessions, or null for all and for the files that belong to no session
 * @param thresholdPercent acts on a file or an index only where at least that share of it is gained; 0 for always
 * @param quietFor sessions that changed within that time are left alone
 * @param bodies what stays of large messages at the levels that shorten transcripts
 * @param style the white space of sessions that are JSON documents, or null for what the format does without being told
 */
public record Compaction(Level level, Set<String> keys, int thresholdPercent, Duration quietFor, Bodies bodies,
    Style style) implements ChangeRequest {

  /** Without a word on white space. */
  public Compaction(Level level, Set<String> keys, int thresholdPercent, Duration quietFor, Bodies bodies) {
    this(level, keys, thresholdPercent, quietFor, bodies, null);
  }

  /** With the usual treatment of large messages. */
  public Compaction(Level level, Set<String> keys, int thresholdPercent, Duration quietFor) {
    this(level, keys, thresholdPercent, quietFor, Bodies.USUAL);
  }

  /**
   * Which messages stay whole.
   *
   * @param toolResults how many of the last tool results of a branch, {@link #ALL} for all of them
   * @param images whether an image also stays where an earlier message has the same
   */
  public record Bodies(int toolResults, boolean images) {
    public static final int ALL = Integer.MAX_VALUE;
    public static final Bodies USUAL = new Bodies(20, false);
    public static final Bodies WHOLE = new Bodies(ALL, true);
  }

  /** How far a compaction goes. */
  public enum Level {
    /** Only what the product makes anew, what is there twice, and dead temporary files. */
    LOSSLESS,
    /** Also history that no context contains any more, bodies of old tool results, and repeated images. */
    TRIM,
    /** Also branches that were given up. */
    BRANCHES
  }

  /** White space in JSON documents. */
  public enum Style {
    /** None. */
    MINIFIED,
    /** As the product writes it. */
    PRETTY
  }

  /** For formats that leave the operator no choice of white space. */
  public void requireNoStyle(String format) throws UnsupportedChangeException {
    if (style != null) {
      throw new UnsupportedChangeException("--style is for sessions that are JSON documents of their own, such as those"
          + " of gemini; leave it out for " + format);
    }
  }

  @Override
  public String command() {
    return "compact";
  }
}
