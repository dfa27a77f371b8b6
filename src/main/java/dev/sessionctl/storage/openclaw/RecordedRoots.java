package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Environment;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds out which state directories the entries of a state directory's stores say they lie in: after a copy or a
 * restore that is the place where they were written, in the form {@code <root>/agents/<id>/sessions/<name>}.
 */
final class RecordedRoots {

  private RecordedRoots() {}

  /** The roots, without the directory itself. */
  static Set<Path> of(Path state, Environment environment) throws IOException {
    Set<Path> roots = new LinkedHashSet<>();
    List<Entries> stores = new ArrayList<>();
    new Discovery(environment, ref -> {
      if (ref.format().equals(OpenClawFormat.JSON)) {
        stores.add(new IndexEntries(ref.path()));
      } else if (ref.format().equals(OpenClawFormat.DIRECTORY)) {
        stores.add(new DirectoryEntries(new EntryDirectory(ref.path(), OpenClawStore.layoutOf(ref.path()))));
      }
    }).at(state);
    for (Entries entries : stores) {
      entries.scan(new Entries.Visitor() {
        @Override
        public void entry(String key, SessionEntry entry, long bytes) {
          Path root = rootOf(entry.sessionFile);
          if (root != null) {
            roots.add(root);
          }
        }

        @Override
        public void unreadable(Path file, String reason) {}
      });
    }
    return roots;
  }

  private static Path rootOf(String sessionFile) {
    if (sessionFile == null) {
      return null;
    }
    try {
      Path path = Path.of(sessionFile);
      return path.isAbsolute() && path.getParent() != null ? StorePlace.stateOf(path.getParent()) : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }
}
