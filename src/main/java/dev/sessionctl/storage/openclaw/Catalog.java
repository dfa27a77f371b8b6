package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.check.Findings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The sessions of a store as one pass over its entries found them, and everything they refer to; some 300 bytes a
 * session, never their content. Not safe for use by several threads.
 */
final class Catalog {

  /**
   * One session.
   *
   * @param transcript its transcript, or null when there is none
   */
  record Listed(String key, String sessionId, Path transcript) {}

  /**
   * A session whose transcript was not found.
   *
   * @param finding what to report if it is still so at the end
   */
  record Absent(String sessionId, Path expected, Finding finding) {}

  /**
   * A prompt that an entry refers to.
   *
   * @param bytes its recorded size, or -1
   * @param key the first session that refers to it
   */
  record Prompt(long bytes, String key) {}

  /** The files of the sessions directory, listed before the entries were read. */
  final SessionsDirectory listing;
  final List<Listed> sessions = new ArrayList<>();
  final List<Finding> findings = new ArrayList<>();
  final Map<String, Absent> absent = new HashMap<>();
  /** First key of each session id. */
  final Map<String, String> keyOfId = new HashMap<>();
  /** First session of each transcript in the sessions directory, by file name. */
  final Map<String, Listed> userOfFile = new HashMap<>();
  /** The key as stored of each key as the product matches it. */
  final Map<String, String> keys = new HashMap<>();
  /** The session to whose past a session id belongs. */
  final Map<String, String> earlierIds = new HashMap<>();
  /** Last parts of the keys of machine sessions, which name runs. */
  final Map<String, String> runs = new HashMap<>();
  /** Names of the files that checkpoints record, with the key. */
  final Map<String, String> checkpointFiles = new HashMap<>();
  final Map<String, String> checkpointIds = new HashMap<>();
  final Map<String, Prompt> prompts = new HashMap<>();
  /** Whether the entries could be read at all; otherwise nothing is known to be unreferenced. */
  boolean readable = true;

  Catalog(SessionsDirectory listing) {
    this.listing = listing;
  }

  /** A catalog of a store whose entries are not known. */
  static Catalog unreadable(SessionsDirectory listing) {
    Catalog catalog = new Catalog(listing);
    catalog.readable = false;
    return catalog;
  }

  /** How much lies in the directory, for a message about entries that cannot be read. */
  String transcriptsPresent() {
    long count = 0;
    long bytes = 0;
    for (SessionsDirectory.Entry entry : listing.entries().values()) {
      if (entry.name().kind() == ArtifactKind.TRANSCRIPT) {
        count++;
        bytes += entry.bytes();
      }
    }
    return count == 0 ? "no transcript lies beside it"
        : Findings.count(count, "transcript") + " (" + bytes + " bytes) beside it would have no entry";
  }
}
