package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Finds stores by their place, {@code .gemini/sessions}, and elsewhere by what lies in them: other products keep JSON
 * files in directories called {@code sessions} too.
 */
final class GeminiDiscovery {

  /** The releases that write such stores; the rules are the same for all of them. */
  private static final String GENERATION = "1.21-1.36";

  /** A directory of other JSON files is given up after that many. */
  private static final int MOST_LOOKED_INTO = 16;

  private GeminiDiscovery() {}

  /** Reports the store at, in or below a place. */
  static void at(Path start, Consumer<StoreRef> found) throws IOException {
    if (Gemini.isPlaceOfSessions(start) && Files.isDirectory(start) || holdsSessions(start)) {
      report(start, found);
      return;
    }
    Path inside = start.resolve("sessions");
    if (isOwnDirectory(inside) && (Gemini.isPlaceOfSessions(inside) || holdsSessions(inside))) {
      report(inside, found);
    }
    Path inHome = Gemini.placeIn(start);
    if (isOwnDirectory(inHome.getParent()) && isOwnDirectory(inHome)) {
      report(inHome, found);
    }
  }

  /** What an operator names may be a link; everything beside the store goes beside what it leads to. */
  private static void report(Path directory, Consumer<StoreRef> found) throws IOException {
    Path path = Files.isSymbolicLink(directory) ? directory.toRealPath() : directory;
    found.accept(new StoreRef(Gemini.NAME, GENERATION, path, null, null));
  }

  private static boolean isOwnDirectory(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean holdsSessions(Path directory) throws IOException {
    // The index of OpenClaw stands beside thousands of files that need not be listed to know that this is none.
    if (!Files.isDirectory(directory) || Files.exists(directory.resolve("sessions.json"))) {
      return false;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "*.json")) {
      int looked = 0;
      for (Path entry : entries) {
        if (looksLikeSession(entry)) {
          return true;
        }
        if (++looked == MOST_LOOKED_INTO) {
          return false;
        }
      }
      return false;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /** Whether a document begins with {@code id}, {@code projectPath} and {@code messages} among its keys. */
  private static boolean looksLikeSession(Path file) {
    try {
      return FileStat.of(file).isRegularFile() && SessionHead.read(file).looksLikeSession();
    } catch (IOException e) {
      // Gone, or not ours to read: others may tell.
      return false;
    }
  }
}
