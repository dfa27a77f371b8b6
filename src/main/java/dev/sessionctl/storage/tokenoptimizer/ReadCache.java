package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.Session;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The files beside the checkpoints that belong to one session: read caches, hints and decisions (2.4.19). Their names
 * are made of the id with characters left out, the one of a cache behind the agent's; so a cache can be told only by
 * the ids that are known, and by an id of the usual form. Made by one listing.
 */
final class ReadCache {

  static final String TEMPORARY = ".tmp";
  private static final String JSON = ".json";
  private static final String JSON_LINES = ".jsonl";
  private static final String HINTS = "hint-serves-";
  private static final String CONFIG = "config.json";
  private static final int UUID_LENGTH = 36;

  /** What a file is. */
  enum Role {
    CACHE("read-cache"), HINTS("hint-serves"), DECISIONS("decisions"), TEMPORARY("temporary"), OTHER("other");

    private final String label;

    Role(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /**
   * One file.
   *
   * @param path where it is
   * @param role what it is
   * @param stem what is left of the name without what every such file has: agent and id of a cache, else the id
   * @param regular whether it is a regular file
   * @param bytes its size
   * @param modified milliseconds since the epoch
   */
  record Item(Path path, Role role, String stem, boolean regular, long bytes, long modified) {}

  private final List<Item> items = new ArrayList<>();
  private final Map<String, List<Item>> byId = new HashMap<>();
  private final Map<String, String> agents = new HashMap<>();
  private final Set<Path> claimed = new HashSet<>();

  private ReadCache() {}

  /** Lists what there is; a directory that is not there holds nothing, and no link is followed. */
  static ReadCache list(StorePaths paths) throws IOException {
    ReadCache cache = new ReadCache();
    cache.list(paths.readCache(), false);
    cache.list(paths.decisions(), true);
    return cache;
  }

  private void list(Path directory, boolean decisions) throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      for (Path path : stream) {
        try {
          add(path, Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS), decisions);
        } catch (NoSuchFileException e) {
          continue;
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private void add(Path path, BasicFileAttributes attributes, boolean decisions) {
    String name = path.getFileName().toString();
    if (attributes.isDirectory() || name.equals(CONFIG) && !decisions) {
      return;
    }
    Role role;
    String stem;
    if (name.endsWith(TEMPORARY)) {
      role = Role.TEMPORARY;
      stem = null;
    } else if (decisions) {
      role = name.endsWith(JSON_LINES) ? Role.DECISIONS : Role.OTHER;
      stem = name.endsWith(JSON_LINES) ? cut(name, 0, JSON_LINES) : null;
    } else if (name.startsWith(HINTS) && name.endsWith(JSON)) {
      role = Role.HINTS;
      stem = cut(name, HINTS.length(), JSON);
    } else {
      role = name.endsWith(JSON) ? Role.CACHE : Role.OTHER;
      stem = name.endsWith(JSON) ? cut(name, 0, JSON) : null;
    }
    Item item = new Item(path, role, stem, attributes.isRegularFile(), attributes.size(),
        attributes.lastModifiedTime().toMillis());
    items.add(item);
    if (role == Role.HINTS || role == Role.DECISIONS) {
      byId.computeIfAbsent(stem, id -> new ArrayList<>()).add(item);
    } else if (role == Role.CACHE && isUuidAtEnd(stem)) {
      join(item, stem.substring(stem.length() - UUID_LENGTH), stem.substring(0, stem.length() - UUID_LENGTH - 1));
    }
  }

  private static String cut(String name, int from, String suffix) {
    return name.substring(from, name.length() - suffix.length());
  }

  /** Joins caches whose name ends with one of the ids and no other, for ids that are not of the usual form. */
  void join(TreeSet<String> ids) {
    for (Item item : items) {
      if (item.role() == Role.CACHE && !isUuidAtEnd(item.stem())) {
        String only = null;
        boolean several = false;
        for (int i = item.stem().indexOf('-'); i >= 0; i = item.stem().indexOf('-', i + 1)) {
          String id = item.stem().substring(i + 1);
          if (ids.contains(id)) {
            several |= only != null;
            only = id;
          }
        }
        if (only != null && !several) {
          join(item, only, item.stem().substring(0, item.stem().length() - only.length() - 1));
        }
      }
    }
  }

  private void join(Item item, String id, String agent) {
    byId.computeIfAbsent(id, key -> new ArrayList<>()).add(item);
    claimed.add(item.path());
    // Two agents with one session id: then nobody knows whose it is.
    agents.merge(id, agent, (one, other) -> one.equals(other) ? one : "");
  }

  private static boolean isUuidAtEnd(String stem) {
    int at = stem.length() - UUID_LENGTH;
    if (at < 1 || stem.charAt(at - 1) != '-') {
      return false;
    }
    for (int i = 0; i < UUID_LENGTH; i++) {
      char c = stem.charAt(at + i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? c != '-' : !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
        return false;
      }
    }
    return true;
  }

  /** Everything that was listed. */
  List<Item> items() {
    return items;
  }

  /** The files of a session. */
  List<Item> of(String id) {
    return byId.getOrDefault(id, List.of());
  }

  /** Whether it is a cache whose session its name does not tell. */
  boolean isUnclaimed(Item item) {
    return item.role() == Role.CACHE && !claimed.contains(item.path());
  }

  /** The ids that files are joined to. */
  Iterable<String> ids() {
    return new TreeSet<>(byId.keySet());
  }

  /** The agent that a session's cache names, or null when there is none or there are two. */
  String agent(String id) {
    String agent = agents.get(id);
    return agent == null || agent.isEmpty() || agent.equals("unknown") ? null : agent;
  }

  /** Bytes of a session's files. */
  long bytes(String id) {
    long sum = 0;
    for (Item item : of(id)) {
      sum += item.regular() ? item.bytes() : 0;
    }
    return sum;
  }

  /** When one of a session's files was last written, or {@link Session#UNKNOWN}. */
  long newest(String id) {
    long newest = Session.UNKNOWN;
    for (Item item : of(id)) {
      newest = Math.max(newest, item.modified());
    }
    return newest;
  }
}
