package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.openclaw.TranscriptLocation.How;
import dev.sessionctl.storage.openclaw.TranscriptLocation.Recorded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds the transcript of an index entry. What an entry records is often an absolute path of another machine or of
 * the directory a copy was made from (2026.3.13 and 2026.7.1 follow it blindly), and may be anything at all: a
 * path is opened only when it is one name in the sessions directory, or a plain file in another directory that
 * is shaped like {@code …/agents/<id>/sessions}. Not safe for use by several threads.
 */
final class TranscriptLocator {
  private static final String EXTENSION = ".jsonl";
  private static final String MARKER = "sqlite:";

  private final Path directory;
  private final String prefix;
  private final SessionsListing listing;
  private Path foreignDirectory;
  private boolean foreignUsable;

  /**
   * For the entries of one index.
   *
   * @param directory the sessions directory, absolute and normalised
   */
  TranscriptLocator(Path directory, SessionsListing listing) {
    this.directory = directory;
    this.prefix = directory + "/";
    this.listing = listing;
  }

  /**
   * Finds it: the recorded file here, a file of the recorded name here, the recorded file in another sessions
   * directory, the file of this topic, the file named by the session id, and last the newest other transcript
   * of that id.
   *
   * @param sessionId the entry's {@code sessionId}, or null
   * @param sessionFile the entry's {@code sessionFile}, or null
   * @param topic thread or topic id of the entry or its key, or null
   */
  TranscriptLocation locate(String sessionId, String sessionFile, String topic) throws IOException {
    if (sessionFile == null || sessionFile.isBlank()) {
      return byId(sessionId, topic, Recorded.NONE, null);
    }
    String text = JsText.trim(sessionFile);
    if (text.startsWith(MARKER)) {
      return byId(sessionId, topic, Recorded.DATABASE, null);
    }
    if (text.startsWith(prefix) && isPlainName(text, prefix.length())) {
      // Nearly every entry: a file of this directory. What follows comes to the same, by way of several paths.
      String name = text.substring(prefix.length());
      return listing.contains(name) ? found(name, How.RECORDED, Recorded.USED, null)
          : byId(sessionId, topic, Recorded.MISSING, null);
    }
    Path path;
    try {
      path = Path.of(text);
    } catch (InvalidPathException e) {
      return byId(sessionId, topic, Recorded.UNSAFE, null);
    }
    return recorded(path, sessionId, topic);
  }

  private TranscriptLocation recorded(Path written, String sessionId, String topic) throws IOException {
    Path path = written.normalize();
    Path fileName = path.getFileName();
    if (fileName == null || climbs(written) || !isTranscriptName(fileName.toString())) {
      return byId(sessionId, topic, Recorded.UNSAFE, null);
    }
    String name = fileName.toString();
    Path parent = path.getParent();
    boolean here = listing.contains(name);
    if (parent == null || parent.equals(directory)) {
      return here ? found(name, How.RECORDED, Recorded.USED, null)
          : byId(sessionId, topic, Recorded.MISSING, null);
    }
    if (!path.isAbsolute()) {
      return here ? found(name, How.RELOCATED, Recorded.UNSAFE, null)
          : byId(sessionId, topic, Recorded.UNSAFE, null);
    }
    if (!isSessionsDirectory(parent)) {
      // Releases ignore such a path; a moved store with a directory of its own name is still recognised.
      return here ? found(name, How.RELOCATED, Recorded.MISSING, path)
          : byId(sessionId, topic, Recorded.UNSAFE, path);
    }
    boolean there = isPlainForeignFile(path);
    if (here) {
      if (there && Files.isSameFile(path, directory.resolve(name))) {
        return found(name, How.RECORDED, Recorded.USED, null);
      }
      return found(name, How.RELOCATED, there ? Recorded.ELSEWHERE_TOO : Recorded.MISSING, path);
    }
    return there ? new TranscriptLocation(path, How.OUTSIDE, Recorded.USED, path)
        : byId(sessionId, topic, Recorded.MISSING, path);
  }

  private TranscriptLocation byId(String sessionId, String topic, Recorded recorded, Path foreign) {
    How nothing = recorded == Recorded.UNSAFE ? How.UNSAFE : How.ABSENT;
    if (sessionId == null) {
      return new TranscriptLocation(null, nothing, recorded, foreign);
    }
    if (SessionIdShape.of(sessionId) == SessionIdShape.UNSAFE) {
      return new TranscriptLocation(null, How.UNSAFE, recorded, foreign);
    }
    String encoded = topic == null ? null : JsText.encodeUriComponent(JsText.trim(topic));
    String ofTopic = encoded == null ? null : sessionId + "-topic-" + encoded + EXTENSION;
    if (ofTopic != null && listing.contains(ofTopic)) {
      return found(ofTopic, How.BY_TOPIC, recorded, foreign);
    }
    if (listing.contains(sessionId + EXTENSION)) {
      return found(sessionId + EXTENSION, How.BY_ID, recorded, foreign);
    }
    String newest = newest(listing.transcriptsOf(sessionId));
    return newest == null ? new TranscriptLocation(null, nothing, recorded, foreign)
        : found(newest, How.BY_TOPIC, recorded, foreign);
  }

  /** The most recently written; of equally old ones the last by name, so that the answer does not depend on luck. */
  private String newest(List<String> names) {
    String newest = null;
    for (String name : names) {
      if (!isTranscriptName(name)) {
        continue;
      }
      long difference = newest == null ? 1 : listing.modifiedMillis(name) - listing.modifiedMillis(newest);
      if (difference > 0 || difference == 0 && name.compareTo(newest) > 0) {
        newest = name;
      }
    }
    return newest;
  }

  private TranscriptLocation found(String name, How how, Recorded recorded, Path foreign) {
    try {
      return new TranscriptLocation(directory.resolve(name), how, recorded, foreign);
    } catch (InvalidPathException e) {
      // A name this platform's character set cannot express.
      return new TranscriptLocation(null, How.UNSAFE, recorded, foreign);
    }
  }

  /** Whether a text is one name in a directory, and one of a transcript. */
  private static boolean isTranscriptName(String name) {
    return name.length() > EXTENSION.length() && name.endsWith(EXTENSION) && name.indexOf('/') < 0
        && name.indexOf('\\') < 0 && name.indexOf('\0') < 0 && name.charAt(0) != '.';
  }

  /** Whether a text ends in one name of a transcript that every file system spells like that. */
  private static boolean isPlainName(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '/' || c == '\\') {
        return false;
      }
    }
    return text.length() - from > EXTENSION.length() && text.charAt(from) != '.' && text.endsWith(EXTENSION);
  }

  private static boolean climbs(Path path) {
    if (!path.toString().contains("..")) {
      return false;
    }
    for (Path part : path) {
      if (part.toString().equals("..")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSessionsDirectory(Path directory) {
    int count = directory.getNameCount();
    return count >= 3 && directory.getFileName().toString().equals("sessions")
        && directory.getName(count - 3).toString().equals("agents");
  }

  private boolean isPlainForeignFile(Path path) {
    Path parent = path.getParent();
    try {
      if (!parent.equals(foreignDirectory)) {
        // Asked once per directory: after a move every entry of a store names the same one.
        foreignDirectory = parent;
        foreignUsable = false;
        foreignUsable = Files.isDirectory(parent) && isSessionsDirectory(parent.toRealPath());
      }
      return foreignUsable && FileStat.of(path).isRegularFile();
    } catch (IOException e) {
      // Not there, or not for us to see: in both cases no file of ours.
      return false;
    }
  }
}
