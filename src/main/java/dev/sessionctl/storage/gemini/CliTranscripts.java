package dev.sessionctl.storage.gemini;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
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

  private static final Pattern NAME = Pattern.compile("session-.*-([0-9a-f]{8})\\.jsonl?");
  private static final int PREFIX = 8;

  private final Path state;
  private Map<String, Path> byPrefix;

  /** @param directory where the sessions are */
  CliTranscripts(Path directory) {
    this.state = directory.getParent();
  }

  /** A transcript of a session, or null when there is none or it cannot be read. */
  Path of(SessionDocument document) {
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
            byPrefix.put(name.group(1), file);
          }
        }
      }
    }
    return byPrefix.get(id.substring(0, PREFIX));
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
