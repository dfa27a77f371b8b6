package dev.sessionctl.storage.tokenoptimizer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.ChannelInput;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.StableRead;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.text.JsonLines;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/** Looks at the read cache and at the logs, which belong to all sessions together. */
record CacheCheck(CheckContext context) {

  /** What the plugin writes through a temporary file takes milliseconds; an hour is what it grants itself. */
  static final long OLD_MILLIS = 3_600_000;

  void run() throws IOException {
    ReadCache cache = ReadCache.list(context.paths());
    TreeSet<String> keys = SessionScan.keys(context.paths());
    cache.join(keys);
    temporaries(cache);
    unclaimed(cache);
    if (context.request().level() >= 3) {
      contents(cache);
      logs(cache);
    }
  }

  private void temporaries(ReadCache cache) throws IOException {
    long old = context.environment().now() - OLD_MILLIS;
    List<ReadCache.Item> found = cache.items().stream()
        .filter(item -> item.role() == ReadCache.Role.TEMPORARY && item.modified() < old).toList();
    if (!found.isEmpty()) {
      context.findings().add(Flaw.CACHE_TEMPS, found.get(0).path(), Findings.count(found.size(), "unfinished write")
          + " of read caches, such as " + found.get(0).path().getFileName());
    }
  }

  private void unclaimed(ReadCache cache) throws IOException {
    List<ReadCache.Item> found = cache.items().stream().filter(cache::isUnclaimed).toList();
    if (!found.isEmpty()) {
      long bytes = found.stream().mapToLong(ReadCache.Item::bytes).sum();
      context.findings().add(Flaw.CACHE_UNCLAIMED, found.get(0).path(), Findings.count(found.size(), "read cache")
          + " of " + bytes + " bytes whose session their name does not tell, such as "
          + found.get(0).path().getFileName());
    }
  }

  private void contents(ReadCache cache) throws IOException {
    for (ReadCache.Item item : cache.items()) {
      boolean json = item.role() == ReadCache.Role.CACHE || item.role() == ReadCache.Role.HINTS;
      if (json && item.regular() && !isObject(item.path())) {
        context.findings().add(Flaw.CACHE_UNPARSABLE, item.path(), item.path().getFileName()
            + " is no JSON object");
      }
    }
  }

  private static boolean isObject(Path path) throws IOException {
    try {
      return StableRead.whole(path, CacheCheck::holdsObject, StableRead::sleep).value() != Boolean.FALSE;
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  private static Boolean holdsObject(Path path) throws IOException {
    try (FileChannel channel = DurableFiles.openForRead(path);
        JsonParser in = Json.FACTORY.createParser(new ChannelInput(channel, 0, Long.MAX_VALUE))) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return Boolean.FALSE;
      }
      in.skipChildren();
      return in.nextToken() == null;
    } catch (JsonProcessingException e) {
      return Boolean.FALSE;
    }
  }

  private void logs(ReadCache cache) throws IOException {
    log(context.paths().events());
    log(context.paths().root().resolve("savings-events.jsonl"));
    for (ReadCache.Item item : cache.items()) {
      if (item.role() == ReadCache.Role.DECISIONS && item.regular()) {
        log(item.path());
      }
    }
  }

  /** A torn last line counts only when the log is not being written. */
  private void log(Path path) throws IOException {
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      long bad = StableRead.appended(path, CacheCheck::badLines, count -> count > 0, StableRead::sleep).value();
      if (bad > 0) {
        context.findings().add(Flaw.LOG_UNPARSABLE, path, path.getFileName() + " has "
            + Findings.count(bad, "line") + " without a JSON object");
      }
    } catch (NoSuchFileException e) {
      return;
    }
  }

  private static long badLines(Path path) throws IOException {
    long bad = 0;
    try (JsonLines lines = JsonLines.open(path, Manifest.LONGEST_LINE)) {
      while (lines.next()) {
        boolean whole = lines.tooLong() || lines.blank()
            || lines.buffer()[lines.firstNonSpace()] == '{' && lines.buffer()[lines.end() - 1] == '}';
        bad += whole ? 0 : 1;
      }
    }
    return bad;
  }
}
