package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.sqlite.Database;
import dev.sessionctl.storage.sqlite.DatabaseFile;
import dev.sessionctl.storage.sqlite.Schema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Recognises databases of a gateway: by the place where the product puts them, elsewhere by their table, since others
 * call theirs {@code sessions/sessions.db} too.
 */
final class TranscriptDiscovery {

  private TranscriptDiscovery() {}

  /** A file that an operator named, such as a copy. */
  static void atFile(Path file, Environment environment, Consumer<StoreRef> found) throws IOException {
    // SQLite keeps the other files of a database beside what a link leads to.
    below(file.toRealPath(), environment, found);
  }

  /** A file of the right name. */
  static void below(Path file, Environment environment, Consumer<StoreRef> found) {
    Path path = file.toAbsolutePath().normalize();
    if (DatabaseFile.isDatabase(path) && (isInPlace(path, environment) || holdsTranscripts(path, environment))) {
      found.accept(new StoreRef(TranscriptFormat.NAME, "gateway", path, null, null));
    }
  }

  private static boolean isInPlace(Path path, Environment environment) {
    Path sessions = path.getParent();
    Path root = sessions == null ? null : sessions.getParent();
    return root != null && root.getFileName() != null && path.endsWith(TranscriptFormat.DATABASE)
        && sessions.endsWith(PraisonFormat.SESSIONS)
        && (PraisonFormat.ROOT_NAMES.contains(root.getFileName().toString())
            || new PraisonFormat().defaultLocations(environment).contains(root));
  }

  private static boolean holdsTranscripts(Path path, Environment environment) {
    try {
      return new Database(path, environment).read(connection -> {
        Schema schema = Schema.of(connection);
        return schema.has("sessions", "session_id") && schema.has("sessions", "data")
            && schema.has("sessions", "gateway_session_id");
      });
    } catch (StoreException e) {
      return false;
    }
  }
}
