package dev.sessionctl.storage.openclaw;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Repairs of a store whose paths are those of another place, with a torn transcript and left-overs; and a reindex. */
enum RepairScenario implements Scenario {
  REPAIR_INDEX, REPAIR_PLAIN, REINDEX;

  /** What the end of a transcript was torn to. */
  static final String TORN = "{\"type\":\"message\",\"id\":\"b\",\"par";

  static final String LEFT_OVER = "sessions.json.01234567-89ab-4cde-8f01-23456789abcd.tmp";

  /** How many bytes of the index are missing; they are within the last entry. */
  private static final int TEAR = 40;

  @Override
  public Trial prepare(Path disk, FaultRun run) throws IOException {
    SmallStore store = new SmallStore(disk.resolve("state"));
    store.writeFiles(store.state());
    if (this == REINDEX) {
      store.writeIndex(store.state(), 0, 1, 2);
      byte[] whole = Files.readAllBytes(store.index());
      Files.write(store.index(), Arrays.copyOf(whole, whole.length - TEAR));
    } else {
      damage(store);
    }
    store.age();
    return new RepairTrial(this, store);
  }

  private void damage(SmallStore store) throws IOException {
    if (this == REPAIR_INDEX) {
      store.writeIndex(MigrationScenario.FORMER_ROOT, 0, 1, 2);
    } else {
      for (int i = 0; i < SmallStore.SESSIONS; i++) {
        store.writeEntry(DirectoryLayout.PLAIN, i, SmallStore.entry(i, MigrationScenario.FORMER_ROOT, 5));
      }
    }
    Files.write(store.sessions().resolve("id-0.jsonl"),
        (SmallStore.transcript(0, store.state()) + TORN).getBytes(StandardCharsets.UTF_8));
    Files.writeString(store.sessions().resolve(LEFT_OVER), "{");
    Files.writeString(store.sessions().resolve("id-2.jsonl.lock"),
        "{\"pid\":99999,\"starttime\":3,\"createdAt\":\"2020-01-01T00:00:00.000Z\"}");
  }
}
