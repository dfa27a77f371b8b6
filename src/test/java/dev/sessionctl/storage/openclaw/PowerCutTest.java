package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.RunRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Power cuts on real file systems: a loop mount is shut down without flushing its log while a process migrates there
 * and back and says what is done. After the next mount everything it said is there, and nothing is torn.
 */
@Tag("root")
@Timeout(900)
class PowerCutTest {

  private static final int CUTS = 25;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"ext4", "xfs"})
  void everythingAcknowledgedIsThere(String type) throws Exception {
    assumeTrue(FileStat.of(directory).userId() == 0, "power cuts need root, for loop mounts");
    for (String tool : new String[] {"mkfs." + type, "xfs_io", "mount", "umount"}) {
      assumeTrue(run("sh", "-c", "command -v " + tool) == 0, tool + " is not installed (xfsprogs, e2fsprogs, mount)");
    }
    Path image = directory.resolve("image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(400L << 20);
    }
    assertThat(run("mkfs." + type, "-q", image.toString())).isZero();
    Path mount = Files.createDirectory(directory.resolve("mount"));
    assumeTrue(run("mount", "-o", "loop", image.toString(), mount.toString()) == 0,
        "cannot mount " + type + " from a loop device here");
    long[] said = new long[2];
    long unfinished = 0;
    try {
      Random random = new Random(20261120);
      for (int cut = 0; cut < CUTS; cut++) {
        Path root = directory.resolve("surroundings-" + cut);
        SmallStore store = new SmallStore(mount.resolve("cut-" + cut));
        store.writeFiles(store.state());
        Files.writeString(store.index(), MigrationLoop.indexText(store.state(), 0), StandardCharsets.UTF_8);
        assertThat(run("sync", "-f", mount.toString())).isZero();
        long[] acknowledged = cut(store, mount, root, 300 + random.nextInt(900));
        assertThat(run("umount", mount.toString())).isZero();
        assertThat(run("mount", "-o", "loop", image.toString(), mount.toString())).isZero();
        unfinished += check(store, acknowledged) ? 1 : 0;
        new FaultRun(root).change(store.sessions(), FaultScenario.PLAIN_TO_INDEX.request(null));
        checkWhole(store, SmallStore.readIndex(store.index()), acknowledged[0]);
        LayoutOracle.checkNoLeftOvers(store.state());
        said[0] += acknowledged[0];
        said[1] += acknowledged[1];
        DurableFiles.deleteTree(store.state());
      }
    } finally {
      run("umount", mount.toString());
    }
    System.out.println("power cuts on " + type + ": " + CUTS + " of " + CUTS + " kept everything; acknowledged saves "
        + said[0] + ", migrations " + said[1] + "; cuts within a migration " + unfinished);
  }

  /** Lets the loop run for a while, cuts the power, and returns the last save and migration it acknowledged. */
  private static long[] cut(SmallStore store, Path mount, Path surroundings, int millis) throws Exception {
    Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m",
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
        MigrationLoop.class.getName(), store.state().toString(), surroundings.toString()).start();
    String output;
    try (InputStream said = process.getInputStream()) {
      byte[] first = said.readNBytes("saved 1\n".length());
      // The moment of the cut is what is random here; nothing is waited for.
      TimeUnit.MILLISECONDS.sleep(millis);
      assertThat(run("xfs_io", "-x", "-c", "shutdown", mount.toString())).isZero();
      TimeUnit.MILLISECONDS.sleep(20);
      // Not the method of the process itself, which closes the stream that is still to be read.
      process.toHandle().destroyForcibly();
      process.waitFor();
      output = new String(first, StandardCharsets.US_ASCII)
          + new String(said.readAllBytes(), StandardCharsets.US_ASCII);
    }
    long[] last = new long[2];
    for (String line : output.split("\n")) {
      if (line.startsWith("saved ")) {
        last[0] = Long.parseLong(line.substring(6));
      } else if (line.startsWith("migrated ")) {
        last[1] = Long.parseLong(line.substring(9));
      }
    }
    return last;
  }

  /** Checks what stands after the cut; returns whether a migration was under way. */
  private static boolean check(SmallStore store, long[] acknowledged) throws IOException {
    Map<String, String> index = SmallStore.readIndex(store.index());
    Map<String, String> entries = SmallStore.readDirectory(store.directory());
    assertThat(index != null || entries != null).as("index or directory is there").isTrue();
    if (index != null) {
      checkWhole(store, index, acknowledged[0]);
    }
    if (entries != null) {
      checkWhole(store, entries, acknowledged[0]);
    }
    List<RunRecord> runs = JournalFile.readAll(AdminArea.besides(store.sessions()));
    long finished = runs.stream().filter(RunRecord::finished).count();
    assertThat(finished).isGreaterThanOrEqualTo(acknowledged[1]);
    if (runs.isEmpty() || !runs.get(runs.size() - 1).finished()) {
      return !runs.isEmpty();
    }
    boolean toDirectory = runs.get(runs.size() - 1).last(LayoutChange.STEP_LAYOUT).text("to").equals("sessions.d");
    assertThat(entries != null).isEqualTo(toDirectory);
    assertThat(index != null).isEqualTo(!toDirectory);
    return false;
  }

  /** Every entry is of one round, the last that was acknowledged or the one after it. */
  private static void checkWhole(SmallStore store, Map<String, String> found, long round) throws IOException {
    assertThat(found).isIn(of(store, round), of(store, round + 1));
    for (int i = 0; i < SmallStore.SESSIONS; i++) {
      assertThat(Files.readString(store.sessions().resolve("id-" + i + ".jsonl")))
          .isEqualTo(SmallStore.transcript(i, store.state()));
    }
  }

  private static Map<String, String> of(SmallStore store, long round) throws IOException {
    Path file = Files.createTempFile("sessionctl", ".json");
    try {
      Files.writeString(file, MigrationLoop.indexText(store.state(), (int) round), StandardCharsets.UTF_8);
      return SmallStore.readIndex(file);
    } finally {
      Files.delete(file);
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
