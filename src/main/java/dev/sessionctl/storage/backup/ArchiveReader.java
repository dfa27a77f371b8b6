package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.system.ZstdLibrary;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Reads an archive as a stream, once. It may be anybody's: only directories and plain files with proper names are let
 * through, each name once, and nothing is taken for longer than its content is. Not safe for use by several threads.
 */
final class ArchiveReader {

  private static final int BUFFER = 1 << 16;
  /** The end of an archive is filled up to a full record at most. */
  private static final int LONGEST_END = 1 << 20;
  private static final long LONGEST_MANIFEST = 1L << 31;

  private final InputStream source;
  private final Environment environment;
  private final Set<String> names = new HashSet<>();
  private String last = "its beginning";

  ArchiveReader(InputStream source, Environment environment) {
    this.source = source;
    this.environment = environment;
  }

  /**
   * Reads it to its end.
   *
   * @throws CorruptStoreException when it is damaged or has no manifest
   */
  Manifest read(EntryVisitor visitor) throws IOException {
    try (InputStream compressed = ZstdLibrary.decompress(source, environment);
        BufferedInputStream buffered = new BufferedInputStream(new Damage(compressed), BUFFER);
        TarArchiveInputStream tar = new TarArchiveInputStream(buffered, StandardCharsets.UTF_8.name())) {
      Manifest manifest = entries(tar, visitor);
      end(buffered, visitor);
      if (manifest == null) {
        throw new CorruptStoreException("it has no manifest: it was cut off, or is no backup of sessionctl");
      }
      return manifest;
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw damaged(e);
    }
  }

  private Manifest entries(TarArchiveInputStream tar, EntryVisitor visitor) throws IOException {
    Manifest manifest = null;
    for (TarArchiveEntry entry = next(tar); entry != null; entry = next(tar)) {
      String name = entry.getName();
      String foreign = foreign(entry, name);
      if (foreign != null) {
        visitor.foreign(name, foreign);
      } else if (manifest != null) {
        visitor.foreign(name, "it follows the manifest");
      } else if (name.equals(Manifest.NAME)) {
        if (entry.getSize() > LONGEST_MANIFEST) {
          throw new CorruptStoreException("its manifest pretends to have " + entry.getSize() + " bytes");
        }
        manifest = ManifestReader.read(new Unclosed(tar));
      } else if (!entry.isDirectory()) {
        visitor.file(name, entry.getSize(), new Unclosed(tar));
      }
      last = name;
    }
    return manifest;
  }

  private TarArchiveEntry next(TarArchiveInputStream tar) throws IOException {
    try {
      return tar.getNextEntry();
    } catch (StoreException e) {
      throw e;
    } catch (IOException | IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException e) {
      throw damaged(e);
    }
  }

  /** Why an entry is none of a backup, or null. */
  private String foreign(TarArchiveEntry entry, String name) {
    boolean directory = entry.isDirectory();
    String plain = directory && name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    if (!EntryNames.isProper(plain)) {
      return "its name leads elsewhere";
    }
    if (entry.isSymbolicLink() || entry.isLink()) {
      return "it is a link to " + entry.getLinkName();
    }
    if (!directory && !entry.isFile() || entry.isSparse() || entry.getSize() < 0) {
      return "it is neither a file nor a directory";
    }
    if (!plain.equals(Manifest.NAME) && !plain.startsWith(Manifest.STORES) && !plain.startsWith(Manifest.AGAIN)) {
      return "no backup of sessionctl has such a name";
    }
    return names.add(plain) ? null : "its name was there before";
  }

  /** Reads what is behind the last entry, so that the checksum of the last frame is compared. */
  private void end(InputStream in, EntryVisitor visitor) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long count = 0;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      count += read;
      if (count > LONGEST_END) {
        visitor.foreign("", "something follows its end");
        return;
      }
    }
  }

  private CorruptStoreException damaged(Exception cause) {
    return new CorruptStoreException("it is damaged behind " + last + ": " + cause.getMessage());
  }

  /** Whatever fails while it is read is damage, since the file itself was opened. */
  private final class Damage extends FilterInputStream {
    Damage(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return in.read(bytes, offset, length);
      } catch (StoreException e) {
        throw e;
      } catch (IOException e) {
        throw damaged(e);
      }
    }
  }

  /** The content of an entry: its end is damage when it comes too soon. */
  private final class Unclosed extends FilterInputStream {
    Unclosed(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return in.read(bytes, offset, length);
      } catch (StoreException e) {
        throw e;
      } catch (IOException e) {
        throw damaged(e);
      }
    }

    @Override
    public void close() {
      // The archive goes on.
    }
  }
}
