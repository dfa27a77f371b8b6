package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.ChannelInput;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Finds OpenClaw's stores at a place: an index, a {@code sessions.d}, a sessions directory, an agent's directory, a
 * state directory, or a home directory. Looks where the product looks, and follows no symbolic link below the place.
 */
final class Discovery {

  static final String INDEX = "sessions.json";
  static final String SESSIONS = "sessions";
  static final String AGENTS = "agents";
  static final List<String> STATE_NAMES = List.of(".openclaw", ".clawdbot", ".moldbot", ".moltbot");
  private static final int MOST_LOOKED_INTO = 100;
  private static final int SNIFFED = 64 << 10;

  private final Environment environment;
  private final Consumer<StoreRef> found;
  private final Set<Path> seen = new HashSet<>();

  Discovery(Environment environment, Consumer<StoreRef> found) {
    this.environment = environment;
    this.found = found;
  }

  /** Reports what is there. */
  void at(Path place) throws IOException {
    Path start = place.toAbsolutePath().normalize();
    if (!Files.isDirectory(start)) {
      atFile(start);
    } else if (isEntryDirectory(start) && holdsEntries(start)) {
      report(StoreFiles.ofDirectory(start), OpenClawFormat.DIRECTORY);
    } else if (!atSessions(start) && !atAgent(start) && !atState(start) && !atLostIndex(start)) {
      for (String name : STATE_NAMES) {
        Path state = start.resolve(name);
        // The product leaves a link under the old name when it renames its directory.
        if (Files.isDirectory(state, LinkOption.NOFOLLOW_LINKS)) {
          atState(state);
        }
      }
    }
  }

  private void atFile(Path file) throws IOException {
    String name = file.getFileName() == null ? "" : file.getFileName().toString();
    if (!FileStat.of(file).isRegularFile()) {
      return;
    }
    if (name.equals(INDEX) || looksLikeIndex(file)) {
      report(new StoreFiles(file), OpenClawFormat.JSON);
    } else if (name.equals("openclaw-agent.sqlite")) {
      atAgent(file.getParent().getParent());
    }
  }

  /** A file of another name is taken for an index when its first entries look like OpenClaw's. */
  private static boolean looksLikeIndex(Path file) throws IOException {
    try (FileChannel channel = DurableFiles.openForRead(file)) {
      int length = (int) Math.min(SNIFFED, channel.size());
      String text = new String(ChannelInput.readRange(channel, 0, length), StandardCharsets.UTF_8).strip();
      return text.startsWith("{") && (text.contains("\"sessionId\"") || text.contains("\"updatedAt\""))
          && !text.contains("\"messages\"");
    }
  }

  private boolean atSessions(Path directory) throws IOException {
    Path index = directory.resolve(INDEX);
    StoreFiles files = new StoreFiles(index);
    boolean json = Files.exists(index, LinkOption.NOFOLLOW_LINKS);
    boolean entries = isEntryDirectory(files.directory());
    if (entries) {
      report(files, OpenClawFormat.DIRECTORY);
      return true;
    }
    if (json) {
      report(files, OpenClawFormat.JSON);
    }
    return json;
  }

  /**
   * A sessions directory that was named itself and has transcripts but no index: a store whose index is lost. One that
   * was only come across may be of an agent that has not begun.
   */
  private boolean atLostIndex(Path directory) throws IOException {
    StoreFiles files = new StoreFiles(directory.resolve(INDEX));
    if (StorePlace.stateOf(directory) == null || Generation.detect(directory, null, environment).era().isDatabase()) {
      return false;
    }
    boolean transcripts = SessionsDirectory.list(directory, INDEX).entries().values().stream()
        .anyMatch(entry -> entry.name().kind() == ArtifactKind.TRANSCRIPT);
    if (transcripts) {
      report(files, OpenClawFormat.JSON);
    }
    return transcripts;
  }

  private boolean atAgent(Path directory) throws IOException {
    Path sessions = directory.resolve(SESSIONS);
    boolean reported = Files.isDirectory(sessions, LinkOption.NOFOLLOW_LINKS) && atSessions(sessions);
    Path database = directory.resolve("agent").resolve("openclaw-agent.sqlite");
    if (Files.isRegularFile(database, LinkOption.NOFOLLOW_LINKS)
        && Generation.detect(sessions, null, environment).era().isDatabase()) {
      reportDatabase(database, sessions);
      return true;
    }
    return reported;
  }

  private boolean atState(Path state) throws IOException {
    Path agents = state.resolve(AGENTS);
    boolean isState = Files.isDirectory(agents, LinkOption.NOFOLLOW_LINKS);
    if (isState) {
      for (Path agent : subdirectories(agents)) {
        atAgent(agent);
      }
    }
    GatewayConfig config = GatewayConfig.read(state, environment);
    if (config.present() && config.isKnown() && config.store() != null) {
      atConfigured(config);
    }
    return isState || config.present();
  }

  /** Stores that {@code session.store} puts elsewhere. */
  private void atConfigured(GatewayConfig config) throws IOException {
    List<String> agents = new ArrayList<>();
    agents.add(AgentIds.DEFAULT);
    for (String agent : config.agents()) {
      agents.add(AgentIds.normalize(agent));
    }
    for (String agent : agents) {
      Path index = config.storeOf(agent).orElse(null);
      if (index == null) {
        continue;
      }
      StoreFiles files = new StoreFiles(index);
      if (isEntryDirectory(files.directory())) {
        report(files, OpenClawFormat.DIRECTORY);
      } else if (Files.exists(index, LinkOption.NOFOLLOW_LINKS)) {
        report(files, OpenClawFormat.JSON);
      }
    }
  }

  static List<Path> subdirectories(Path directory) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          found.add(entry);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    found.sort(null);
    return found;
  }

  private static boolean isEntryDirectory(Path path) {
    return StoreFiles.ofDirectory(path) != null && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** Many directories end with {@code .d}; one of another name than the product's is taken for a store by its files. */
  private static boolean holdsEntries(Path directory) throws IOException {
    if (directory.endsWith("sessions.d") || OpenClawStore.layoutOf(directory) == DirectoryLayout.VERSIONED) {
      return true;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "*" + KeyNames.SUFFIX)) {
      int looked = 0;
      for (Path entry : entries) {
        if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS) && looksLikeIndex(entry)) {
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

  /** Reports a store unless it was reported already. */
  void report(StoreFiles files, String format) throws IOException {
    boolean directory = format.equals(OpenClawFormat.DIRECTORY);
    Path path = directory ? files.directory() : files.index();
    // The same store may be named twice, once by a link that the product left under a former name.
    if (!seen.add(StorePlace.real(path.getParent()).resolve(path.getFileName()))) {
      return;
    }
    Generation generation = Generation.detect(files.sessions(), StorePlace.stateOf(files.sessions()), environment);
    String label = generation.label();
    String note = null;
    if (directory) {
      label = OpenClawStore.layoutOf(path).label();
      if (Files.exists(files.index(), LinkOption.NOFOLLOW_LINKS)) {
        note = files.index() + " stands beside " + path.getFileName() + "; the directory is shown; --store "
            + files.index() + " shows the other";
      }
    } else if (generation.era() == Era.SQLITE_WITH_JSON) {
      note = path + " has not been imported: this OpenClaw reads its database and ignores the file";
    }
    found.accept(new StoreRef(format, label, path, agentOf(files.sessions()), note));
  }

  private void reportDatabase(Path database, Path sessions) {
    if (seen.add(database)) {
      Path index = sessions.resolve(INDEX);
      String note = Files.exists(index, LinkOption.NOFOLLOW_LINKS) ? index + " has not been imported, and OpenClaw"
          + " shows none of its sessions: openclaw doctor --session-sqlite inspect" : null;
      found.accept(new StoreRef(OpenClawFormat.SQLITE, "C", database, agentOf(sessions), note));
    }
  }

  /** The agent whose directory a sessions directory lies in, or null when the place does not tell. */
  private static String agentOf(Path sessions) {
    return StorePlace.stateOf(sessions) == null ? null : sessions.getParent().getFileName().toString();
  }
}
