package dev.sessionctl.storage.backup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a backup holds; the last thing in it. Not safe for use by several threads. */
public final class Manifest {

  /** Version of its form; readers refuse higher ones. */
  public static final int VERSION = 1;

  /** Its name in a backup. */
  public static final String NAME = "sessionctl-manifest.json";

  /** What begins the name of every other entry; the name of a tree and a slash follow. */
  static final String STORES = "stores/";

  /** The same for what was taken again because it changed while it was read. */
  static final String AGAIN = "again/";

  /**
   * Something of which a backup has to say more.
   *
   * @param path what it is about
   * @param reason what is to be said
   */
  public record Note(String path, String reason) {}

  private final String id;
  private final long begun;
  private final String tool;
  private final String home;
  private long ended;
  private String base;
  private final Map<String, String> holders = new LinkedHashMap<>();
  private final List<BackupTree> trees = new ArrayList<>();
  private final List<Note> notTaken = new ArrayList<>();
  private final List<Note> changed = new ArrayList<>();
  private final List<String> discarded = new ArrayList<>();

  /**
   * A manifest of nothing yet.
   *
   * @param id the backup's id, a valid {@link dev.sessionctl.storage.RunId}
   * @param begun milliseconds since the epoch
   * @param tool name and version of the program that made it
   * @param home the home directory of the user who made it
   */
  public Manifest(String id, long begun, String tool, String home) {
    this.id = id;
    this.begun = begun;
    this.tool = tool;
    this.home = home;
  }

  public String id() {
    return id;
  }

  /** When it began, milliseconds since the epoch. */
  public long begun() {
    return begun;
  }

  public String tool() {
    return tool;
  }

  public String home() {
    return home;
  }

  /** When its last file had been read, milliseconds since the epoch. */
  public long ended() {
    return ended;
  }

  void ended(long millis) {
    ended = millis;
  }

  /** The id of the backup that it was made against, or null. */
  public String base() {
    return base;
  }

  void base(String baseId) {
    base = baseId;
  }

  /** The other backups that hold content of this one: file names by id, as they were called when it was made. */
  public Map<String, String> holders() {
    return holders;
  }

  public List<BackupTree> trees() {
    return trees;
  }

  /** What could not be taken, and why. */
  public List<Note> notTaken() {
    return notTaken;
  }

  /** What was changing while the backup was made, and how. */
  public List<Note> changed() {
    return changed;
  }

  /** Names of entries that do not count, since the file changed while it was read. */
  public List<String> discarded() {
    return discarded;
  }

  /** Number of files, those that other backups hold included. */
  public long files() {
    long sum = 0;
    for (BackupTree tree : trees) {
      sum += tree.files().size();
    }
    return sum;
  }

  /** Their bytes. */
  public long bytes() {
    long sum = 0;
    for (BackupTree tree : trees) {
      for (BackupFile file : tree.files()) {
        sum += file.size();
      }
    }
    return sum;
  }

  /** Number of sessions. */
  public long sessions() {
    long sum = 0;
    for (BackupTree tree : trees) {
      for (BackupStore store : tree.stores()) {
        sum += store.sessions().size();
      }
    }
    return sum;
  }

  /** Number of stores. */
  public long stores() {
    long sum = 0;
    for (BackupTree tree : trees) {
      sum += tree.stores().size();
    }
    return sum;
  }
}
