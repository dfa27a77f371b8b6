package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.check.Findings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Finds the transcript of each entry and tells how the recorded path relates to it. */
final class TranscriptPlaceCheck {

  private final CheckContext context;
  private final Catalog catalog;
  private final Findings findings;
  private final TranscriptLocator locator;

  TranscriptPlaceCheck(CheckContext context, Catalog catalog, Findings findings) {
    this.context = context;
    this.catalog = catalog;
    this.findings = findings;
    this.locator = new TranscriptLocator(context.sessions(), catalog.listing);
  }

  /** The transcript, or null when there is none. */
  Path locate(String key, SessionEntry entry) throws IOException {
    String topic = entry.threadId != null ? entry.threadId : SessionKeys.threadId(key);
    TranscriptLocation place = locator.locate(entry.sessionId, entry.sessionFile, topic);
    Path path = place.path();
    switch (place.recorded()) {
      case USED -> {
        if (place.how() == TranscriptLocation.How.OUTSIDE) {
          findings.add(Flaw.TRANSCRIPT_OUTSIDE, key, path, "the transcript of " + key
              + " lies in another sessions directory: " + path);
        }
      }
      case ELSEWHERE_TOO -> findings.add(Flaw.TRANSCRIPT_ELSEWHERE, key, path, "the entry of " + key
          + " names another copy, which exists: " + place.foreign());
      case MISSING -> {
        if (path != null) {
          findings.add(Flaw.TRANSCRIPT_RELOCATED, key, path, "the entry of " + key + " names " + entry.sessionFile
              + ", which is not there; found " + how(place));
        }
      }
      case UNSAFE -> findings.add(Flaw.TRANSCRIPT_UNSAFE_PATH, key, path, "the entry of " + key
          + " records a path that is no transcript of a sessions directory: " + entry.sessionFile
          + (path == null ? "" : "; found " + how(place)));
      case DATABASE -> findings.add(Flaw.TRANSCRIPT_IN_DATABASE, key, null, "the entry of " + key
          + " says that its transcript is in a database: " + entry.sessionFile);
      default -> {
        // Nothing recorded: the id leads to it.
      }
    }
    if (path == null && place.recorded() != TranscriptLocation.Recorded.DATABASE && isSafe(entry)) {
      absent(key, entry);
    }
    return path;
  }

  private static boolean isSafe(SessionEntry entry) {
    return entry.sessionId != null && SessionIdShape.of(entry.sessionId) != SessionIdShape.UNSAFE;
  }

  private static String how(TranscriptLocation place) {
    return switch (place.how()) {
      case RELOCATED -> "by its name: " + place.path();
      case BY_ID -> "by the session id: " + place.path();
      case BY_TOPIC -> "by session id and topic: " + place.path();
      default -> "at " + place.path();
    };
  }

  /** Before its first answer a session has no transcript; one that was answered has used tokens. */
  private void absent(String key, SessionEntry entry) throws IOException {
    Path expected = context.sessions().resolve(entry.sessionId + ".jsonl");
    boolean used = entry.tokens > 0 || entry.compactions > 0;
    Finding finding = used
        ? findings.make(Flaw.TRANSCRIPT_MISSING, key, expected, "no transcript of " + key + " is left"
            + archived(entry.sessionId) + ", although the entry counts tokens or compactions")
        : findings.make(Flaw.TRANSCRIPT_NONE_YET, key, expected, "no transcript of " + key
            + " is there, perhaps not yet: the entry counts neither tokens nor compactions");
    // Written since the directory was listed: then there is nothing to say.
    if (!Files.exists(expected, LinkOption.NOFOLLOW_LINKS)) {
      catalog.absent.put(key, new Catalog.Absent(entry.sessionId, expected, finding));
    }
  }

  private String archived(String id) {
    return catalog.listing.hasArchiveOf(id) ? " but an archive" : "";
  }
}
