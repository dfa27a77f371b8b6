package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.files.TemporaryNames;
import dev.sessionctl.storage.relocate.RelocationTarget;
import dev.sessionctl.storage.relocate.Taking;
import dev.sessionctl.storage.relocate.Treatment;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The plugin's directory, which is given another place. Only manifests name it: the absolute, real path of each
 * checkpoint; of another one the plugin sees nothing (2.4.19).
 */
record RelocatedTree(StorePaths paths, Environment environment) implements RelocationTarget {

  @Override
  public Path root() {
    return paths.root();
  }

  @Override
  public List<Path> places() {
    return List.of(paths.root());
  }

  @Override
  public Path store() {
    return paths.root();
  }

  @Override
  public AdminArea area() {
    return paths.area();
  }

  @Override
  public Gate gate(GateOptions options) throws StoreException {
    return new Gates(paths, environment).relocation(options);
  }

  @Override
  public Treatment treatment(Path directory, Path file) {
    if (isManifest(directory, file)) {
      return Treatment.REWRITE;
    }
    boolean unfinished = file.getFileName().toString().endsWith(ReadCache.TEMPORARY)
        && file.getParent().equals(new StorePaths(directory).readCache());
    return unfinished ? Treatment.LEAVE : Treatment.KEEP;
  }

  /** Records are written in place, logs grow by lines, checkpoints are written once (2.4.19). */
  @Override
  public Taking taking(Path directory, Path file) {
    String name = file.getFileName().toString();
    if (treatment(directory, file) == Treatment.LEAVE || TemporaryNames.isTemporary(name)) {
      return Taking.LEAVE;
    }
    return name.endsWith(".jsonl") ? Taking.APPENDED : name.endsWith(".json") ? Taking.REWRITTEN : Taking.REPLACED;
  }

  @Override
  public boolean isIndex(Path directory, Path file) {
    return isManifest(directory, file);
  }

  /** Whether a file below a directory of the plugin's is a manifest, in which paths stand. */
  static boolean isManifest(Path root, Path file) {
    Path session = file.getParent();
    return file.endsWith(StorePaths.MANIFEST) && session.getParent() != null
        && session.getParent().equals(new StorePaths(root).checkpoints());
  }

  @Override
  public Path rootOfPaths(Path destination) {
    try {
      return Files.exists(destination) ? destination.toRealPath()
          : destination.getParent().toRealPath().resolve(destination.getFileName());
    } catch (IOException e) {
      // It went away since it was looked at: whatever follows will say so.
      return destination;
    }
  }

  @Override
  public Set<Path> recordedRoots() throws IOException {
    Set<Path> roots = new LinkedHashSet<>();
    for (String key : SessionScan.keys(paths)) {
      Path manifest = paths.session(key).resolve(StorePaths.MANIFEST);
      if (!Files.isDirectory(paths.session(key), LinkOption.NOFOLLOW_LINKS)
          || !Files.isRegularFile(manifest, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      try {
        Manifest.read(manifest, (line, text) -> {
          Path root = line == null || line.file() == null ? null : rootOf(line.file(), key);
          if (root != null) {
            roots.add(root);
          }
        });
      } catch (FileSystemException e) {
        continue;
      }
    }
    return roots;
  }

  /** The root that a checkpoint of a session lies below, as it was recorded; null when it lies in no such place. */
  private Path rootOf(String recorded, String key) {
    try {
      Path file = paths.root().getFileSystem().getPath(recorded).normalize();
      Path session = file.isAbsolute() ? file.getParent() : null;
      Path checkpoints = session == null ? null : session.getParent();
      boolean ours = checkpoints != null && session.endsWith(key) && checkpoints.endsWith(StorePaths.CHECKPOINTS);
      return ours ? checkpoints.getParent() : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }
}
