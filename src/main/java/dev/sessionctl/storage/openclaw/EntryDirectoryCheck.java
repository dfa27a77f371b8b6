package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.StableRead;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.check.Findings;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a {@code sessions.d} for a check, and looks at what else lies in it. */
final class EntryDirectoryCheck {

  private final CheckContext context;
  private final Path root;
  private final DirectoryLayout layout;
  private final Findings findings;

  private EntryDirectoryCheck(CheckContext context, DirectoryLayout layout) {
    this.context = context;
    this.root = context.ref().path();
    this.layout = layout;
    this.findings = context.findings();
  }

  /** What the entry files say. */
  static Catalog read(CheckContext context) throws IOException {
    EntryDirectoryCheck check = new EntryDirectoryCheck(context, marker(context));
    SessionsDirectory listing = SessionsDirectory.list(context.sessions(), context.files().indexName());
    try {
      Catalog catalog = check.entries(listing);
      check.strays(check.root);
      if (check.layout == DirectoryLayout.VERSIONED) {
        check.strays(check.layout.entries(check.root));
      }
      return catalog;
    } catch (IOException e) {
      context.findings().add(Flaw.DIRECTORY_UNREADABLE, check.root,
          "cannot list " + check.root + ": " + StorageIoException.reason(e));
      return Catalog.unreadable(listing);
    }
  }

  /** The layout, also where the marker is damaged but what it marks is there. */
  private static DirectoryLayout marker(CheckContext context) throws IOException {
    Path root = context.ref().path();
    Path file = root.resolve(VersionMarker.NAME);
    boolean entries = Files.isDirectory(DirectoryLayout.VERSIONED.entries(root), LinkOption.NOFOLLOW_LINKS);
    String problem = "is no marker of a session store";
    try {
      VersionMarker marker = entries
          ? StableRead.whole(root, VersionMarker::read, StableRead::sleep).value() : VersionMarker.read(root);
      if (marker != null) {
        if (marker.layoutVersion() != 1) {
          context.findings().add(Flaw.MARKER_NEWER, file, file + " says layoutVersion " + marker.layoutVersion()
              + "; only 1 is known, so what follows may be wrong");
        }
        return DirectoryLayout.VERSIONED;
      }
      problem = Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? problem : "is missing";
    } catch (IOException e) {
      problem = "cannot be read: " + StorageIoException.reason(e);
    }
    if (entries) {
      context.findings().add(Flaw.MARKER_UNREADABLE, file, file + " " + problem + ", although entries/ is there");
      return DirectoryLayout.VERSIONED;
    }
    return DirectoryLayout.PLAIN;
  }

  private Catalog entries(SessionsDirectory listing) throws IOException {
    Catalog catalog = new Catalog(listing);
    EntryCheck check = new EntryCheck(context, catalog);
    Findings held = findings.held(catalog.findings);
    new EntryDirectory(root, layout).scan(false, new EntryDirectory.Visitor() {
      @Override
      public void entry(String key, String name, SessionEntry entry, int fileBytes, byte[] text) throws IOException {
        Path file = layout.entries(root).resolve(name);
        if (!layout.fileName(key).equals(name)) {
          held.add(Flaw.DIRECTORY_SPELLING, key, file, name + " is not how this tool spells " + key
              + "; it would write " + layout.fileName(key));
        }
        check.entry(key, entry, file);
      }

      @Override
      public void unreadable(Path file, String reason) throws IOException {
        again(file, reason, catalog, this, held);
      }
    });
    return catalog;
  }

  /** An entry file may have been half-written when it was read. */
  private void again(Path file, String reason, Catalog catalog, EntryDirectory.Visitor visitor, Findings held)
      throws IOException {
    String name = file.getFileName().toString();
    EntryFile reader = new EntryFile(layout);
    SessionEntry entry = new SessionEntry();
    try {
      StableRead.Result<Boolean> result = StableRead.whole(file, path -> {
        reader.read(path, name, entry);
        return true;
      }, StableRead::sleep);
      if (result.stable()) {
        visitor.entry(reader.key(), name, entry, reader.length(), null);
      }
    } catch (NoSuchFileException e) {
      // Removed meanwhile: it is no longer an entry.
      return;
    } catch (UnreadableEntryException e) {
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        return;
      }
      catalog.readable = false;
      boolean unmappable = EntryFile.UNMAPPABLE.equals(e.getMessage());
      held.add(unmappable ? Flaw.DIRECTORY_NAME : Flaw.DIRECTORY_ENTRY, file, file + " " + e.getMessage());
    }
  }

  private void strays(Path directory) throws IOException {
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      for (Path file : stream) {
        stray(directory, file);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private void stray(Path directory, Path file) throws IOException {
    String name = file.getFileName().toString();
    boolean inner = directory.equals(layout.entries(root));
    boolean directoryThere = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
    if (inner && layout.isEntryName(name) && !directoryThere || name.startsWith(".") && !name.endsWith(".tmp")) {
      return;
    }
    boolean own = !inner && (name.equals(VersionMarker.NAME) || file.equals(layout.entries(root)));
    long modified;
    try {
      modified = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toMillis();
    } catch (NoSuchFileException e) {
      return;
    }
    if (own || !context.isSettled(modified)) {
      return;
    }
    if (name.endsWith(".tmp")) {
      findings.add(Flaw.DIRECTORY_TEMPS, file, file + " is left from an interrupted write");
    } else {
      findings.add(Flaw.DIRECTORY_STRAY, file, file + " is no entry file" + (directoryThere ? " but a directory" : ""));
    }
  }
}
