package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.NoSuchSessionException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.backup.SessionSource;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.trash.TrashWriter;
import dev.sessionctl.storage.trash.TrashedEntry;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Takes sessions out of a copy of a store: an entry's text, and every file of its session. Protections are for those
 * who work with a store, which nobody does with a copy; so it is no eviction.
 */
final class SessionCopy implements SessionSource {

  @Override
  public void setAside(StoreRef copy, Set<String> keys, ApplyContext context, Environment environment)
      throws IOException {
    OpenClawStore store = OpenClawStore.open(copy, environment);
    StoreFiles files = store.files();
    SessionsDirectory listing = SessionsDirectory.list(files.sessions(), files.indexName());
    Set<String> taken = new HashSet<>();
    try (TrashWriter trash =
        TrashWriter.begin(store.area(), context.runId(), "restore", copy.path(), environment)) {
      for (String key : keys) {
        SessionEntry entry = new SessionEntry();
        byte[] text = store.entries().read(key, entry);
        if (text == null) {
          throw new NoSuchSessionException("no session " + key + " in " + copy.path());
        }
        trash.entry(new TrashedEntry(key, new String(text, StandardCharsets.UTF_8), "from a backup"));
        for (Map.Entry<String, SessionsDirectory.Entry> file : listing.entries().entrySet()) {
          String role = EvictedFile.roleOf(file.getValue().name().kind());
          if (role != null && isOf(entry, file.getKey(), file.getValue().name()) && taken.add(file.getKey())) {
            TrashedFile announced = trash.file(key, role, files.sessions().resolve(file.getKey()), false);
            trash.keep(announced);
          }
        }
      }
      trash.announce();
      trash.settle();
    }
  }

  private static boolean isOf(SessionEntry entry, String file, ArtifactName name) {
    String transcript = entry.sessionFile == null ? null
        : entry.sessionFile.substring(entry.sessionFile.lastIndexOf('/') + 1);
    return file.equals(transcript) || entry.sessionId != null && entry.sessionId.equals(name.sessionId());
  }
}
