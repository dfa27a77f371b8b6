package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.Cleanup;
import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings all of a backup back below a directory that takes the place of another, as the home it was made in. Everything
 * is unpacked and proved beside its places first, and gets each of them in one step; nothing that is there is ever
 * touched.
 */
public final class Restore {

  private Restore() {}

  /**
   * What is brought back, and how.
   *
   * @param home the directory that takes the place of another; made when it is missing
   * @param former that other one; null for the home that the backup was made in. Where it is named, paths of projects
   *     below it are rewritten, too
   * @param owners whether files get the owners that they had
   */
  public record Settings(Path home, Path former, boolean owners) {}

  /**
   * What was brought back.
   *
   * @param manifest what the backup says
   * @param stores the stores where they are now
   * @param rewritten how many paths were rewritten
   */
  public record Result(Manifest manifest, List<StoreRef> stores, long rewritten) {}

  /** Where the stores of a backup would be; nothing is changed. */
  public static Result plan(Path backup, Settings settings, Environment environment) throws StoreException {
    try {
      Manifest manifest = described(backup, StoredBackup.at(backup, environment)::manifest);
      List<StoreRef> stores = new ArrayList<>();
      trees(manifest, settings, environment).forEach(tree -> stores.addAll(tree.stores()));
      return new Result(manifest, stores, 0);
    } catch (IOException e) {
      throw StorageIoException.wrap("read", backup, e);
    }
  }

  /** Brings back what is at a place. */
  public static Result run(Path backup, Settings settings, Environment environment,
      ApplyContext.ProgressListener progress) throws StoreException {
    try {
      StoredBackup stored = StoredBackup.at(backup, environment);
      Manifest manifest = described(backup, stored::manifest);
      trees(manifest, settings, environment);
      return run(stored, manifest, stored.place().getParent(), settings, environment, progress);
    } catch (IOException e) {
      throw StorageIoException.wrap("restore", backup, e);
    }
  }

  /** Brings back what comes through a pipe; what it rests on must be in a directory. */
  public static Result run(InputStream in, Path directory, Settings settings, Environment environment,
      ApplyContext.ProgressListener progress) throws StoreException {
    try {
      return run(new PipedBackup(in, environment), null, directory, settings, environment, progress);
    } catch (IOException e) {
      throw StorageIoException.wrap("restore to", settings.home(), e);
    }
  }

  /** Names the backup in what is said of its damage. */
  static <T> T described(Path backup, StorageIoException.Attempt<T> attempt) throws IOException {
    try {
      return attempt.run();
    } catch (CorruptStoreException e) {
      throw new CorruptStoreException(backup + ": " + e.getMessage());
    }
  }

  private static Result run(StoredBackup backup, Manifest known, Path directory, Settings settings,
      Environment environment, ApplyContext.ProgressListener progress) throws IOException {
    Path home = settings.home();
    boolean made = !Files.exists(home, LinkOption.NOFOLLOW_LINKS);
    if (made) {
      DurableFiles.createDirectory(home);
    }
    Path staging = Parts.name(home.resolve("restore"), environment);
    DurableFiles.createDirectory(staging);
    boolean done = false;
    Cleanup.Registration cleanup = Cleanup.register(() -> drop(staging));
    try {
      Unpacking unpacking = new Unpacking(staging, environment, progress);
      Manifest manifest = unpacking.run(backup, known, (tree, file) -> true, directory);
      List<RestoredTree> trees = trees(manifest, settings, environment);
      List<StoreRef> stores = new ArrayList<>();
      long rewritten = 0;
      for (RestoredTree tree : trees) {
        makeParents(tree.root().getParent());
        tree.prepare(unpacking.place(tree.tree(), ""), settings.former(), settings.owners());
        rewritten += tree.rewritten();
        stores.addAll(tree.stores());
      }
      for (RestoredTree tree : trees) {
        place(tree, unpacking.place(tree.tree(), ""), home);
        tree.finish(tree.root(), settings.owners());
      }
      done = true;
      return new Result(manifest, stores, rewritten);
    } finally {
      cleanup.close();
      DurableFiles.deleteTree(staging);
      if (!done && made && isEmpty(home)) {
        DurableFiles.deleteIfExists(home);
      }
    }
  }

  private static void drop(Path staging) {
    try {
      DurableFiles.deleteTree(staging);
    } catch (IOException e) {
      // The process ends; a hidden directory stays.
      return;
    }
  }

  /** The trees of a backup with their places, which must be free. */
  private static List<RestoredTree> trees(Manifest manifest, Settings settings, Environment environment)
      throws IOException {
    List<RestoredTree> trees = new ArrayList<>();
    for (BackupTree tree : manifest.trees()) {
      RestoredTree restored = new RestoredTree(tree, root(manifest, tree, settings), environment);
      for (String place : restored.places()) {
        Path path = place.isEmpty() ? restored.root() : restored.root().resolve(place);
        requireFree(path);
      }
      trees.add(restored);
    }
    return trees;
  }

  private static void requireFree(Path path) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !isEmpty(path)) {
      throw new StoreException(path + " is there already; name an empty directory, or bring it back in place with"
          + " --replace");
    }
  }

  private static boolean isEmpty(Path path) throws IOException {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      for (Path entry : entries) {
        if (!Parts.isPart(entry.getFileName().toString())) {
          return false;
        }
      }
    }
    return true;
  }

  /** What was below the former directory comes to lie below the new one in the same way, the rest by its whole path. */
  private static Path root(Manifest manifest, BackupTree tree, Settings settings) {
    Path home = settings.home();
    Path was = home.getFileSystem().getPath(tree.root());
    Path former = settings.former() == null ? home.getFileSystem().getPath(manifest.home()) : settings.former();
    return home.resolve((was.startsWith(former) ? former : was.getRoot()).relativize(was));
  }

  private static void makeParents(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      makeParents(directory.getParent());
      DurableFiles.createDirectory(directory);
      DurableFiles.syncDirectory(directory.getParent());
    }
  }

  private static void place(RestoredTree tree, Path unpacked, Path home) throws IOException {
    for (String place : tree.places()) {
      Path from = place.isEmpty() ? unpacked : unpacked.resolve(place);
      Path to = place.isEmpty() ? tree.root() : tree.root().resolve(place);
      if (to.equals(home)) {
        for (Path child : children(from)) {
          DurableFiles.renameDurably(child, to.resolve(child.getFileName().toString()));
        }
      } else if (Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
        makeParents(to.getParent());
        if (Files.isDirectory(to, LinkOption.NOFOLLOW_LINKS)) {
          requireFree(to);
          DurableFiles.deleteIfExists(to);
        }
        DurableFiles.renameDurably(from, to);
      }
    }
  }

  private static List<Path> children(Path directory) throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      entries.forEach(children::add);
    }
    return children;
  }
}
