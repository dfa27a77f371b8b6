package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.ChunkedReads;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.StorageIoException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The entry files of a {@code sessions.d}. A scan reads small directories on the calling thread and large ones with
 * a few threads, in chunks, and hands the entries out on the calling thread in the order of the directory.
 */
final class EntryDirectory {

  private static final int CHUNK = 512;

  private final Path root;
  private final DirectoryLayout layout;

  EntryDirectory(Path root, DirectoryLayout layout) {
    this.root = root;
    this.layout = layout;
  }

  /** Receives what a scan finds, on the thread that called it. */
  interface Visitor {
    /** Whether {@link SessionEntry#references} is wanted. */
    default boolean wantsReferences() {
      return true;
    }

    /**
     * One entry.
     *
     * @param entry may be kept
     * @param text the entry's text from the left margin, or null when texts were not asked for
     */
    void entry(String key, String fileName, SessionEntry entry, int fileBytes, byte[] text) throws IOException;

    /** A file that cannot be read as an entry. */
    void unreadable(Path file, String reason) throws IOException;
  }

  /** One file as a worker read it. */
  private record Scanned(
      String key, String fileName, SessionEntry entry, int fileBytes, byte[] text, String problem) {}

  Path root() {
    return root;
  }

  DirectoryLayout layout() {
    return layout;
  }

  /** The file that holds, or would hold, the entry of a key. */
  Path file(String key) {
    return layout.entries(root).resolve(layout.fileName(key));
  }

  /**
   * Visits every entry.
   *
   * @param texts whether the texts of the entries are wanted
   */
  void scan(boolean texts, Visitor visitor) throws IOException {
    Path entries = layout.entries(root);
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(entries)) {
      ChunkedReads.run(stream.iterator(), CHUNK, chunk -> read(chunk, texts, visitor.wantsReferences()),
          chunk -> visit(chunk, visitor));
    } catch (DirectoryIteratorException e) {
      throw StorageIoException.of("list", entries, e.getCause());
    }
  }

  /** The files of entries as they stand now, by name; taken before a scan, they tell afterwards what changed since. */
  Map<String, FileIdentity> identities() throws IOException {
    Map<String, FileIdentity> found = new HashMap<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(layout.entries(root))) {
      for (Path file : stream) {
        String name = file.getFileName().toString();
        FileIdentity identity = layout.isEntryName(name) ? FileIdentity.ofNullable(file) : null;
        if (identity != null) {
          found.put(name, identity);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }

  private List<Scanned> read(List<Path> files, boolean texts, boolean references) {
    EntryFile reader = new EntryFile(layout);
    List<Scanned> found = new ArrayList<>(files.size());
    for (Path file : files) {
      String name = file.getFileName().toString();
      if (!layout.isEntryName(name) || isMarker(name)) {
        continue;
      }
      SessionEntry entry = new SessionEntry(references);
      try {
        reader.read(file, name, entry);
        found.add(new Scanned(reader.key(), name, entry, reader.length(), texts ? reader.text() : null, null));
      } catch (UnreadableEntryException e) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
          found.add(new Scanned(null, name, null, 0, null, e.getMessage()));
        }
        // Otherwise a writer removed it between the listing and the read: it is no longer an entry.
      }
    }
    return found;
  }

  private boolean isMarker(String name) {
    return layout == DirectoryLayout.VERSIONED && name.equals(VersionMarker.NAME);
  }

  private void visit(List<Scanned> chunk, Visitor visitor) throws IOException {
    for (Scanned scanned : chunk) {
      if (scanned.problem() != null) {
        visitor.unreadable(layout.entries(root).resolve(scanned.fileName()), scanned.problem());
      } else {
        visitor.entry(scanned.key(), scanned.fileName(), scanned.entry(), scanned.fileBytes(), scanned.text());
      }
    }
  }

  /**
   * Reads the one file of a key, or returns null when there is none.
   *
   * @throws UnreadableEntryException when the file is damaged
   */
  byte[] readOne(String key, SessionEntry entry) throws UnreadableEntryException {
    Path file = file(key);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return null;
    }
    EntryFile reader = new EntryFile(layout);
    reader.read(file, file.getFileName().toString(), entry);
    return reader.text();
  }
}
