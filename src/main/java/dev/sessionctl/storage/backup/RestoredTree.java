package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.AtomicReplacement;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Formats;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreFormat;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.relocate.PathRewriter;
import dev.sessionctl.storage.relocate.StoreTree;
import dev.sessionctl.storage.relocate.Treatment;
import dev.sessionctl.storage.relocate.TreeRewrite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One tree of a backup that was unpacked and is about to get its place: its paths are rewritten, its files get the
 * modes, owners and times that they had. Not safe for use by several threads.
 */
final class RestoredTree {

  private final BackupTree tree;
  private final Path root;
  private final Environment environment;
  private final Map<BackupStore, StoreRef> stores = new LinkedHashMap<>();
  private final Map<BackupStore, StoreTree> trees = new LinkedHashMap<>();
  private long rewritten;

  /**
   * A tree and its place.
   *
   * @param root the directory that its root becomes
   * @throws UnsupportedChangeException when a store in it is of a format that is not known
   */
  RestoredTree(BackupTree tree, Path root, Environment environment) throws StoreException {
    this.tree = tree;
    this.root = root;
    this.environment = environment;
    for (BackupStore store : tree.stores()) {
      StoreFormat format = Formats.named(store.format());
      if (format == null) {
        throw new UnsupportedChangeException("the backup has a store of the format " + store.format() + ", which this"
            + " release of sessionctl does not know");
      }
      StoreRef ref = new StoreRef(store.format(), store.generation(), path(store), store.agent(), null);
      stores.put(store, ref);
      trees.put(store, format.open(ref, environment).tree());
    }
  }

  /** The directory that the root of the tree becomes. */
  Path root() {
    return root;
  }

  BackupTree tree() {
    return tree;
  }

  /** Its stores, where they will be. */
  List<StoreRef> stores() {
    return List.copyOf(stores.values());
  }

  /** Where one of its stores will be. */
  StoreRef place(BackupStore store) {
    return stores.get(store);
  }

  /** How many paths were rewritten. */
  long rewritten() {
    return rewritten;
  }

  private Path path(BackupStore store) {
    Path was = at(store.path());
    List<String> roots = new ArrayList<>(List.of(tree.root()));
    roots.addAll(store.formerRoots());
    for (String former : roots) {
      if (was.startsWith(former)) {
        return root.resolve(at(former).relativize(was));
      }
    }
    return store.places().isEmpty() ? root : root.resolve(store.places().get(0));
  }

  private Path at(String path) {
    return root.getFileSystem().getPath(path).normalize();
  }

  /** What of it gets its place in one step each: what was taken, without what lies in something else of it. */
  List<String> places() {
    Set<String> all = new LinkedHashSet<>();
    tree.stores().forEach(store -> all.addAll(store.places()));
    List<String> outer = new ArrayList<>();
    for (String place : all) {
      boolean inner = all.stream().anyMatch(other -> !other.equals(place)
          && (other.isEmpty() || place.startsWith(other + "/")));
      if (!inner) {
        outer.add(place);
      }
    }
    return outer;
  }

  /**
   * Makes the directories that are missing, rewrites paths, and gives files their modes and times, all of it where it
   * was unpacked.
   *
   * @param unpacked the directory that holds what lay below the root
   * @param former a directory that paths of formats begin with whose files name none of their own, or null
   * @param owners whether files get the owners that they had
   */
  void prepare(Path unpacked, Path former, boolean owners) throws IOException {
    for (BackupFolder folder : tree.folders()) {
      Path directory = folder.path().isEmpty() ? unpacked : unpacked.resolve(folder.path());
      makeDirectories(directory);
    }
    List<Path> files = new ArrayList<>();
    for (BackupFile file : tree.files()) {
      Path path = unpacked.resolve(file.path());
      rewrite(file, path, former);
      attributes(path, file.mode(), file.userId(), file.groupId(), file.modifiedNanos(), owners);
      files.add(path);
    }
    environment.flusher().flush(unpacked, files);
  }

  private static void makeDirectories(Path directory) throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      makeDirectories(directory.getParent());
      DurableFiles.createDirectory(directory);
    }
  }

  /**
   * Makes directories durable and gives them their modes and times; the last thing, since they may not let anything
   * through afterwards.
   *
   * @param base where the root of the tree is
   */
  void finish(Path base, boolean owners) throws IOException {
    for (int i = tree.folders().size() - 1; i >= 0; i--) {
      BackupFolder folder = tree.folders().get(i);
      Path directory = folder.path().isEmpty() ? base : base.resolve(folder.path());
      if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        DurableFiles.syncDirectory(directory);
        attributes(directory, folder.mode(), folder.userId(), folder.groupId(), folder.modifiedNanos(), owners);
      }
    }
  }

  private static void attributes(Path path, int mode, int userId, int groupId, long modified, boolean owners)
      throws IOException {
    if (owners && userId >= 0 && groupId >= 0) {
      Files.setAttribute(path, "unix:gid", groupId, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(path, "unix:uid", userId, LinkOption.NOFOLLOW_LINKS);
    }
    DurableFiles.setPermissions(path, mode & 0777);
    Files.setLastModifiedTime(path, FileTime.from(modified, TimeUnit.NANOSECONDS));
  }

  private void rewrite(BackupFile file, Path unpacked, Path former) throws IOException {
    BackupStore store = storeOf(file.path());
    if (store == null) {
      return;
    }
    StoreTree rules = trees.get(store);
    Treatment treatment = rules.treatment(root, root.resolve(file.path()));
    if (treatment != Treatment.REWRITE && treatment != Treatment.REWRITE_HEADER) {
      return;
    }
    List<Path> formers = new ArrayList<>();
    for (String recorded : store.formerRoots()) {
      formers.add(at(recorded));
    }
    if (former != null && formers.isEmpty()) {
      formers.add(former);
    }
    PathRewriter rewriter = new PathRewriter(formers, rules.rootOfPaths(root));
    if (!TreeRewrite.names(unpacked, treatment, rules, rewriter)) {
      return;
    }
    Path temporary = Parts.name(unpacked, environment);
    try (AtomicReplacement replacement = AtomicReplacement.begin(unpacked, temporary)) {
      TreeRewrite.write(unpacked, treatment, rules, rewriter, replacement.channel());
      replacement.finishWritingUnsynced();
      replacement.commitUnsynced();
    }
    rewritten += rewriter.replaced();
  }

  private BackupStore storeOf(String path) {
    for (BackupStore store : tree.stores()) {
      for (String place : store.places()) {
        if (place.isEmpty() || path.equals(place) || path.startsWith(place + "/")) {
          return store;
        }
      }
    }
    return null;
  }
}
