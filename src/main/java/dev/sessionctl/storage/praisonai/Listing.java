package dev.sessionctl.storage.praisonai;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The names in a sessions directory, told apart as praisonaiagents 1.7.0 makes them. No file is opened. */
final class Listing {

  static final String SESSION = ".json";
  static final String LOCK = ".json.lock";
  private static final String CORRUPT = ".json.corrupt-";
  private static final Pattern QUARANTINE = Pattern.compile("(.*)\\.json\\.corrupt-\\d{1,16}(-\\d{1,9})?",
      Pattern.DOTALL);
  /** Of Python's {@code tempfile.mkstemp(suffix=".tmp")}. */
  private static final Pattern TEMPORARY = Pattern.compile("tmp[a-z0-9_]{8}\\.tmp");
  private static final Pattern DATABASE = Pattern.compile("sessions(_index)?\\.db(-wal|-shm|-journal)?");

  /** File names of sessions without their ending, sorted. */
  final List<String> sessions = new ArrayList<>();
  /** The same of lock files. */
  final Set<String> locks = new HashSet<>();
  /** Quarantined files by the session they were. */
  final Map<String, List<Path>> quarantined = new TreeMap<>();
  final List<Path> temporaries = new ArrayList<>();
  final List<Path> databases = new ArrayList<>();
  /** Names of directories that have a {@code metadata.json}: runs of the former manager. */
  final List<String> runs = new ArrayList<>();
  final List<Path> strays = new ArrayList<>();

  private final Path directory;

  private Listing(Path directory) {
    this.directory = directory;
  }

  static Listing of(Path directory) throws IOException {
    Listing listing = new Listing(directory);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        listing.add(entry, entry.getFileName().toString());
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    listing.sessions.sort(null);
    listing.runs.sort(null);
    listing.temporaries.sort(null);
    listing.strays.sort(null);
    listing.databases.sort(null);
    return listing;
  }

  private void add(Path entry, String name) {
    if (name.endsWith(SESSION)) {
      sessions.add(stem(name, SESSION));
    } else if (name.endsWith(LOCK)) {
      locks.add(stem(name, LOCK));
    } else if (name.contains(CORRUPT) && QUARANTINE.matcher(name).matches()) {
      quarantined.computeIfAbsent(name.substring(0, name.lastIndexOf(CORRUPT)), key -> new ArrayList<>()).add(entry);
    } else if (name.startsWith("tmp") && TEMPORARY.matcher(name).matches()) {
      temporaries.add(entry);
    } else if (name.startsWith("sessions") && DATABASE.matcher(name).matches()) {
      databases.add(entry);
    } else if (name.indexOf('.') < 0 && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
      if (Files.isRegularFile(entry.resolve(RunDirectory.METADATA), LinkOption.NOFOLLOW_LINKS)) {
        runs.add(name);
      } else if (!name.equals(Place.PROJECTS)) {
        strays.add(entry);
      }
    } else if (!name.equals(".last_session")) {
      strays.add(entry);
    }
  }

  /** Whether a name is one of Python's temporary files. */
  static boolean isTemporary(String name) {
    return TEMPORARY.matcher(name).matches();
  }

  /** Whether a name is that of a database of the product's. */
  static boolean isDatabase(String name) {
    return name.equals("sessions.db") || name.equals("sessions_index.db");
  }

  /** Whether a name is that of a file which belongs to such a database. */
  static boolean isPartOfDatabase(String name) {
    return !isDatabase(name) && DATABASE.matcher(name).matches();
  }

  private static String stem(String name, String ending) {
    return name.substring(0, name.length() - ending.length());
  }

  Path directory() {
    return directory;
  }

  /** The file of a session. */
  static Path file(Path directory, String key) {
    return directory.resolve(key + SESSION);
  }

  /** The lock file of a session of the families that lock beside it. */
  static Path lock(Path directory, String key) {
    return directory.resolve(key + LOCK);
  }
}
