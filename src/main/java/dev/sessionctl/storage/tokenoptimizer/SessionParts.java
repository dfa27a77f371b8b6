package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.files.SetAside;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Everything of one session: what lies in its directory, and its part of the read cache. */
final class SessionParts {

  private SessionParts() {}

  /**
   * Its regular files in the order in which they go: no line of a manifest without its checkpoint, and the record last,
   * since until everything else is gone the session is as good as evicted without it.
   *
   * @param files what lies in its directory; none when there is no such directory
   */
  static List<SetAside.Part> of(StorePaths paths, String key, SessionFiles files, ReadCache cache)
      throws IOException {
    List<SetAside.Part> parts = new ArrayList<>();
    List<SetAside.Part> record = new ArrayList<>();
    for (SessionFiles.Entry entry : files.entries()) {
      Path path = paths.session(key).resolve(entry.name());
      switch (entry.kind()) {
        case STATE -> record.add(part(RestorePlaces.RECORD, path));
        case MANIFEST -> parts.add(part(RestorePlaces.MANIFEST, path));
        case CHECKPOINT -> parts.add(0, part("checkpoint", path));
        default -> parts.add(0, part("other", path));
      }
    }
    for (ReadCache.Item item : cache.of(key)) {
      if (item.regular()) {
        parts.add(part(item.role().label(), item.path()));
      }
    }
    parts.addAll(record);
    return parts;
  }

  static SetAside.Part part(String role, Path path) throws IOException {
    return new SetAside.Part(role, path, FileIdentity.of(path));
  }
}
