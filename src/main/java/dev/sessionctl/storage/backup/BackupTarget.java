package dev.sessionctl.storage.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * Where a backup is written to. Nothing stands under its final name before it is committed; closing one that was not
 * removes what was written. Not safe for use by several threads.
 */
interface BackupTarget extends AutoCloseable {

  /** Adds a directory. */
  void folder(String name, BackupFolder folder) throws IOException;

  /**
   * Begins a file; exactly that many bytes must be written before the stream is closed, which must be before anything
   * else is added.
   */
  OutputStream file(String name, long size, int mode, long modifiedNanos) throws IOException;

  /** Adds the manifest, as the last thing. */
  void manifest(Manifest manifest) throws IOException;

  /** A name, beside the backup, for a private file that is needed for a while. */
  Path scratch();

  /** Makes everything durable and gives the backup its name. */
  void commit() throws IOException;

  /** Bytes that the backup takes so far. */
  long written();

  @Override
  void close() throws IOException;
}
