package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.text.JsonLines;
import dev.sessionctl.storage.text.JsonText;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * An entry made from a transcript that no entry names. A transcript does not say which key it had; the runtime
 * trajectory beside it does (2026.4.22 and later). Without one the key is {@code
 * agent:<agent>:explicit:recovered-<sessionId>}, which no channel uses, so that nothing is written to the wrong
 * conversation.
 *
 * @param updatedAt the time of its last row
 * @param from where it comes from, in words
 */
record TranscriptEntry(String key, String sessionId, Path transcript, long updatedAt, String from) {

  /**
   * Entries for the transcripts that hold messages and are not named, the newest first for each session.
   *
   * @param named session ids and names of transcripts that entries have already
   */
  static List<TranscriptEntry> all(StoreFiles files, String agent, Set<String> named) throws IOException {
    SessionsDirectory listing = SessionsDirectory.list(files.sessions(), files.indexName());
    List<TranscriptEntry> made = new ArrayList<>();
    for (String name : new TreeSet<>(listing.entries().keySet())) {
      SessionsDirectory.Entry file = listing.entries().get(name);
      if (file.name().kind() == ArtifactKind.TRANSCRIPT && !named.contains(name)
          && !named.contains(file.name().sessionId())) {
        TranscriptEntry entry = of(files.sessions().resolve(name), file, agent);
        if (entry != null && !named.contains(entry.sessionId)) {
          made.add(entry);
        }
      }
    }
    made.sort((one, other) -> one.updatedAt == other.updatedAt
        ? one.transcript.compareTo(other.transcript) : Long.compare(other.updatedAt, one.updatedAt));
    Set<String> seen = new HashSet<>();
    made.removeIf(entry -> !seen.add(entry.key));
    return made;
  }

  private static TranscriptEntry of(Path path, SessionsDirectory.Entry file, String agent) throws IOException {
    TranscriptStats stats;
    try {
      stats = TranscriptStats.read(path, null, JsonLines.DEFAULT_CAP);
    } catch (java.nio.file.FileSystemException e) {
      // Verify reports it; an index is not held up by one transcript.
      return null;
    }
    String id = stats.sessionId() != null ? stats.sessionId() : file.name().sessionId();
    if (stats.messages() == 0 || SessionIdShape.of(id) == SessionIdShape.UNSAFE) {
      return null;
    }
    long time = stats.lastActivity() == Session.UNKNOWN ? file.modified() : stats.lastActivity();
    String prefix = "agent:" + (agent == null ? AgentIds.DEFAULT : agent) + ":";
    String key = keyInTrajectory(path, id);
    return key != null && key.startsWith(prefix)
        ? new TranscriptEntry(key, id, path, time, path.getFileName() + ", the key from its trajectory")
        : new TranscriptEntry(prefix + "explicit:recovered-" + id, id, path, time,
            path.getFileName() + "; its key is not known");
  }

  /** The key that the first row of a trajectory names, when it is one of that session. */
  private static String keyInTrajectory(Path transcript, String sessionId) throws IOException {
    String name = transcript.getFileName().toString();
    Path trajectory =
        transcript.resolveSibling(name.substring(0, name.length() - ".jsonl".length()) + ".trajectory.jsonl");
    FileIdentity there = FileIdentity.ofNullable(trajectory);
    if (there == null || !java.nio.file.Files.isRegularFile(trajectory, LinkOption.NOFOLLOW_LINKS)) {
      return null;
    }
    String key = null;
    String id = null;
    try (FileChannel channel = DurableFiles.openForRead(trajectory);
        JsonParser in = TranscriptJson.FACTORY.createParser(Channels.newInputStream(channel))) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      for (String field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
        in.nextToken();
        if (field.equals("sessionKey")) {
          key = TranscriptJson.text(in);
        } else if (field.equals("sessionId")) {
          id = TranscriptJson.text(in);
        }
        in.skipChildren();
      }
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      return null;
    }
    return sessionId.equals(id) ? key : null;
  }

  /** Its text, from the left margin. */
  String text() {
    return "{\n  \"sessionId\": " + quoted(sessionId) + ",\n  \"updatedAt\": " + updatedAt + ",\n  \"sessionFile\": "
        + quoted(transcript.toString()) + "\n}";
  }

  private static String quoted(String text) {
    return new String(JsonText.quote(text), StandardCharsets.UTF_8);
  }
}
