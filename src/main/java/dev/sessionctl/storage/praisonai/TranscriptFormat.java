package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreFormat;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * The transcripts of PraisonAI's gateway, which keeps them in SQLite beside the files of sessions. Asked about every
 * place that any command looks at: nothing else of it is loaded where there is no such file.
 */
final class TranscriptFormat implements StoreFormat {

  static final String NAME = "praisonai-sqlite";
  static final String DATABASE = "sessions.db";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void discover(Path start, Environment environment, Consumer<StoreRef> found) throws IOException {
    if (Files.isRegularFile(start)) {
      // The index of another product, which is what is named most.
      if (!start.toString().endsWith(".json")) {
        TranscriptDiscovery.atFile(start, environment, found);
      }
      return;
    }
    Path sessions = start.resolve(PraisonFormat.SESSIONS);
    if (isFile(start.resolve(DATABASE))) {
      TranscriptDiscovery.below(start.resolve(DATABASE), environment, found);
    } else if (isFile(sessions.resolve(DATABASE))) {
      TranscriptDiscovery.below(sessions.resolve(DATABASE), environment, found);
    } else {
      for (String root : PraisonFormat.ROOT_NAMES) {
        Path database = start.resolve(root).resolve(PraisonFormat.SESSIONS).resolve(DATABASE);
        if (isFile(database)) {
          TranscriptDiscovery.below(database, environment, found);
        }
      }
    }
  }

  private static boolean isFile(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public List<Path> defaultLocations(Environment environment) {
    return new PraisonFormat().defaultLocations(environment);
  }

  @Override
  public Store open(StoreRef ref, Environment environment) {
    return new TranscriptStore(ref, environment);
  }

  @Override
  public List<String> extraColumns() {
    return List.of("archived", "summaryBytes", "model", "cost", "parent", "user");
  }
}
