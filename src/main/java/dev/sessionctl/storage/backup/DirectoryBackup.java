package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.DurableFiles;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A backup in a directory.
 *
 * @param place where it is
 */
record DirectoryBackup(Path place) implements StoredBackup {

  /** Whether a directory may be one. */
  static boolean isOne(Path directory) {
    return Files.isRegularFile(directory.resolve(Manifest.NAME));
  }

  @Override
  public Manifest manifest() throws IOException {
    try (InputStream in = new BufferedInputStream(open(place.resolve(Manifest.NAME)), 1 << 16)) {
      return ManifestReader.read(in);
    } catch (NoSuchFileException e) {
      throw new CorruptStoreException("it has no " + Manifest.NAME + ": it is no backup of sessionctl");
    }
  }

  private static InputStream open(Path file) throws IOException {
    return Channels.newInputStream(DurableFiles.openForRead(file));
  }

  @Override
  public Manifest read(EntryVisitor visitor) throws IOException {
    Manifest manifest = manifest();
    Files.walkFileTree(place, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        String name = place.relativize(file).toString();
        if (!attributes.isRegularFile()) {
          visitor.foreign(name, attributes.isSymbolicLink() ? "it is a link to " + Files.readSymbolicLink(file)
              : "it is neither a file nor a directory");
        } else if (!name.equals(Manifest.NAME)) {
          try (FileChannel channel = DurableFiles.openForRead(file);
              InputStream in = Channels.newInputStream(channel)) {
            visitor.file(name, channel.size(), in);
          }
        }
        return FileVisitResult.CONTINUE;
      }
    });
    return manifest;
  }

  @Override
  public long bytes() throws IOException {
    long[] sum = new long[1];
    Files.walkFileTree(place, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        sum[0] += attributes.size();
        return FileVisitResult.CONTINUE;
      }
    });
    return sum[0];
  }
}
