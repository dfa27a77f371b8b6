package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.change.Compaction;
import dev.sessionctl.storage.faults.FaultPlan;
import dev.sessionctl.storage.faults.FaultyFileSystem;
import dev.sessionctl.storage.faults.SimulatedCrash;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashedEntry;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A compaction of a small store, interrupted at every operation in every way. After each: every entry and transcript is
 * old or new, what went is in the trash, and the next run gets there and leaves nothing over.
 */
@Timeout(120)
class CompactionFaultTest {

  private static final Compaction REQUEST =
      new Compaction(Compaction.Level.TRIM, null, 0, Duration.ofMinutes(15),
          new Compaction.Bodies(0, false));
  private static final String DEAD = "sessions.json.99999." + OpenClawFixture.id(7) + ".tmp";
  private static final String BULK = "\n  \"skillsSnapshot\": {\n    \"prompt\": \"p\"\n  },";

  private static final FaultPlan.Kind[] CRASHES = {FaultPlan.Kind.CRASH, FaultPlan.Kind.TORN_CRASH};

  private Path base;

  @BeforeEach
  void createBase() throws IOException {
    Path memory = Path.of("/dev/shm");
    base = Files.isWritable(memory) ? Files.createTempDirectory(memory, "sessionctl-faults")
        : Files.createTempDirectory("sessionctl-faults");
    base = base.toRealPath();
  }

  @AfterEach
  void removeBase() throws IOException {
    DurableFiles.deleteTree(base);
  }

  private static String bulky(SmallStore store, int i) {
    return SmallStore.entry(i, store.state(), 5).replaceFirst("\\{", "{" + BULK);
  }

  private static String longText(SmallStore store, int i) {
    return SmallStore.transcript(i, store.state())
        + "{\"type\":\"message\",\"id\":\"b\",\"parentId\":\"a\",\"message\":{\"role\":\"user\",\"content\":\"b\"}}\n"
        + tail("x".repeat(3_000));
  }

  private static String shortText(SmallStore store, int i) {
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

  private SmallStore build(Path disk, boolean directory) throws IOException {
    SmallStore store = new SmallStore(disk.resolve("state")).writeFiles(disk.resolve("state"));
    for (int i = 0; i < 2; i++) {
      Files.writeString(store.sessions().resolve("id-" + i + ".jsonl"), longText(store, i), StandardCharsets.UTF_8);
    }
    if (directory) {
      store.writeEntry(DirectoryLayout.VERSIONED, 2, 5);
      for (int i = 0; i < 2; i++) {
        String name = DirectoryLayout.VERSIONED.fileName(SmallStore.key(i));
        Files.write(DirectoryLayout.VERSIONED.entries(store.directory()).resolve(name), DirectoryLayout.VERSIONED
            .content(SmallStore.key(i), name, bulky(store, i).getBytes(StandardCharsets.UTF_8)));
      }
    } else {
      String index = SmallStore.indexText(store.state(), 2, 0, 1);
      for (int i = 0; i < 2; i++) {
        index = index.replace(SmallStore.entry(i, store.state(), 5).replace("\n", "\n  "),
            bulky(store, i).replace("\n", "\n  "));
      }
      Files.writeString(store.index(), index, StandardCharsets.UTF_8);
    }
    Path dead = Files.writeString(store.sessions().resolve(DEAD), "dead");
    Files.setLastModifiedTime(dead, FileTime.fromMillis(1_700_000_000_000L));
    return store;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyInterruptionLeavesOldOrNew(boolean directory) throws Exception {
    List<String> failures = new ArrayList<>();
    StringBuilder points = new StringBuilder();
    for (FaultPlan.Kind kind : directory ? CRASHES : FaultPlan.Kind.values()) {
      int n = 0;
      boolean fired = true;
      while (fired && n < 2_000) {
        n++;
        Path root = Files.createDirectory(base.resolve(kind + "-" + n));
        SmallStore store = build(Files.createDirectory(root.resolve("disk")), directory);
        FaultPlan plan = new FaultPlan(kind, n,
            () -> Files.deleteIfExists(store.sessions().resolve("sessions.json.lock")));
        try {
          interrupted(store, plan, new FaultRun(root.resolve("surroundings")), directory);
        } catch (AssertionError | IOException | RuntimeException e) {
          failures.add((plan + ": " + e).replaceAll("/[^ ]*/disk/", "…/"));
        }
        fired = plan.fired();
        DurableFiles.deleteTree(root);
      }
      points.append(' ').append(kind).append('=').append(n - 1);
    }
    System.out.println("fault points of a compaction:" + points);
    assertThat(failures).as(failures.size() + " failures").isEmpty();
  }

  private void interrupted(SmallStore store, FaultPlan plan, FaultRun run, boolean directory) throws IOException {
    FaultyFileSystem files = new FaultyFileSystem(plan);
    try {
      run.change(files.wrap(store.sessions()), REQUEST);
      assertThat(files.leaked()).as("channels left open").isEmpty();
    } catch (SimulatedCrash e) {
      files.closeAll();
    } catch (ChangedException | LockedException e) {
      assertThat(files.leaked()).as("channels left open").isEmpty();
    } catch (IOException e) {
      assertThat(files.leaked()).as("channels left open after " + e).isEmpty();
    }
    checkWhole(store, directory);
    run.change(store.sessions(), REQUEST);
    checkWhole(store, directory);
    FaultRun.checkJournals(store.sessions());
    for (int i = 0; i < SmallStore.SESSIONS; i++) {
      assertThat(entry(store, i, directory)).isEqualTo(SmallStore.hash(SmallStore.entry(i, store.state(), 5)));
    }
    for (int i = 0; i < 2; i++) {
      assertThat(text(store, i)).isEqualTo(shortText(store, i));
    }
    // A lock that could not be removed names a process that is gone: whoever wants it next takes it.
    assertThat(SmallStore.tree(store.sessions())).noneMatch(name -> name.endsWith(".tmp"));
  }

  private static String entry(SmallStore store, int i, boolean directory) throws IOException {
    return directory ? SmallStore.readDirectory(store.directory()).get(SmallStore.key(i))
        : SmallStore.readIndex(store.index()).get(SmallStore.key(i));
  }

  private static String text(SmallStore store, int i) throws IOException {
    return Files.readString(store.sessions().resolve("id-" + i + ".jsonl"), StandardCharsets.UTF_8);
  }

  /** Everything is old or new, and where it is new the old is in the trash, as the manifest says. */
  private static void checkWhole(SmallStore store, boolean directory) throws IOException {
    for (int i = 0; i < 2; i++) {
      assertThat(entry(store, i, directory)).isIn(SmallStore.hash(bulky(store, i)),
          SmallStore.hash(SmallStore.entry(i, store.state(), 5)));
      assertThat(text(store, i)).isIn(longText(store, i), shortText(store, i));
    }
    List<String> kept = new ArrayList<>();
    Trash trash = new Trash(AdminArea.besides(store.sessions()));
    for (Trash.Run each : trash.runs()) {
      trash.read(each, new Trash.Visitor() {
        @Override
        public void entry(TrashedEntry entry) {
          throw new AssertionError(entry);
        }

        @Override
        public void file(TrashedFile file) throws IOException {
          if (Files.exists(file.kept())) {
            assertThat(FileIdentity.of(file.kept()).size()).isEqualTo(file.bytes());
            kept.add(file.origin().getFileName().toString());
          }
        }
      });
    }
    for (int i = 0; i < 2; i++) {
      if (text(store, i).equals(shortText(store, i))) {
        assertThat(kept).contains("id-" + i + ".jsonl");
      }
    }
    if (!Files.exists(store.sessions().resolve(DEAD))) {
      assertThat(kept).contains(DEAD);
    }
  }
}
