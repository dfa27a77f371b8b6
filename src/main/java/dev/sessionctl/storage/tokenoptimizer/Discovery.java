package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Tells the plugin's directory from others of that name by what is in it. The hooks of the same product for other
 * agents keep flat files in {@code token-optimizer/checkpoints}; those are no store of this format.
 */
final class Discovery {

  private static final int MOST_LOOKED_INTO = 200;

  private Discovery() {}

  /** Reports the store at a root, if it is one. */
  static void at(Path root, Consumer<StoreRef> found) throws IOException {
    StorePaths paths = new StorePaths(root);
    if (!Files.isDirectory(root)) {
      return;
    }
    boolean linked = Files.isSymbolicLink(paths.checkpoints());
    Content content = linked ? Content.NOTHING : look(paths.checkpoints());
    boolean readCache = Files.isDirectory(paths.readCache(), LinkOption.NOFOLLOW_LINKS);
    if (content == Content.SESSIONS || content == Content.NOTHING && readCache && hasCaches(paths.readCache())
        || content == Content.NOTHING && root.endsWith(TokenOptimizer.NAME)
            && Files.exists(paths.checkpoints(), LinkOption.NOFOLLOW_LINKS)) {
      found.accept(new StoreRef(TokenOptimizer.NAME, "plugin", root, null, linked
          ? paths.checkpoints() + " is a symbolic link, which neither the plugin nor this tool follows" : null));
    }
  }

  /** What a directory of checkpoints turns out to hold. */
  private enum Content {
    SESSIONS, NOTHING, SOMETHING_ELSE
  }

  private static Content look(Path checkpoints) throws IOException {
    if (!Files.isDirectory(checkpoints, LinkOption.NOFOLLOW_LINKS)) {
      return Content.NOTHING;
    }
    boolean others = false;
    int looked = 0;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(checkpoints)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          if (isSession(entry)) {
            return Content.SESSIONS;
          }
        } else {
          others |= !entry.endsWith(StorePaths.EVENTS);
        }
        if (++looked == MOST_LOOKED_INTO) {
          return Content.SOMETHING_ELSE;
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return others ? Content.SOMETHING_ELSE : Content.NOTHING;
  }

  private static boolean isSession(Path directory) throws IOException {
    if (Files.exists(directory.resolve(StorePaths.STATE), LinkOption.NOFOLLOW_LINKS)
        || Files.exists(directory.resolve(StorePaths.MANIFEST), LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "*" + CheckpointName.SUFFIX)) {
      for (Path entry : entries) {
        if (CheckpointName.of(entry.getFileName().toString()) != null) {
          return true;
        }
      }
      return false;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static boolean hasCaches(Path readCache) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(readCache, "*.json")) {
      return entries.iterator().hasNext() || Files.isDirectory(readCache.resolve("decisions"));
    } catch (NotDirectoryException e) {
      return false;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }
}
