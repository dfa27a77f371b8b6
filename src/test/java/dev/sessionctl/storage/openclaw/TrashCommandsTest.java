package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.openclaw.TrashCli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of the trash, from the command line to the files. */
class TrashCommandsTest {

  @TempDir
  private Path temporary;
  private FakeEnvironment fake;
  private TrashStore store;
  private TrashCli cli;
  private String path;

  @BeforeEach
  void create() throws IOException {
    Path root = temporary.toRealPath();
    fake = FakeEnvironment.in(root.resolve("surroundings"));
    store = new TrashStore(root.resolve("disk"), null, fake);
    cli = new TrashCli(fake);
    path = store.small().state().toString();
  }

  @Test
  void anEmptyTrash() {
    Result result = cli.run("trash", "list", "-s", path);
    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("0 runs, 0 B");
    assertThat(store.area().exists()).isFalse();
    assertThat(cli.run("trash", "purge", "--older-than", "0s", "-s", path, "-y").out()).contains("nothing to do");
    assertThat(store.area().exists()).isFalse();
  }

  @Test
  void listShowsRunsAndTheItemsOfOne() throws IOException {
    String run = store.evict(0, 1);
    Result table = cli.run("trash", "list", "-s", path);
    assertThat(table.err()).isEmpty();
    assertThat(table.out()).contains("RUN", "RESTORED", run, "evict", "1 run, ", "sessions.json");
    assertThat(cli.run("trash", "list", "-s", path, "-o", "name").out()).isEqualTo(run + "\n");
    assertThat(cli.run("trash", "list", "-s", path, "-o", "json").out()).contains("\"command\": \"trash list\"",
        "\"entries\": 2", "\"files\": 2", "\"restored\": 0", "\"complete\": true");
    assertThat(cli.run("trash", "list", "-s", path, "-o", "jsonl", "--columns", "run,entries").out())
        .isEqualTo("{\"run\":\"" + run + "\",\"entries\":2}\n");
    Result items = cli.run("trash", "list", run, "-s", path, "-o", "tsv", "--columns", "type,state,role,key");
    assertThat(items.out().lines()).containsExactly("type\tstate\trole\tkey",
        "entry\tkept\tentry\t" + SmallStore.key(0), "file\tkept\ttranscript\t" + SmallStore.key(0),
        "entry\tkept\tentry\t" + SmallStore.key(1), "file\tkept\ttranscript\t" + SmallStore.key(1));
    for (String format : new String[] {"csv", "wide", "json", "jsonl", "table"}) {
      assertThat(cli.run("trash", "list", run, "-s", path, "-o", format).out()).contains("transcript");
    }
    Result missing = cli.run("trash", "list", "20200101T000000.000Z-00000000", "-s", path);
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).contains("nothing was set aside by a run");
  }

  @Test
  void restoreFromTheCommandLine() throws IOException {
    String run = store.evict(0, 1);
    Result dry = cli.run("trash", "restore", run, "-s", path, "--dry-run", "--exit-code");
    assertThat(dry.code()).isEqualTo(5);
    assertThat(dry.out()).contains("put back 2 entries and 2 files of run " + run, "removed: old");
    assertThat(cli.run("trash", "restore", run, "-s", path).code()).isEqualTo(14);
    Result one = cli.run("trash", "restore", run, SmallStore.key(1), "-s", path, "-y");
    assertThat(one.err()).isEmpty();
    assertThat(one.code()).isZero();
    assertThat(store.isWhole(1)).isTrue();
    Result all = cli.run("trash", "restore", "-s", path, "-y", "-o", "jsonl", run);
    assertThat(all.code()).isZero();
    assertThat(all.out()).contains("\"type\":\"summary\"", "\"done\":2,\"skipped\":0,\"failed\":0");
    assertThat(store.isWhole(0)).isTrue();
    assertThat(cli.run("trash", "restore", run, "-s", path, "-y").out()).contains("nothing to do");
    assertThat(cli.run("trash", "list", "-s", path, "-o", "jsonl", "--columns", "restored").out())
        .isEqualTo("{\"restored\":4}\n");
  }

  @Test
  void purgeByNameAndByAge() throws IOException {
    final String old = store.evict(0);
    fake.clock().advance(Duration.ofDays(10));
    final String young = store.evict(1);
    fake.clock().advance(Duration.ofDays(1));
    Files.createDirectories(store.area().backup(old));
    Files.writeString(store.area().backup(old).resolve("sessions.json"), "{}");
    Result dry = cli.run("trash", "purge", "--older-than", "5d", "-s", path, "-n");
    assertThat(dry.out()).contains("purge the trash of 1 run for good", "cannot be restored any more");
    assertThat(store.area().trash().resolve(old)).exists();
    assertThat(cli.run("trash", "purge", "--older-than", "5d", "-s", path, "-y").code()).isZero();
    assertThat(store.area().trash().resolve(old)).doesNotExist();
    assertThat(store.area().trash().resolve(young)).exists();
    assertThat(store.area().backup(old)).exists();
    assertThat(JournalFile.readAll(store.area())).as("the backup still needs its journal")
        .anyMatch(record -> record.runId().equals(old));
    assertThat(cli.run("trash", "purge", "--older-than", "5d", "--backups", "-s", path, "-y").code()).isZero();
    assertThat(store.area().backup(old)).doesNotExist();
    assertThat(JournalFile.readAll(store.area())).noneMatch(record -> record.runId().equals(old));
    assertThat(cli.run("trash", "purge", young, "-s", path, "-y").code()).isZero();
    assertThat(store.area().trash()).isEmptyDirectory();
    assertThat(JournalFile.readAll(store.area())).anyMatch(record -> record.runId().equals(young));
    assertThat(cli.run("trash", "purge", young, "-s", path, "-y").out()).contains("nothing to do");
    FaultRun.checkJournals(store.small().sessions());
  }

  @Test
  void aRunThatWasInterruptedIsMendedAndNotPurged() throws IOException {
    String run = store.evict(0);
    Path journal = store.area().runs().resolve(run + ".jsonl");
    String text = Files.readString(journal);
    Files.writeString(journal, text.substring(0, text.lastIndexOf("{\"step\":\"end\"")));
    Result dry = cli.run("trash", "purge", run, "-s", path, "-n", "-v");
    assertThat(dry.out()).contains("was interrupted");
    assertThat(store.area().trash().resolve(run)).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"trash", "trash frobnicate", "trash restore -s STORE", "trash restore ../x -s STORE",
      "trash purge -s STORE", "trash purge ../x -s STORE", "trash purge --older-than 5 -s STORE",
      "trash restore 20200101T000000.000Z-00000000", "trash restore 20200101T000000.000Z-00000000 --exit-code -s STORE",
      "trash list --columns nothing -s STORE", "trash list --sort nothing -s STORE", "help trash nothing"})
  void usageErrors(String line) throws IOException {
    Result result = cli.run(line.replace("STORE", path).split(" "));
    assertThat(result.code()).as(result.err()).isEqualTo(2);
    assertThat(result.err()).startsWith("sessionctl");
    assertThat(store.area().exists()).isFalse();
  }

  @Test
  void helpOfWhatIsBelow() {
    assertThat(cli.run("trash", "--help").out()).contains("Commands:", "restore", "purge");
    assertThat(cli.run("trash", "restore", "--help").out()).contains("sessionctl trash restore", "--plan-out");
    assertThat(cli.run("help", "trash", "restore").out()).isEqualTo(cli.run("trash", "restore", "--help").out());
    assertThat(cli.run("help", "trash").out()).isEqualTo(cli.run("trash", "--help").out());
    assertThat(cli.run("trash", "restor").err()).contains("did you mean 'restore'");
    assertThat(cli.run("trash", "restore", "20200101T000000.000Z-00000000", "-s", path).err())
        .contains("holds nothing of a run");
  }
}
