package dev.sessionctl.storage.openclaw;

import java.nio.file.Path;

/**
 * Where the transcript of an index entry is.
 *
 * @param path the file to read, or null when there is none that may be read
 * @param how what led there
 * @param recorded what became of the path in the entry
 * @param foreign the recorded path in another sessions directory, whether it exists or not; else null
 */
record TranscriptLocation(Path path, How how, Recorded recorded, Path foreign) {

  /** What led to a transcript. */
  enum How {
    /** The entry's path, which lies in the sessions directory. */
    RECORDED,
    /** The entry's path names another directory, but a file of that name is here. */
    RELOCATED,
    /** {@code <sessionId>.jsonl}. */
    BY_ID,
    /** A {@code -topic-} or forked transcript of the session id. */
    BY_TOPIC,
    /** There is none: legitimate before the first answer. */
    ABSENT,
    /** The entry names something that must not be opened, and nothing safe was found either. */
    UNSAFE,
    /** In the sessions directory of another agent, where the product reads and writes it too. */
    OUTSIDE
  }

  /** What became of the recorded path. */
  enum Recorded {
    /** The entry has none. */
    NONE,
    /** It is the one to read. */
    USED,
    /** Nothing is there. */
    MISSING,
    /** It exists in another sessions directory, besides the one found here: a copy that points at its original. */
    ELSEWHERE_TOO,
    /** It may not be opened. */
    UNSAFE,
    /** A marker of the database era instead of a path. */
    DATABASE
  }
}
