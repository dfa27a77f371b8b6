package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.Session;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The transcripts that Gemini CLI keeps beside the store, {@code tmp/<project>/chats/session-<time>-<first 8 of id>}
 * with {@code .jsonl} or {@code .json} (read in gemini-cli-core 0.61.0). They may hold what a session has lost. Looked
 * for when first asked; not safe for use by several threads.
 */
final class CliTranscripts {

  private static final Pattern NAME =
      Pattern.compile("session-(?:(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d)-(\\d\\d))?.*-([0-9a-f]{8})\\.jsonl?");
  private static final int PREFIX = 8;

  /**
   * One of them.
   *
   * @param path where it is
   * @param begun when its session began, to the minute, milliseconds since the epoch, or {@link Session#UNKNOWN}
   */
  record Transcript(Path path, long begun) {}

  private final Path state;
  private Map<String, Transcript> byPrefix;

  /** @param directory where the sessions are */
  CliTranscripts(Path directory) {
    this.state = directory.getParent();
  }

  /** The first transcript of a session, or null when there is none or it cannot be read. */
  Transcript of(SessionDocument document) {
    String id = document.cliSessionId != null ? document.cliSessionId : document.id;
    if (id == null || id.length() < PREFIX) {
      return null;
    }
    if (byPrefix == null) {
      byPrefix = new HashMap<>();
      for (Path project : list(state.resolve("tmp"))) {
        for (Path file : list(project.resolve("chats"))) {
          Matcher name = NAME.matcher(file.getFileName().toString());
          if (name.matches()) {
            byPrefix.merge(name.group(4), new Transcript(file, begun(name)),
                (one, other) -> other.begun() < one.begun() ? other : one);
          }
        }
      }
    }
    return byPrefix.get(id.substring(0, PREFIX));
  }

  private static long begun(Matcher name) {
    if (name.group(1) == null) {
      return Session.UNKNOWN;
    }
    try {
      return Instant.parse(name.group(1) + "T" + name.group(2) + ":" + name.group(3) + ":00Z").toEpochMilli();
    } catch (DateTimeParseException e) {
      return Session.UNKNOWN;
    }
  }

  private static List<Path> list(Path directory) {
    List<Path> found = new ArrayList<>();
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return found;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      entries.forEach(found::add);
    } catch (IOException | DirectoryIteratorException e) {
      // Another program's files: what cannot be read is no help here.
      return found;
    }
    found.sort(null);
    return found;
  }
}
