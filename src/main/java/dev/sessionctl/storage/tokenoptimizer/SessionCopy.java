package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.backup.SessionSource;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.files.SetAside;
import dev.sessionctl.storage.trash.TrashWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Takes sessions out of a copy of a store with everything that is theirs. No eviction: that leaves the record where it
 * is, or asks how long a session was quiet, and no plugin ever sees a copy.
 */
final class SessionCopy implements SessionSource {

  @Override
  public void setAside(StoreRef copy, Set<String> keys, ApplyContext context, Environment environment)
      throws IOException {
    StorePaths paths = new StorePaths(copy.path());
    ReadCache cache = ReadCache.list(paths);
    cache.join(SessionScan.keys(paths));
    try (TrashWriter trash =
        TrashWriter.begin(paths.area(), context.runId(), "restore", paths.root(), environment)) {
      for (String key : keys) {
        Path directory = paths.session(key);
        boolean present =
            SessionNames.isDirectoryName(key) && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS);
        SessionFiles files = present ? SessionFiles.list(directory) : new SessionFiles(List.of());
        for (SetAside.Part part : SessionParts.of(paths, key, files, cache)) {
          trash.keep(trash.file(key, part.role(), part.path(), false));
        }
      }
      trash.announce();
      trash.settle();
    }
  }
}
