package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.BackgroundFlush;
import dev.sessionctl.storage.ChunkedReads;
import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Ownership;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A directory of entry files that is being built under a name nobody reads. Remembers the SHA-256 of every text that
 * was put in, brings the directory up to date with a newer source at the cost of what changed, and proves by
 * reading back that it holds exactly what it was given.
 */
final class StagedEntries {

  /** Up to so many entries a second thread gains nothing. */
  private static final int SETTLED_ONE_BY_ONE = 1000;
  /** So many files are worth a flush of their own, beside the writing of the others. */
  private static final int FLUSHED_BESIDE = 4_000;

  private final EntryDirectory directory;
  private final Environment environment;
  private final Map<String, byte[]> hashes = new ConcurrentHashMap<>();
  private final BackgroundFlush beside;
  private List<Path> unflushed = new ArrayList<>();
  private final Set<String> unverified = new HashSet<>();
  private Ownership owner;

  StagedEntries(Path root, DirectoryLayout layout, Environment environment) {
    this.directory = new EntryDirectory(root, layout);
    this.environment = environment;
    this.beside = new BackgroundFlush(environment.flusher(), root);
  }

  /** Creates the empty directory. */
  void create() throws IOException {
    Path root = directory.root();
    Path entries = directory.layout().entries(root);
    DurableFiles.createDirectory(root);
    if (!entries.equals(root)) {
      DurableFiles.createDirectory(entries);
    }
    owner = Ownership.ofDirectory(entries);
    if (directory.layout() == DirectoryLayout.VERSIONED) {
      DurableFiles.writeNew(root.resolve(VersionMarker.NAME), VersionMarker.text(1, environment.now()));
    }
  }

  /**
   * An entry whose file is written.
   *
   * @param file where, or null when the same text was there already
   */
  record Written(String key, byte[] hash, Path file) {}

  /** Writes the file of an entry, unless it is there with the same text. Several threads may write different keys. */
  Written write(String key, byte[] text) throws IOException {
    byte[] hash = CanonicalHash.ofBytes(text);
    byte[] present = hashes.get(key);
    if (Arrays.equals(present, hash)) {
      return new Written(key, hash, null);
    }
    Path file = directory.file(key);
    if (present != null) {
      DurableFiles.deleteIfExists(file);
    }
    byte[] content = directory.layout().content(key, file.getFileName().toString(), text);
    try (FileChannel channel = DurableFiles.createNew(file, owner)) {
      DurableFiles.writeFully(channel, ByteBuffer.wrap(content));
    }
    return new Written(key, hash, file);
  }

  /** Takes note of what was written. */
  void add(Written written) throws IOException {
    hashes.put(written.key(), written.hash());
    if (written.file() != null) {
      unflushed.add(written.file());
      unverified.add(written.key());
    }
    if (unflushed.size() >= FLUSHED_BESIDE && beside.isIdle()) {
      beside.begin(unflushed);
      unflushed = new ArrayList<>();
    }
  }

  /** Takes every entry out whose key is not in the set. */
  void retain(Set<String> keys) throws IOException {
    List<String> gone = new ArrayList<>();
    for (String key : hashes.keySet()) {
      if (!keys.contains(key)) {
        gone.add(key);
      }
    }
    if (!gone.isEmpty()) {
      beside.await();
    }
    for (String key : gone) {
      DurableFiles.deleteIfExists(directory.file(key));
      unflushed.remove(directory.file(key));
      unverified.remove(key);
      hashes.remove(key);
    }
  }

  /**
   * Makes everything in the directory durable, its own name excepted, and proves by reading back that it is what was
   * put in: of many entries both at once, since the one waits for the disk and the other computes.
   *
   * @throws CorruptStoreException when anything differs; the file system did not keep what it was given
   */
  void settle() throws IOException {
    if (unverified.size() < SETTLED_ONE_BY_ONE) {
      flush();
      prove();
      return;
    }
    ChunkedReads.run(List.of(true, false).iterator(), 1, 0, () -> this::settle, done -> { });
  }

  private List<Boolean> settle(List<Boolean> flush) throws IOException {
    if (flush.get(0)) {
      flush();
    } else {
      prove();
    }
    return flush;
  }

  private void flush() throws IOException {
    beside.await();
    if (!unflushed.isEmpty()) {
      environment.flusher().flush(directory.root(), unflushed);
      unflushed.clear();
    }
    Path entries = directory.layout().entries(directory.root());
    DurableFiles.syncDirectory(entries);
    if (!entries.equals(directory.root())) {
      DurableFiles.syncDirectory(directory.root());
    }
  }

  /** Reads back what was put in since the last proof and compares it with the hashes of the source. */
  private void prove() throws IOException {
    if (unverified.size() > hashes.size() / 2) {
      proveAll();
    } else {
      for (String key : unverified) {
        prove(key, directory.readOne(key, new SessionEntry()));
      }
    }
    unverified.clear();
  }

  private void proveAll() throws IOException {
    long[] count = {0};
    directory.scan(true, new EntryDirectory.Visitor() {
      @Override
      public void entry(String key, String fileName, SessionEntry entry, int fileBytes, byte[] text)
          throws IOException {
        prove(key, text);
        count[0]++;
      }

      @Override
      public void unreadable(Path file, String reason) throws IOException {
        throw new CorruptStoreException(file + " " + reason + " right after it was written; nothing was changed");
      }
    });
    if (count[0] != hashes.size()) {
      throw new CorruptStoreException(directory.root() + " holds " + count[0] + " entries instead of "
          + hashes.size() + " right after they were written; nothing was changed");
    }
  }

  private void prove(String key, byte[] text) throws CorruptStoreException {
    if (text == null || !Arrays.equals(hashes.get(key), CanonicalHash.ofBytes(text))) {
      throw new CorruptStoreException(directory.file(key) + " differs from its source right after it was written;"
          + " nothing was changed");
    }
  }
}
