package dev.sessionctl.storage;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

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

  /** Bytes of the files in it; what two names lead to counts once. Nothing is created. */
  public long bytes() throws StoreException {
    try {
      return exists() ? bytes(root, new HashSet<>()) : 0;
    } catch (IOException e) {
      throw StorageIoException.of("read", root, e);
    }
  }

  private static long bytes(Path directory, Set<Long> linked) throws IOException {
    long sum = 0;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        FileStat stat = FileStat.of(entry);
        if (stat.isDirectory()) {
          sum += bytes(entry, linked);
        } else if (stat.isRegularFile()) {
          FileIdentity identity = FileIdentity.of(entry);
          sum += stat.links() < 2 || linked.add(identity.inode()) ? identity.size() : 0;
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (NoSuchFileException e) {
      // Taken away by a run that goes on.
      return sum;
    }
    return sum;
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
    // Where a run was interrupted that moves it, the store's directory may not be there.
    create(Files.exists(besides) ? besides : besides.getParent());
  }

  /** The same for a store that is only about to get its place. */
  public void createBefore(Path store) throws StoreException {
    create(store.getParent());
  }

  private void create(Path on) throws StoreException {
    try {
      ensureDirectory(root);
      ensureDirectory(runs());
      if (FileIdentity.of(root).device() != FileIdentity.of(on).device()) {
        throw new StoreException("cannot set anything aside for " + besides + ": " + root
            + " lies on another file system; mount both on one");
      }
    } catch (IOException e) {
      throw StorageIoException.wrap("create", root, e);
    }
  }

  /** Creates a directory of the area for one run's backups, durably, and returns it. */
  public Path createBackup(String runId) throws IOException {
    ensureDirectory(backups());
    Path directory = backup(runId);
    ensureDirectory(directory);
    return directory;
  }

  /** Creates the directory of one run's trash, durably, and returns it. */
  public Path createTrash(String runId) throws IOException {
    ensureDirectory(trash());
    Path directory = trash().resolve(runId);
    ensureDirectory(directory);
    return directory;
  }

  /** What changing commands set aside instead of destroying it, one directory a run. */
  public Path trash() {
    return root.resolve("trash");
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
