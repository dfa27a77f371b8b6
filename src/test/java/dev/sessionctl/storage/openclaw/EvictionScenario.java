package dev.sessionctl.storage.openclaw;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Evictions of two sessions of three, with an archive and a checkpoint, from each layout. */
enum EvictionScenario implements Scenario {
  EVICT_FROM_INDEX(null), EVICT_FROM_PLAIN(DirectoryLayout.PLAIN), EVICT_FROM_VERSIONED(DirectoryLayout.VERSIONED);

  static final String ARCHIVE = "old.jsonl.reset.2020-01-02T03-04-05.678Z";
  static final String CHECKPOINT = "id-0.checkpoint.00000000-0000-4000-8000-000000000000.jsonl";

  private final DirectoryLayout layout;

  EvictionScenario(DirectoryLayout layout) {
    this.layout = layout;
  }

  @Override
  public Trial prepare(Path disk, FaultRun run) throws IOException {
    SmallStore store = new SmallStore(disk.resolve("state"));
    store.writeFiles(store.state()).writeEntries(layout);
    Files.writeString(store.sessions().resolve(ARCHIVE), ARCHIVE);
    Files.writeString(store.sessions().resolve(CHECKPOINT), CHECKPOINT);
    store.age();
    return new EvictionTrial(store);
  }
}
