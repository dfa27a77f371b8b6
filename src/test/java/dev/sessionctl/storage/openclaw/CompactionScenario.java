package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.change.Compaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compactions of a store of which two entries and two transcripts hold more than they need. */
enum CompactionScenario implements Scenario {
  LOSSLESS_INDEX(null), LOSSLESS_PLAIN(DirectoryLayout.PLAIN),
  TRIM_INDEX(null), TRIM_VERSIONED(DirectoryLayout.VERSIONED);

  /** How many of the sessions, from the first, have something to spare. */
  static final int BULKY = 2;

  /** A temporary file of a process that is gone. */
  static final String DEAD = "sessions.json.99999." + OpenClawFixture.id(7) + ".tmp";

  private static final String BULK = "\n  \"skillsSnapshot\": {\n    \"prompt\": \"p\"\n  },";

  private final DirectoryLayout layout;

  CompactionScenario(DirectoryLayout layout) {
    this.layout = layout;
  }

  Compaction.Level level() {
    return this == LOSSLESS_INDEX || this == LOSSLESS_PLAIN ? Compaction.Level.LOSSLESS : Compaction.Level.TRIM;
  }

  /** An entry with what the gateway makes anew. */
  static String bulky(SmallStore store, int i) {
    return SmallStore.entry(i, store.state(), 5).replaceFirst("\\{", "{" + BULK);
  }

  /** A transcript with history that no context contains and a long result of a tool. */
  static String longText(SmallStore store, int i) {
    return SmallStore.transcript(i, store.state())
        + "{\"type\":\"message\",\"id\":\"b\",\"parentId\":\"a\",\"message\":{\"role\":\"user\",\"content\":\"b\"}}\n"
        + tail("x".repeat(3_000));
  }

  /** What is left of that. */
  static String shortText(SmallStore store, int i) {
    return SmallStore.transcript(i, store.state()).split("(?<=\n)")[0]
        + "{\"type\":\"message\",\"id\":\"b\",\"parentId\":null,\"message\":{\"role\":\"user\",\"content\":\"b\"}}\n"
        + tail("[sessionctl: tool result of 3000 bytes removed]");
  }

  private static String tail(String result) {
    return "{\"type\":\"compaction\",\"id\":\"c\",\"parentId\":\"b\",\"firstKeptEntryId\":\"b\"}\n"
        + "{\"type\":\"message\",\"id\":\"t\",\"parentId\":\"c\",\"message\":{\"role\":\"toolResult\","
        + "\"toolCallId\":\"k\",\"content\":\"" + result + "\"}}\n"
        + "{\"type\":\"message\",\"id\":\"u\",\"parentId\":\"t\",\"message\":{\"role\":\"user\",\"content\":\"u\"}}\n";
  }

  @Override
  public Trial prepare(Path disk, FaultRun run) throws IOException {
    SmallStore store = new SmallStore(disk.resolve("state"));
    store.writeFiles(store.state()).writeEntries(layout);
    for (int i = 0; i < BULKY; i++) {
      Files.writeString(store.sessions().resolve("id-" + i + ".jsonl"), longText(store, i), StandardCharsets.UTF_8);
      if (layout != null) {
        store.writeEntry(layout, i, bulky(store, i));
      } else {
        String index = Files.readString(store.index(), StandardCharsets.UTF_8);
        Files.writeString(store.index(), index.replace(SmallStore.entry(i, store.state(), 5).replace("\n", "\n  "),
            bulky(store, i).replace("\n", "\n  ")), StandardCharsets.UTF_8);
      }
    }
    Files.writeString(store.sessions().resolve(DEAD), "dead");
    store.age();
    return new CompactionTrial(this, store);
  }
}
