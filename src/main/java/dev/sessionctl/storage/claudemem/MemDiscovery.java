package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.sqlite.Database;
import dev.sessionctl.storage.sqlite.DatabaseFile;
import dev.sessionctl.storage.sqlite.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Recognises databases of claude-mem: by their name, and those of another name by their tables. */
final class MemDiscovery {

  private MemDiscovery() {}

  /** A file that an operator named. */
  static void atFile(Path file, Environment environment, Consumer<StoreRef> found) throws IOException {
    Path path = real(file);
    if (path.getFileName().toString().equals(ClaudeMem.DATABASE) || holdsSessions(path, environment)) {
      report(path, environment, found);
    }
  }

  /** Reports a database with the releases that write such tables. */
  static void report(Path file, Environment environment, Consumer<StoreRef> found) throws IOException {
    Path path = real(file);
    String generation;
    try {
      generation = new Database(path, environment).read(connection -> MemSchema.of(path, connection).generation());
    } catch (StoreException e) {
      // Whoever opens it will say what is wrong with it.
      generation = "unknown";
    }
    found.accept(new StoreRef(ClaudeMem.NAME, generation, path, null, null));
  }

  /** SQLite keeps the other files of a database beside what a link leads to. */
  private static Path real(Path file) throws IOException {
    return Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath().normalize();
  }

  /** A copy that was made of one, for example. */
  private static boolean holdsSessions(Path file, Environment environment) {
    try {
      return DatabaseFile.isDatabase(file) && new Database(file, environment).read(connection -> {
        Schema schema = Schema.of(connection);
        return schema.has("sdk_sessions") && schema.has("user_prompts");
      });
    } catch (StoreException e) {
      return false;
    }
  }
}
