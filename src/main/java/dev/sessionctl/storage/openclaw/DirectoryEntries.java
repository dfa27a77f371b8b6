package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.CorruptStoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;

/** The entries of a {@code sessions.d}; looking at one session reads one file. */
final class DirectoryEntries implements Entries {

  private final EntryDirectory directory;

  DirectoryEntries(EntryDirectory directory) {
    this.directory = directory;
  }

  @Override
  public void scan(Visitor visitor) throws IOException {
    directory.scan(false, new EntryDirectory.Visitor() {
      @Override
      public boolean wantsReferences() {
        return visitor.wantsReferences();
      }

      @Override
      public void entry(String key, String fileName, SessionEntry entry, int fileBytes, byte[] text)
          throws IOException {
        visitor.entry(key, entry, fileBytes);
      }

      @Override
      public void unreadable(Path file, String reason) throws IOException {
        visitor.unreadable(file, reason);
      }
    });
  }

  @Override
  public void scanTexts(Predicate<String> wanted, TextVisitor visitor) throws IOException {
    directory.scan(true, new EntryDirectory.Visitor() {
      @Override
      public void entry(String key, String fileName, SessionEntry entry, int fileBytes, byte[] text)
          throws IOException {
        visitor.entry(key, entry, fileBytes, wanted.test(key) ? text : null);
      }

      @Override
      public void unreadable(Path file, String reason) throws IOException {
        visitor.unreadable(file, reason);
      }
    });
  }

  @Override
  public void readTexts(Set<String> keys, Texts texts) throws IOException {
    for (String key : keys) {
      byte[] text;
      try {
        text = directory.readOne(key, new SessionEntry());
      } catch (UnreadableEntryException e) {
        continue;
      }
      if (text != null) {
        texts.text(key, text);
      }
    }
  }

  @Override
  public byte[] read(String key, SessionEntry entry) throws IOException {
    try {
      byte[] text = directory.readOne(key, entry);
      return text != null ? text : readUnderOtherName(key, entry);
    } catch (UnreadableEntryException e) {
      throw new CorruptStoreException(directory.file(key) + " " + e.getMessage());
    }
  }

  /** The proposal spells some names otherwise than this tool; such a file is found by looking at all of them. */
  private byte[] readUnderOtherName(String key, SessionEntry entry) throws IOException {
    String[] name = {null};
    directory.scan(false, new EntryDirectory.Visitor() {
      @Override
      public void entry(String found, String fileName, SessionEntry ignored, int fileBytes, byte[] text) {
        if (found.equals(key)) {
          name[0] = fileName;
        }
      }

      @Override
      public void unreadable(Path file, String reason) {}
    });
    if (name[0] == null) {
      return null;
    }
    EntryFile reader = new EntryFile(directory.layout());
    reader.read(directory.layout().entries(directory.root()).resolve(name[0]), name[0], entry);
    return reader.text();
  }
}
