package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.ChannelInput;
import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A backup in one file.
 *
 * @param place where it is
 */
record ArchivedBackup(Path place, Environment environment) implements StoredBackup {

  @Override
  public Manifest manifest() throws IOException {
    try (FileChannel channel = DurableFiles.openForRead(place)) {
      long at = ArchiveFooter.manifestAt(channel);
      if (at < 0) {
        throw new CorruptStoreException("it has no end: it was cut off, or is no backup of sessionctl");
      }
      InputStream in = new BufferedInputStream(new ChannelInput(channel, at, channel.size()), 1 << 16);
      Manifest manifest = new ArchiveReader(in, environment).read(new EntryVisitor() {
        @Override
        public void file(String name, long size, InputStream content) throws IOException {
          throw new CorruptStoreException("its end does not lead to its manifest");
        }

        @Override
        public void foreign(String name, String reason) throws IOException {
          throw new CorruptStoreException("its end does not lead to its manifest");
        }
      });
      return manifest;
    }
  }

  @Override
  public Manifest read(EntryVisitor visitor) throws IOException {
    try (FileChannel channel = DurableFiles.openForRead(place)) {
      if (ArchiveFooter.manifestAt(channel) < 0) {
        visitor.foreign("", "it has no end: it was cut off, or is no backup of sessionctl");
      }
      return new ArchiveReader(new BufferedInputStream(new ChannelInput(channel, 0, channel.size()), 1 << 16),
          environment).read(visitor);
    }
  }

  @Override
  public long bytes() throws IOException {
    return Files.size(place);
  }
}
