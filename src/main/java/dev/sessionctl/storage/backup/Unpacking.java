package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Sha256;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.ApplyContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Unpacks a backup into a directory of its own, where nothing else is, and proves each file against the manifest, those
 * that other backups hold included. Nothing is written outside of that directory whatever the backup says. Not safe for
 * use by several threads.
 */
final class Unpacking {

  private final Path staging;
  private final Environment environment;
  private final ApplyContext.ProgressListener progress;
  private final Map<String, String> hashes = new HashMap<>();
  private final byte[] buffer = new byte[1 << 16];
  private long done;

  /** Files that are wanted of a backup. */
  @FunctionalInterface
  interface Wanted {
    boolean wants(BackupTree tree, BackupFile file);
  }

  /**
   * An unpacking.
   *
   * @param staging an empty directory of this tool's own
   */
  Unpacking(Path staging, Environment environment, ApplyContext.ProgressListener progress) {
    this.staging = staging;
    this.environment = environment;
    this.progress = progress;
  }

  /** Where a file of a tree is, once it is unpacked. */
  Path place(BackupTree tree, String path) {
    return staging.resolve(Manifest.STORES + tree.name()).resolve(path);
  }

  /**
   * Unpacks.
   *
   * @param known its manifest, when it was read already; else its end has to tell what was in it
   * @param wanted which files; of a backup without a known manifest all are unpacked first
   * @param directory where the backups lie that it rests on
   * @throws CorruptStoreException when anything in it is not what it should be
   */
  Manifest run(StoredBackup backup, Manifest known, Wanted wanted, Path directory) throws IOException {
    Map<String, Long> expected = known == null ? null : expected(known, null, wanted);
    Map<String, Long> others = known == null ? Map.of() : entries(known);
    Manifest manifest = backup.read(new EntryVisitor() {
      @Override
      public void file(String name, long size, InputStream content) throws IOException {
        if (expected == null) {
          write(name, size, content);
        } else if (expected.containsKey(name)) {
          require(expected.get(name) == size, name, "has " + size + " bytes instead of " + expected.get(name));
          write(name, size, content);
        } else {
          require(others.containsKey(name), name, "is not in the manifest");
        }
      }

      @Override
      public void foreign(String name, String reason) throws IOException {
        throw new CorruptStoreException("the backup is not believed: " + (name.isEmpty() ? "" : name + ": ") + reason);
      }
    });
    require(known == null || known.id().equals(manifest.id()), Manifest.NAME, "is not the one that its end leads to");
    Map<String, Long> all = entries(manifest);
    for (String name : hashes.keySet()) {
      require(all.containsKey(name), name, "is not in the manifest");
    }
    for (BackupTree tree : manifest.trees()) {
      for (BackupFile file : tree.files()) {
        if (file.holder() == null && wanted.wants(tree, file)) {
          prove(file, file.entry());
          move(file.entry(), place(tree, file.path()));
        }
      }
    }
    held(manifest, wanted, directory);
    return manifest;
  }

  /** Every entry of a backup with its size. */
  private static Map<String, Long> entries(Manifest manifest) {
    Map<String, Long> entries = expected(manifest, null, (tree, file) -> true);
    manifest.discarded().forEach(name -> entries.put(name, -1L));
    return entries;
  }

  /** The entries that one backup holds of the files that are wanted, with their sizes. */
  private static Map<String, Long> expected(Manifest manifest, String holder, Wanted wanted) {
    Map<String, Long> expected = new LinkedHashMap<>();
    for (BackupTree tree : manifest.trees()) {
      for (BackupFile file : tree.files()) {
        if ((holder == null ? file.holder() == null : holder.equals(file.holder())) && wanted.wants(tree, file)) {
          expected.put(file.entry(), file.size());
        }
      }
    }
    return expected;
  }

  /** Unpacks what other backups hold. */
  private void held(Manifest manifest, Wanted wanted, Path directory) throws IOException {
    BackupChain chain = new BackupChain(manifest, directory, environment);
    for (String holder : manifest.holders().keySet()) {
      Map<String, Long> expected = expected(manifest, holder, wanted);
      if (!expected.isEmpty()) {
        Path place = chain.find(holder);
        if (place == null) {
          throw new StoreException(chain.missing(holder));
        }
        hashes.clear();
        String prefix = "held/" + holder + "/";
        StoredBackup.at(place, environment).read(new EntryVisitor() {
          @Override
          public void file(String name, long size, InputStream content) throws IOException {
            Long wantedSize = expected.get(name);
            if (wantedSize != null) {
              require(wantedSize == size, name, "has " + size + " bytes in " + place + " instead of " + wantedSize);
              write(prefix + name, size, content);
            }
          }

          @Override
          public void foreign(String name, String reason) throws IOException {
            throw new CorruptStoreException(place + " is not believed: " + name + ": " + reason);
          }
        });
        for (BackupTree tree : manifest.trees()) {
          for (BackupFile file : tree.files()) {
            if (holder.equals(file.holder()) && wanted.wants(tree, file)) {
              prove(file, prefix + file.entry());
              move(prefix + file.entry(), place(tree, file.path()));
            }
          }
        }
      }
    }
    for (BackupTree tree : manifest.trees()) {
      for (BackupFile file : tree.files()) {
        require(file.holder() == null || manifest.holders().containsKey(file.holder()), file.path(),
            "is in a backup that is not named");
      }
    }
  }

  private static void require(boolean condition, String name, String problem) throws CorruptStoreException {
    if (!condition) {
      throw new CorruptStoreException("the backup is not believed: " + name + " " + problem);
    }
  }

  private void write(String name, long size, InputStream content) throws IOException {
    Path file = staging.resolve(name);
    MessageDigest digest = Sha256.digest();
    long length = 0;
    try {
      directory(file.getParent());
      try (FileChannel out = DurableFiles.createNew(file)) {
        for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
          DurableFiles.writeFully(out, ByteBuffer.wrap(buffer, 0, count));
          digest.update(buffer, 0, count);
          length += count;
        }
      }
    } catch (FileAlreadyExistsException e) {
      throw new CorruptStoreException("the backup is not believed: " + name + " is there as a file and as a directory");
    }
    require(length == size, name, "has " + length + " bytes instead of " + size);
    hashes.put(name, OpenedFile.hex(digest));
    progress.progress("unpack", ++done, -1);
  }

  private void directory(Path directory) throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      directory(directory.getParent());
      DurableFiles.createDirectory(directory);
    }
  }

  private void prove(BackupFile file, String name) throws IOException {
    String hash = hashes.get(name);
    require(hash != null, file.path(), "is not there");
    require(hash.equals(file.sha256()), file.path(), "is not what was taken: the SHA-256 differs");
  }

  private void move(String name, Path place) throws IOException {
    Path from = staging.resolve(name);
    if (!from.equals(place)) {
      directory(place.getParent());
      require(!Files.exists(place, LinkOption.NOFOLLOW_LINKS), place.getFileName().toString(), "is there twice");
      DurableFiles.rename(from, place);
    }
  }
}
