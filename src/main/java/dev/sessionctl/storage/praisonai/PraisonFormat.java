package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreFormat;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * PraisonAI's session files. Asked about every place that any command looks at, so it decides by itself whether a place
 * can be PraisonAI's at all, and nothing else of the package is loaded before.
 */
final class PraisonFormat implements StoreFormat {

  static final String NAME = "praisonai";
  static final String SESSIONS = "sessions";

  /** Names of the product's directory in a home, the present one first. */
  static final List<String> ROOT_NAMES = List.of(".praisonai", ".praison");

  /** Holds a directory for each project, below the sessions directory. */
  private static final Path PROJECTS = Path.of(SESSIONS, "projects");

  private static final int MOST_LOOKED_INTO = 256;
  private static final int SNIFFED = 4096;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void discover(Path start, Environment environment, Consumer<StoreRef> found) throws IOException {
    if (!Files.isDirectory(start)) {
      return;
    }
    Path place = start.toAbsolutePath().normalize();
    boolean named = isRootName(place) || place.endsWith(SESSIONS) && isRootName(place.getParent())
        || place.getNameCount() > 3 && place.getParent().endsWith(PROJECTS)
        && isRootName(place.getParent().getParent().getParent());
    if (named || holdsSessions(place) || holdsRoot(place)) {
      new Discovery(found).at(place);
    }
  }

  private static boolean isRootName(Path place) {
    return place != null && place.getFileName() != null && ROOT_NAMES.contains(place.getFileName().toString());
  }

  private static boolean holdsRoot(Path place) throws IOException {
    for (String name : ROOT_NAMES) {
      if (Files.isDirectory(place.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
        return true;
      }
    }
    Path sessions = place.resolve(SESSIONS);
    return Files.isDirectory(sessions, LinkOption.NOFOLLOW_LINKS) && holdsSessions(sessions);
  }

  /** Whether one of the first entries of a directory is a session of PraisonAI's, or its directory of projects. */
  static boolean holdsSessions(Path directory) throws IOException {
    if (Files.isDirectory(directory.resolve("projects"), LinkOption.NOFOLLOW_LINKS) && directory.endsWith(SESSIONS)) {
      return true;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      int looked = 0;
      for (Path entry : entries) {
        if (entry.toString().endsWith(".json") && looksLikeSession(entry)) {
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

  /** All four families begin with these two keys; OpenClaw and gemini spell the first one otherwise. */
  private static boolean looksLikeSession(Path file) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (FileChannel channel = DurableFiles.openForRead(file)) {
      ByteBuffer bytes = ByteBuffer.allocate(SNIFFED);
      channel.read(bytes, 0);
      String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1).stripLeading();
      return text.startsWith("{") && text.contains("\"session_id\"") && text.contains("\"messages\"");
    } catch (IOException e) {
      // Gone, or not for this user to read: another one will tell.
      return false;
    }
  }

  /** As {@code paths.py} of praisonaiagents 1.7.0 decides, without its cache. */
  @Override
  public List<Path> defaultLocations(Environment environment) {
    String named = environment.variable("PRAISONAI_HOME");
    if (named != null) {
      return List.of(environment.path(named));
    }
    for (String name : ROOT_NAMES) {
      Path root = environment.home().resolve(name);
      if (Files.isDirectory(root)) {
        return List.of(root);
      }
    }
    String data = environment.variable("XDG_DATA_HOME");
    return List.of(data != null && data.startsWith("/") ? environment.path(data).resolve(NAME)
        : environment.home().resolve(ROOT_NAMES.get(0)));
  }

  @Override
  public Store open(StoreRef ref, Environment environment) {
    return PraisonStore.open(ref, environment);
  }

  /** Locks are taken whatever the release, so there is nothing that one could state of it. */
  @Override
  public boolean isVersion(String text) {
    return false;
  }

  @Override
  public List<String> extraColumns() {
    return List.of("family", "archived", "summaryBytes", "snapshots", "model", "cost", "parent", "user");
  }
}
