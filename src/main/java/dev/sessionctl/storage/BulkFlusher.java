package dev.sessionctl.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes many files that were just written durable at a cost that does not grow with their number where the
 * platform allows it.
 */
public interface BulkFlusher {

  /**
   * Returns once the contents and the inodes of the given files are on stable storage. The names of the files
   * are not, unless their directory is one of those given: the names in a directory are its content.
   *
   * @param directory a directory on the same file system
   * @param files files and directories, all in that file system
   * @throws IOException when any of them could not be made durable; nothing may be acknowledged then
   */
  void flush(Path directory, List<Path> files) throws IOException;
}
