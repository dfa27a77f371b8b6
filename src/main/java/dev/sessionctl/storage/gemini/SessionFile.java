package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.StableRead;
import dev.sessionctl.storage.StorageIoException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * One file that the product's loader would read, as it was read: looked at, read, looked at again.
 *
 * @param identity which file that was
 * @param document what it says, or null when it cannot be read
 * @param problem why it cannot be read, or null
 * @param reliance whether the document is that of one moment
 */
record SessionFile(Path path, FileIdentity identity, SessionDocument document, String problem, Reliance reliance) {

  /** Why a file cannot be read that is rewritten all the time. */
  static final String BUSY = "it is being written all the time; look again later";

  /** How far what was read can be relied on. */
  enum Reliance {
    /** A mixture of several moments. */
    UNSTABLE,
    /** The file was the same before and after, but a writer may be in the middle. */
    STABLE,
    /** It stood unchanged for {@link #SETTLE_MILLIS}. */
    AT_REST
  }

  /**
   * What has stood unchanged for so long is at rest: the product writes a file in chunks of 512 KiB without a pause
   * (Node's {@code writeFile}), so that nothing in between stands for long.
   */
  static final long SETTLE_MILLIS = 2_000;

  /** Larger files are read by their ends where that does. */
  private static final long SMALL = 1 << 16;

  /** How much is read. */
  enum Depth {
    /** What a list shows; see {@link SessionParser#parseEnds}. */
    ENDS,
    /** Every byte. */
    WHOLE
  }

  /** Reads a file; null when it is gone. */
  static SessionFile read(Path path, Depth depth, StableRead.Pause pause) {
    return read(path, pause, channel -> {
      SessionDocument ends = depth == Depth.ENDS && channel.size() > SMALL ? SessionParser.parseEnds(channel) : null;
      return ends != null ? ends : SessionParser.parse(channel);
    });
  }

  /** What is made of an open file. */
  @FunctionalInterface
  interface Reading {
    SessionDocument of(FileChannel channel) throws IOException;
  }

  /** Reads a file in another way, as often as it changes meanwhile; null when it is gone. */
  static SessionFile read(Path path, StableRead.Pause pause, Reading reading) {
    try {
      StableRead.Result<SessionDocument> result = StableRead.whole(path, file -> {
        // A pipe would block, and what a link leads to is none of this directory's.
        FileStat stat = FileStat.of(file);
        if (!stat.isRegularFile()) {
          throw new IOException(stat.isSymbolicLink() ? "it is a symbolic link" : stat.isDirectory()
              ? "it is a directory" : "it is no regular file");
        }
        try (FileChannel channel = DurableFiles.openForRead(file)) {
          return reading.of(channel);
        }
      }, pause);
      return result.identity() == null ? null
          : new SessionFile(path, result.identity(), result.value(), null,
              result.stable() ? Reliance.STABLE : Reliance.UNSTABLE);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      return unreadable(path, StorageIoException.reason(e));
    }
  }

  private static SessionFile unreadable(Path path, String problem) {
    try {
      return new SessionFile(path, FileIdentity.of(path), null, problem, Reliance.STABLE);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      return new SessionFile(path, null, null, problem, Reliance.STABLE);
    }
  }

  String name() {
    return path.getFileName().toString();
  }

  /** Whether it was read and something is wrong with it that a writer at work would explain. */
  boolean isSuspect() {
    return document != null && (reliance == Reliance.UNSTABLE || document.condition != SessionDocument.Condition.SOUND
        && document.condition != SessionDocument.Condition.NO_SESSION);
  }

  /** Whether nobody has written it, nor renamed or linked it, for {@link #SETTLE_MILLIS}. */
  boolean isSettled(Environment environment) {
    return reliance == Reliance.AT_REST || reliance == Reliance.STABLE && identity != null
        && environment.now() - Math.floorDiv(identity.changedNanos(), 1_000_000L) >= SETTLE_MILLIS;
  }
}
