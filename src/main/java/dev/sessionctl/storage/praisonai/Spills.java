package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Session;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Messages that a process could not write into their session, one file each:
 * {@code <safe id>.<milliseconds>.<pid>.<8 hex>.json} (since 1.6.163). The next read of that id, in whatever directory,
 * appends them and removes the file; so they also bring a removed session back.
 */
final class Spills {

  private static final Pattern NAME = Pattern.compile("(.*)\\.(\\d{1,16})\\.(\\d{1,10})\\.([0-9a-f]{8})\\.json",
      Pattern.DOTALL);

  /**
   * One of them.
   *
   * @param key name of the session's file without its ending
   * @param millis when it was written, milliseconds since the epoch
   */
  record Spill(String key, long millis, Path file) {}

  private final Map<String, List<Spill>> byKey = new HashMap<>();
  private final List<Spill> all = new ArrayList<>();

  private Spills() {}

  static Spills in(List<Path> directories) throws IOException {
    Spills spills = new Spills();
    for (Path directory : directories) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        for (Path entry : entries) {
          Matcher name = NAME.matcher(entry.getFileName().toString());
          if (name.matches()) {
            spills.add(new Spill(name.group(1), SessionContent.whole(name.group(2)), entry));
          }
        }
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      } catch (NoSuchFileException e) {
        continue;
      }
    }
    return spills;
  }

  private void add(Spill spill) {
    all.add(spill);
    byKey.computeIfAbsent(spill.key(), key -> new ArrayList<>()).add(spill);
  }

  List<Spill> all() {
    return all;
  }

  List<Spill> of(String key) {
    return byKey.getOrDefault(key, List.of());
  }

  /** When the last message of a session was put there, or unknown. */
  long newest(String key) {
    long newest = Session.UNKNOWN;
    for (Spill spill : of(key)) {
      newest = Math.max(newest, spill.millis());
    }
    return newest;
  }
}
