package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.Session;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * What lies in the directory of one session.
 *
 * @param entries everything in it, in the order of the directory
 */
record SessionFiles(List<Entry> entries) {

  /** What a name stands for. */
  enum Kind {
    STATE, MANIFEST, CHECKPOINT,
    /** Something that the plugin does not make; its weekly sweep takes it all the same. */
    OTHER
  }

  /**
   * One of them.
   *
   * @param name its name
   * @param kind what the name stands for
   * @param regular whether it is a regular file, and neither a link nor a directory
   * @param bytes its size
   * @param modified milliseconds since the epoch
   */
  record Entry(String name, Kind kind, boolean regular, long bytes, long modified) {

    boolean isCheckpoint() {
      return kind == Kind.CHECKPOINT;
    }
  }

  /** Lists a directory; what disappears meanwhile is left out. */
  static SessionFiles list(Path directory) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      for (Path path : stream) {
        try {
          BasicFileAttributes attributes =
              Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
          String name = path.getFileName().toString();
          entries.add(new Entry(name, kind(name), attributes.isRegularFile(), attributes.size(),
              attributes.lastModifiedTime().toMillis()));
        } catch (NoSuchFileException e) {
          continue;
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return new SessionFiles(entries);
  }

  private static Kind kind(String name) {
    if (name.equals(StorePaths.STATE)) {
      return Kind.STATE;
    }
    if (name.equals(StorePaths.MANIFEST)) {
      return Kind.MANIFEST;
    }
    return name.endsWith(CheckpointName.SUFFIX) && CheckpointName.of(name) != null ? Kind.CHECKPOINT : Kind.OTHER;
  }

  /** The entry of that name, or null. */
  Entry named(String name) {
    for (Entry entry : entries) {
      if (entry.name().equals(name)) {
        return entry;
      }
    }
    return null;
  }

  /** Number of checkpoints. */
  long checkpoints() {
    return entries.stream().filter(Entry::isCheckpoint).count();
  }

  /** Bytes of all regular files. */
  long bytes() {
    long sum = 0;
    for (Entry entry : entries) {
      sum += entry.regular() ? entry.bytes() : 0;
    }
    return sum;
  }

  /** When a file was last written, milliseconds since the epoch, or {@link Session#UNKNOWN}. */
  long newest() {
    long newest = Session.UNKNOWN;
    for (Entry entry : entries) {
      newest = Math.max(newest, entry.modified());
    }
    return newest;
  }

  /** Whether nothing but the record of captures is left of the session. */
  boolean isRecordOnly() {
    boolean record = false;
    for (Entry entry : entries) {
      if (entry.kind() != Kind.STATE && entry.kind() != Kind.OTHER) {
        return false;
      }
      record |= entry.kind() == Kind.STATE && entry.regular();
    }
    return record;
  }
}
