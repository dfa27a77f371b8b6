package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.ChunkedReads;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.StorageIoException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The entry files of a {@code sessions.d}. A scan reads small directories on the calling thread and large ones with
 * a few threads, in chunks, and hands the entries out on the calling thread in the order of the directory.
 */
final class EntryDirectory {

  private static final int CHUNK = 128;
  private static final int READ_ALONE = 5000;

  private final Path root;
  private final DirectoryLayout layout;
  /** Length of what stands before the names of the files. */
  private final int prefix;

  EntryDirectory(Path root, DirectoryLayout layout) {
    this.root = root;
    this.layout = layout;
    this.prefix = layout.entries(root).resolve("x").toString().length() - 1;
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
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(entries);
        Readers readers = new Readers(texts, visitor.wantsReferences(),
            stream instanceof SecureDirectoryStream<Path> directory ? directory : null)) {
      ChunkedReads.run(stream.iterator(), CHUNK, READ_ALONE, readers, chunk -> visit(chunk, visitor));
    } catch (DirectoryIteratorException e) {
      throw StorageIoException.of("list", entries, e.getCause());
    }
  }

  /** The files of entries as they stand now, by name; taken before a scan, they tell afterwards what changed since. */
  Map<String, FileIdentity> identities() throws IOException {
    Map<String, FileIdentity> found = new HashMap<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(layout.entries(root))) {
      for (Path file : stream) {
        String name = name(file);
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

  /** One reader for every thread. */
  private final class Readers implements Supplier<ChunkedReads.Reader<Path, Scanned>>, Closeable {
    private final boolean texts;
    private final boolean references;
    private final SecureDirectoryStream<Path> directory;
    private final List<Closeable> opened = new ArrayList<>();
    private boolean used;

    Readers(boolean texts, boolean references, SecureDirectoryStream<Path> directory) {
      this.texts = texts;
      this.references = references;
      this.directory = directory;
    }

    /** All but the first have the directory open once more, or all threads would wait for the lock of one. */
    @Override
    public Reader get() {
      SecureDirectoryStream<Path> own = directory;
      if (used && directory != null) {
        try {
          own = directory.newDirectoryStream(Path.of("."), LinkOption.NOFOLLOW_LINKS);
          opened.add(own);
        } catch (IOException e) {
          // Too many open files, say; shared, it does as well.
          own = directory;
        }
      }
      used = true;
      return new Reader(texts, references, own);
    }

    @Override
    public void close() throws IOException {
      for (Closeable each : opened) {
        each.close();
      }
    }
  }

  /** Reads files, on one thread. */
  private final class Reader implements ChunkedReads.Reader<Path, Scanned> {
    private final EntryFile file;
    private final boolean texts;
    private final boolean references;

    Reader(boolean texts, boolean references, SecureDirectoryStream<Path> directory) {
      this.file = new EntryFile(layout, directory);
      this.texts = texts;
      this.references = references;
    }

    @Override
    public List<Scanned> read(List<Path> files) {
      List<Scanned> found = new ArrayList<>(files.size());
      for (Path path : files) {
        String name = name(path);
        if (layout.isEntryName(name) && !isMarker(name)) {
          read(path, name, found);
        }
      }
      return found;
    }

    private void read(Path path, String name, List<Scanned> found) {
      SessionEntry entry = new SessionEntry(references);
      try {
        file.read(path, name, entry);
        found.add(new Scanned(file.key(), name, entry, file.length(), texts ? file.text() : null, null));
      } catch (UnreadableEntryException e) {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
          found.add(new Scanned(null, name, null, 0, null, e.getMessage()));
        }
        // Otherwise a writer removed it between the listing and the read: it is no longer an entry.
      }
    }
  }

  /** The last name of a path of this directory's: cut from its text, which costs less than a path of its own. */
  private String name(Path file) {
    return file.toString().substring(prefix);
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
