package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.AtomicReplacement;
import dev.sessionctl.storage.DurableFiles;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Saves a new version of one entry, migrates to {@code sessions.d} and back, over and over, and says on its standard
 * output what is durable the moment it is: {@code saved N}, {@code migrated N}. Runs until it is killed.
 */
final class MigrationLoop {
  private MigrationLoop() {}

  /** The text of the index in a round. */
  static String indexText(Path state, int round) {
    return SmallStore.indexText(state, 2, 0, 1)
        .replace("\"custom\":", "\"round\": " + round + ",\n    \"custom\":");
  }

  /** Arguments: state directory, a directory on another file system for the surroundings. */
  public static void main(String[] arguments) throws Exception {
    SmallStore store = new SmallStore(Path.of(arguments[0]));
    FaultRun run = new FaultRun(Path.of(arguments[1]));
    int migrations = 0;
    for (int round = 1; ; round++) {
      Path temporary = store.index().resolveSibling("sessions.json.new");
      try (AtomicReplacement replacement = AtomicReplacement.begin(store.index(), temporary)) {
        DurableFiles.writeFully(replacement.channel(),
            ByteBuffer.wrap(indexText(store.state(), round).getBytes(StandardCharsets.UTF_8)));
        replacement.finishWriting();
        replacement.commit();
      }
      say("saved " + round);
      run.change(store.sessions(), FaultScenario.TO_PLAIN.request(null));
      say("migrated " + ++migrations);
      run.change(store.sessions(), FaultScenario.PLAIN_TO_INDEX.request(null));
      say("migrated " + ++migrations);
    }
  }

  private static void say(String what) {
    System.out.println(what);
    System.out.flush();
  }
}
