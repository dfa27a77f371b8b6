package dev.sessionctl.storage;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * This tool's own directory beside a store: {@code .sessionctl} with {@code runs} (journals), {@code backup} and
 * {@code trash} (what was set aside, one directory a run) and {@code lock}. It lies beside the store's
 * directory and never inside it, because products parse and sweep their own directories, and on the same file
 * system, so that setting something aside is one rename. Mode 0700.
 */
public final class AdminArea {

  private static final String NAME = ".sessionctl";

  private final Path root;
  private final Path besides;

  private AdminArea(Path root, Path besides) {
    this.root = root;
    this.besides = besides;
  }

  /** The area of a store whose files lie in that directory. Nothing is created yet. */
  public static AdminArea besides(Path storeDirectory) {
    Path parent = storeDirectory.getParent();
    Path home = parent == null ? storeDirectory : parent;
    return new AdminArea(home.resolve(NAME), storeDirectory);
  }

  /** Whether a directory entry of that name is such an area. */
  public static boolean isAreaName(String name) {
    return name.equals(NAME);
  }

  public Path root() {
    return root;
  }

  public Path runs() {
    return root.resolve("runs");
  }

  /** Holds a directory of backups for every run that made one. */
  public Path backups() {
    return root.resolve("backup");
  }

  public Path backup(String runId) {
    return backups().resolve(runId);
  }

  public Path lockFile() {
    return root.resolve("lock");
  }

  /** Whether the area exists already. */
  public boolean exists() {
    return Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Creates what is missing of the area, durably.
   *
   * @throws StoreException when it cannot be created there, lies on another file system than the store, or is
   *     not a directory of ours
   */
  public void create() throws StoreException {
    try {
      ensureDirectory(root);
      ensureDirectory(runs());
      if (FileIdentity.of(root).device() != FileIdentity.of(besides).device()) {
        throw new StoreException("cannot set anything aside for " + besides + ": " + root
            + " lies on another file system; mount both on one");
      }
    } catch (StoreException e) {
      throw e;
    } catch (IOException e) {
      throw StorageIoException.of("create", root, e);
    }
  }

  /** Creates a directory of the area for one run's backups, durably, and returns it. */
  public Path createBackup(String runId) throws IOException {
    ensureDirectory(backups());
    Path directory = backup(runId);
    ensureDirectory(directory);
    return directory;
  }

  private static void ensureDirectory(Path directory) throws IOException {
    try {
      DurableFiles.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      if (!FileStat.of(directory).isDirectory()) {
        throw new StoreException(directory + " is not a directory; move it away");
      }
    }
    // Also when it is there: the run that made it may have died before its name was durable.
    DurableFiles.syncDirectory(directory.getParent());
  }
}
