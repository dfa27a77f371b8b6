package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.FakeEnvironment;
import java.io.IOException;
import java.nio.file.Path;

/** What is done with things that runs set aside. */
enum TrashScenario implements Scenario {
  RESTORE_OVER_OLDER_INDEX(null), RESTORE_OVER_OLDER_DIRECTORY(DirectoryLayout.VERSIONED),
  RESTORE_TO_PLAIN(DirectoryLayout.PLAIN), UNDO_COMPACTION(null), PURGE(null);

  private final DirectoryLayout layout;

  TrashScenario(DirectoryLayout layout) {
    this.layout = layout;
  }

  /** Whether a gateway wrote the entry of session 0 again, older, before it is restored. */
  boolean hasOlderEntry() {
    return this == RESTORE_OVER_OLDER_INDEX || this == RESTORE_OVER_OLDER_DIRECTORY;
  }

  @Override
  public Trial prepare(Path disk, FaultRun run) throws IOException {
    TrashStore store = new TrashStore(disk, layout, FakeEnvironment.in(run.surroundings().resolve("first")));
    String trashed = this == UNDO_COMPACTION ? store.compact(0, "short\n") : store.evict(0, 1);
    if (hasOlderEntry()) {
      store.put(0, 1);
    }
    return new TrashTrial(this, store, trashed);
  }
}
