package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * A backup that comes through a pipe, and so can be read only once.
 *
 * @param in where it comes from
 */
record PipedBackup(InputStream in, Environment environment) implements StoredBackup {

  @Override
  public Path place() {
    return null;
  }

  @Override
  public Manifest manifest() throws IOException {
    throw new CorruptStoreException("what comes through a pipe has its manifest at its end");
  }

  @Override
  public Manifest read(EntryVisitor visitor) throws IOException {
    return new ArchiveReader(in, environment).read(visitor);
  }

  @Override
  public long bytes() {
    return -1;
  }
}
