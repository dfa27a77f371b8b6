package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.ChannelInput;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.Sha256;
import dev.sessionctl.storage.StableRead;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.relocate.Taking;
import dev.sessionctl.storage.sqlite.Database;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * Takes one file into a backup while its owner may be writing it. What is small is read, looked at and then written;
 * what is large is written as it is read, and once more when it changed meanwhile. Takes no lock. Not safe for use by
 * several threads.
 */
final class FileTaker {

  /** Larger files are not held in memory. */
  private static final int SMALL = 1 << 20;
  private static final int BUFFER = 1 << 16;
  private static final int ATTEMPTS = 8;
  /** A writer that has not touched its file for so long has left it as it is. */
  static final long QUIET_MILLIS = 2_000;

  private final BackupTarget target;
  private final Entries entries;
  private final LinesTaker lines;
  private final KnownFiles known;
  private final Environment environment;
  private final StableRead.Pause pause;
  private final byte[] buffer = new byte[BUFFER];

  FileTaker(BackupTarget target, Manifest manifest, KnownFiles known, Environment environment,
      StableRead.Pause pause) {
    this.target = target;
    this.entries = new Entries(target, manifest);
    this.lines = new LinesTaker(entries, known, environment, pause);
    this.known = known;
    this.environment = environment;
    this.pause = pause;
  }

  /**
   * What came of it.
   *
   * @param file how it stands in the backup
   * @param identity what it was when it was taken
   * @param doubt why it may not be what its owner means it to be, or null
   */
  record Taken(BackupFile file, FileIdentity identity, String doubt) {}

  /**
   * Takes a file.
   *
   * @param path where it is
   * @param tree name of its tree
   * @param name its path below the root of the tree
   * @return null when it is no regular file any more
   * @throws NoSuchFileException when it is gone
   * @throws IOException when it cannot be read, or the backup not written
   */
  Taken take(Path path, String tree, String name, Taking taking) throws IOException {
    return switch (taking) {
      case DATABASE -> database(path, tree, name);
      case APPENDED -> lines.take(path, tree, name);
      case REPLACED -> whole(path, tree, name, false);
      case REWRITTEN -> whole(path, tree, name, true);
      case LEAVE -> throw new IllegalArgumentException(path.toString());
    };
  }

  private Taken whole(Path path, String tree, String name, boolean json) throws IOException {
    String doubt = null;
    for (int attempt = 1; ; attempt++) {
      boolean last = attempt == ATTEMPTS;
      try (OpenedFile opened = OpenedFile.of(path)) {
        if (opened == null) {
          return null;
        }
        FileIdentity identity = opened.identity();
        BackupFile same = known.same(tree, name, identity, opened.stat());
        if (same != null) {
          return new Taken(same, identity, null);
        }
        Reading reading = new Reading(opened, path, json);
        Taken taken = identity.size() <= SMALL ? small(reading, tree, name, last) : large(reading, tree, name, last);
        if (taken != null) {
          return taken;
        }
        doubt = reading.doubt;
      }
      if (last) {
        throw new IOException("it was written whenever it was read" + (doubt == null ? "" : ": " + doubt));
      }
      pause.before(attempt);
    }
  }

  /** One reading of a file: its bytes as they pass, and what they are worth. */
  private final class Reading {
    private final OpenedFile opened;
    private final Path path;
    private final WholeJson json;
    private final MessageDigest digest = Sha256.digest();
    private String doubt;

    Reading(OpenedFile opened, Path path, boolean json) {
      this.opened = opened;
      this.path = path;
      this.json = json ? new WholeJson() : null;
    }

    long size() {
      return opened.identity().size();
    }

    void took(byte[] bytes, int offset, int length) {
      digest.update(bytes, offset, length);
      if (json != null) {
        json.feed(bytes, offset, length);
      }
    }

    /**
     * Whether what was read is a state of the file: nobody wrote it meanwhile, or only its name leads to another file
     * by now; and a document is whole, or has been left as it is for a while.
     */
    boolean counts(boolean last) throws IOException {
      FileIdentity now = FileIdentity.ofNullable(path);
      boolean sameFile = now != null && now.device() == opened.identity().device()
          && now.inode() == opened.identity().inode();
      if (sameFile && !now.sameContentAs(opened.identity()) || opened.channel().size() != size()) {
        doubt = "it changed";
        return false;
      }
      if (json == null || json.isWhole() || isQuiet()) {
        return true;
      }
      doubt = "it is no whole document";
      return last;
    }

    private boolean isQuiet() {
      return environment.now() - opened.identity().modifiedMillis() > QUIET_MILLIS;
    }
  }

  private Taken small(Reading reading, String tree, String name, boolean last) throws IOException {
    byte[] bytes = new byte[(int) reading.size()];
    int count = new ChannelInput(reading.opened.channel(), 0, bytes.length).readNBytes(bytes, 0, bytes.length);
    reading.took(bytes, 0, count);
    if (count < bytes.length || !reading.counts(last)) {
      return null;
    }
    String hash = OpenedFile.hex(reading.digest);
    BackupFile file = reading.opened.file(name, bytes.length, hash, entries.name(tree, name));
    BackupFile held = known.held(tree, file);
    if (held == null) {
      try (OutputStream out = entries.begin(file)) {
        out.write(bytes);
      }
    }
    return new Taken(held == null ? file : held, reading.opened.identity(), reading.doubt);
  }

  private Taken large(Reading reading, String tree, String name, boolean last) throws IOException {
    OpenedFile opened = reading.opened;
    if (known.isByContent()) {
      String hash = opened.hash(reading.size());
      BackupFile held = known.held(tree, opened.file(name, reading.size(), hash, ""));
      if (held != null) {
        return new Taken(held, opened.identity(), null);
      }
    }
    String entry = entries.name(tree, name);
    boolean complete;
    try (OutputStream out = entries.begin(opened.file(name, reading.size(), "", entry))) {
      complete = copy(new ChannelInput(opened.channel(), 0, reading.size()), out, reading);
    }
    if (complete && reading.counts(last)) {
      return new Taken(opened.file(name, reading.size(), OpenedFile.hex(reading.digest), entry), opened.identity(),
          reading.doubt);
    }
    entries.discard(entry);
    return null;
  }

  /** Copies what was promised; where the file has become shorter, zeros stand for the rest. */
  private boolean copy(InputStream in, OutputStream out, Reading reading) throws IOException {
    long left = reading.size();
    int count = 0;
    while (left > 0 && count >= 0) {
      count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (count > 0) {
        reading.took(buffer, 0, count);
        out.write(buffer, 0, count);
        left -= count;
      }
    }
    return Entries.pad(out, left);
  }

  private Taken database(Path path, String tree, String name) throws IOException {
    FileIdentity identity = FileIdentity.of(path);
    FileStat stat = FileStat.of(path);
    if (!stat.isRegularFile()) {
      return null;
    }
    Path copy = target.scratch();
    try {
      DurableFiles.createNew(copy).close();
      new Database(path, environment).copyTo(copy);
      try (FileChannel channel = DurableFiles.openForRead(copy)) {
        long size = channel.size();
        String entry = entries.name(tree, name);
        BackupFile file = new BackupFile(name, size, stat.permissions(), stat.userId(), stat.groupId(),
            identity.modifiedNanos(), known.isEmpty() ? "" : OpenedFile.hash(channel, size), null, entry, null);
        BackupFile held = known.held(tree, file);
        if (held != null) {
          return new Taken(held, identity, null);
        }
        MessageDigest digest = Sha256.digest();
        try (OutputStream out = entries.begin(file)) {
          InputStream in = new ChannelInput(channel, 0, size);
          for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            digest.update(buffer, 0, count);
            out.write(buffer, 0, count);
          }
        }
        return new Taken(new BackupFile(name, size, file.mode(), file.userId(), file.groupId(), file.modifiedNanos(),
            OpenedFile.hex(digest), null, entry, null), identity, null);
      }
    } catch (StoreException e) {
      long room = environment.fileSystems().usableBytes(copy.getParent());
      if (room >= 0 && room < identity.size()) {
        throw new TargetException(new FileSystemException(copy.toString(), null, "no room for a copy of " + path));
      }
      throw e;
    } finally {
      DurableFiles.deleteIfExists(copy);
    }
  }
}
