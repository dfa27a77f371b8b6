package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionVisitor;
import dev.sessionctl.storage.StableRead;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.relocate.StoreTree;
import dev.sessionctl.storage.relocate.Taking;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Takes stores into a backup, beside their owners and without any lock of theirs: whatever the product replaces is read
 * through one descriptor, whatever it writes in place is read until it stood still, and of what grows the complete
 * lines are taken. Indexes come before what they name; what got another name meanwhile is found under that. Not safe
 * for use by several threads.
 */
final class BackupRun {

  /** So many times files are looked for that got another name. */
  private static final int ROUNDS = 4;

  private final Environment environment;
  private final BackupTarget target;
  private final Manifest manifest;
  private final KnownFiles known;
  private final FileTaker taker;
  private final ApplyContext.ProgressListener progress;
  private final Map<String, BackupTree> trees = new LinkedHashMap<>();
  private final Set<Path> taken = new LinkedHashSet<>();
  private long files;

  BackupRun(Environment environment, BackupTarget target, Manifest manifest, KnownFiles known,
      StableRead.Pause pause, ApplyContext.ProgressListener progress) {
    this.environment = environment;
    this.target = target;
    this.manifest = manifest;
    this.known = known;
    this.taker = new FileTaker(target, manifest, known, environment, pause);
    this.progress = progress;
  }

  /**
   * Takes one store.
   *
   * @throws StorageIoException when the backup cannot be written
   * @throws StoreException when the store cannot be looked at at all
   */
  void take(Store store) throws StoreException {
    try {
      StoreTree tree = store.tree();
      Path root = tree.root().toRealPath();
      BackupTree into = trees.computeIfAbsent(root.toString(), path -> {
        BackupTree made = new BackupTree(Integer.toString(trees.size()), path);
        manifest.trees().add(made);
        known.tree(made.name(), path);
        return made;
      });
      List<Path> places = new ArrayList<>();
      for (Path place : tree.places()) {
        places.add(root.resolve(tree.root().relativize(place)));
      }
      into.stores().add(describe(store, tree, root, places));
      new OneTree(tree, root, places, into).take();
      for (Path elsewhere : tree.elsewhere()) {
        manifest.notTaken().add(new Manifest.Note(elsewhere.toString(), "it lies outside of " + root));
      }
    } catch (TargetException e) {
      throw new BackupFailure(e.failure());
    } catch (IOException e) {
      throw StorageIoException.wrap("back up", store.ref().path(), e);
    }
  }

  /** The backup itself cannot be written, so no other store can be taken into it either. */
  static final class BackupFailure extends StorageIoException {
    private static final long serialVersionUID = 1L;

    BackupFailure(IOException cause) {
      super("cannot write the backup: " + StorageIoException.reason(cause), cause);
    }
  }

  private BackupStore describe(Store store, StoreTree tree, Path root, List<Path> places) throws IOException {
    List<BackupSession> sessions = new ArrayList<>();
    boolean[] complete = {true};
    try {
      complete[0] = store.scan(ScanRequest.INDEX_ONLY, new SessionVisitor() {
        @Override
        public void session(Session session) {
          sessions.add(new BackupSession(session.key(), session.id(), session.lastActivity()));
        }

        @Override
        public void problem(Path path, String message) {
          complete[0] = false;
        }
      }) && complete[0];
    } catch (StoreException e) {
      // What is damaged is worth a copy all the more.
      complete[0] = false;
    }
    List<String> names = new ArrayList<>();
    for (Path place : places) {
      names.add(root.relativize(place).toString());
    }
    List<String> roots = new ArrayList<>();
    for (Path former : tree.formerRoots()) {
      roots.add(former.toString());
    }
    String version = null;
    try {
      version = tree.productVersion();
    } catch (StoreException e) {
      // Whatever tells the version is no part of the store.
      version = null;
    }
    return new BackupStore(store.ref().format(), store.ref().generation(), store.ref().path().toString(),
        store.ref().agent(), version, names, roots, sessions, complete[0]);
  }

  /** Taking one tree. */
  private final class OneTree {
    private final StoreTree tree;
    private final Path root;
    private final List<Path> places;
    private final BackupTree into;
    private final Map<Path, FileIdentity> identities = new HashMap<>();
    private final Map<Path, Long> indexedAt = new HashMap<>();
    private long indexed = Long.MIN_VALUE;

    OneTree(StoreTree tree, Path root, List<Path> places, BackupTree into) {
      this.tree = tree;
      this.root = root;
      this.places = places;
      this.into = into;
    }

    void take() throws IOException {
      Map<Path, FileIdentity> listed = list(true);
      // A name that is changed while a directory is read may be in one listing under neither of its names.
      listed.putAll(list(false));
      List<Path> order = new ArrayList<>(listed.keySet());
      order.sort(Comparator.comparing((Path file) -> !tree.isIndex(root, file)));
      Set<Long> lost = new LinkedHashSet<>();
      for (Path file : order) {
        if (!take(file)) {
          lost.add(listed.get(file).inode());
          manifest.changed().add(new Manifest.Note(file.toString(), "removed or renamed"));
        }
      }
      for (int round = 1; round <= ROUNDS && takeLate(lost); round++) {
        continue;
      }
      tellChanges();
    }

    /** Takes what got its name since; gives whether there was anything. */
    private boolean takeLate(Set<Long> lost) throws IOException {
      boolean any = false;
      for (Map.Entry<Path, FileIdentity> late : list(false).entrySet()) {
        Path file = late.getKey();
        if (identities.containsKey(file) || taken.contains(file)) {
          continue;
        }
        long cutoff = indexedAt.getOrDefault(file.getParent(), indexed);
        boolean renamed = lost.contains(late.getValue().inode());
        if (renamed || late.getValue().modifiedMillis() <= cutoff) {
          any = true;
          if (!take(file)) {
            lost.add(late.getValue().inode());
          }
        }
      }
      return any;
    }

    /**
     * Takes a file.
     *
     * @return false when it is not there any more
     */
    private boolean take(Path file) throws IOException {
      if (!taken.add(file)) {
        return true;
      }
      long now = environment.now();
      progress.progress("take files", files++, -1);
      try {
        FileTaker.Taken result = taker.take(file, into.name(), name(file), tree.taking(root, file));
        if (result == null) {
          manifest.notTaken().add(new Manifest.Note(file.toString(), "it is no regular file"));
          return true;
        }
        into.files().add(result.file());
        identities.put(file, result.identity());
        if (result.doubt() != null) {
          manifest.notTaken().add(new Manifest.Note(file.toString(), "it was taken as it stood, but " + result.doubt()
              + ", and somebody is writing it"));
        }
      } catch (NoSuchFileException e) {
        taken.remove(file);
        return false;
      } catch (TargetException e) {
        throw e;
      } catch (IOException e) {
        manifest.notTaken().add(new Manifest.Note(file.toString(), StorageIoException.reason(e)));
      } finally {
        if (tree.isIndex(root, file)) {
          indexedAt.merge(file.getParent(), now, Math::max);
          indexed = environment.now();
        }
      }
      return true;
    }

    private String name(Path file) {
      return root.relativize(file).toString();
    }

    /** What lies there now, by path. */
    private Map<Path, FileIdentity> list(boolean first) throws IOException {
      Map<Path, FileIdentity> found = new TreeMap<>();
      for (Path place : places) {
        Files.walkFileTree(place, new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            if (AdminArea.isAreaName(directory.getFileName().toString())) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            if (first && taken.add(directory)) {
              folder(directory);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (attributes.isRegularFile()) {
              FileIdentity identity = tree.taking(root, file) == Taking.LEAVE ? null : FileIdentity.ofNullable(file);
              if (identity != null) {
                found.put(file, identity);
              }
            } else if (first && !attributes.isDirectory() && taken.add(file)) {
              manifest.notTaken().add(new Manifest.Note(file.toString(), attributes.isSymbolicLink()
                  ? "it is a symbolic link to " + Files.readSymbolicLink(file) : "it is no regular file"));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (first && !(failure instanceof NoSuchFileException)) {
              manifest.notTaken().add(new Manifest.Note(file.toString(), StorageIoException.reason(failure)));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure) {
            if (failure != null && first) {
              manifest.notTaken().add(new Manifest.Note(directory.toString(), StorageIoException.reason(failure)));
            }
            return FileVisitResult.CONTINUE;
          }
        });
      }
      return found;
    }

    private void folder(Path directory) throws IOException {
      FileStat stat = FileStat.of(directory);
      long modified = FileIdentity.of(directory).modifiedNanos();
      String name = name(directory);
      BackupFolder folder = new BackupFolder(name, stat.permissions(), stat.userId(), stat.groupId(), modified);
      into.folders().add(folder);
      try {
        target.folder(Manifest.STORES + into.name() + (name.isEmpty() ? "" : "/" + name), folder);
      } catch (IOException e) {
        throw new TargetException(e);
      }
    }

    /** Notes what was written while the rest was taken. */
    private void tellChanges() throws IOException {
      for (Map.Entry<Path, FileIdentity> each : identities.entrySet()) {
        FileIdentity before = each.getValue();
        FileIdentity now = FileIdentity.ofNullable(each.getKey());
        String what = now == null ? "removed or renamed after it was taken"
            : now.inode() != before.inode() ? "replaced after it was taken"
            : now.size() > before.size() ? "grew after it was taken by " + (now.size() - before.size()) + " bytes"
            : now.sameContentAs(before) ? null : "written after it was taken";
        if (what != null) {
          manifest.changed().add(new Manifest.Note(each.getKey().toString(), what));
        }
      }
      manifest.ended(Math.max(manifest.ended(), environment.now()));
    }
  }
}
