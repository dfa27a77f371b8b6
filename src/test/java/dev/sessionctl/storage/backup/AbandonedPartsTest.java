package dev.sessionctl.storage.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.cli.Cli;
import dev.sessionctl.cli.CliContext;
import dev.sessionctl.cli.ExitCode;
import dev.sessionctl.cli.Terminal;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.Formats;
import dev.sessionctl.storage.sqlite.SqliteHolder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a killed process left of an archive goes with the next backup, and what a live one makes stays. */
@Timeout(60)
class AbandonedPartsTest {

  private static final String PART = ".one.tar.zst.1a2b.sessionctl-part";

  @TempDir
  private Path temporary;
  private FakeEnvironment fake;
  private SmallHome store;
  private BackupTrial trial;

  /** A process that holds the lock of somebody who makes an archive. */
  public static final class Maker {

    private Maker() {}

    public static void main(String[] arguments) throws Exception {
      try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
        if (channel.tryLock() != null) {
          System.out.println("started");
          System.in.read();
        }
      }
    }
  }

  @BeforeEach
  void prepare() throws Exception {
    fake = FakeEnvironment.in(temporary.toRealPath());
    store = new SmallHome(fake.home());
    Path aside = Files.createDirectory(temporary.toRealPath().resolve("aside"));
    fake.userId(FileStat.of(aside).userId());
    trial = new BackupTrial(store.home(), aside, fake.build());
    for (String name : List.of(PART, PART + "-copy-77", PART + "-copy-77-journal")) {
      Files.writeString(aside.resolve(name), "half");
    }
  }

  private List<String> hidden() throws Exception {
    try (Stream<Path> files = Files.list(trial.aside())) {
      return files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith(".")).sorted().toList();
    }
  }

  @Test
  void whatNobodyMakesGoesWithTheNextBackup() throws Exception {
    trial.create("next", store.ref());
    assertThat(hidden()).isEmpty();
  }

  /** A removal that nobody agreed to removes nothing. */
  @Test
  void pruneRemovesThemWithTheBackupsOnly() throws Exception {
    trial.create("older", store.ref());
    trial.create("newer", store.ref());
    Files.writeString(trial.aside().resolve(PART), "x");
    List<String> before = hidden();
    assertThat(before).isNotEmpty();

    assertThat(prune("--keep-last", "1")).isEqualTo(ExitCode.NOT_CONFIRMED);
    assertThat(prune("--keep-last", "1", "--dry-run")).isZero();
    assertThat(hidden()).isEqualTo(before);
    assertThat(prune("--keep-last", "9")).isZero();
    assertThat(hidden()).isEmpty();
  }

  private int prune(String... rule) {
    List<String> words = new ArrayList<>(List.of("backup", "prune", trial.aside().toString()));
    words.addAll(List.of(rule));
    return Cli.run(words.toArray(String[]::new), new CliContext(trial.environment(), Formats.all(),
        new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(), new ByteArrayOutputStream(),
        Terminal.NONE));
  }

  @Test
  void whatSomebodyMakesStays() throws Exception {
    List<String> before = hidden();
    Process maker = SqliteHolder.start(Maker.class, trial.aside().resolve(PART).toString());
    try {
      trial.create("next", store.ref());
      assertThat(hidden()).isEqualTo(before);
    } finally {
      SqliteHolder.stop(maker);
    }
    AbandonedParts.remove(trial.aside(), trial.environment());
    assertThat(hidden()).isEmpty();
  }

  @Test
  void whatIsMadeHereAndWhatHasAnotherNameStays() throws Exception {
    AbandonedParts.remove(trial.aside(), trial.environment());
    Path directory = Files.createDirectory(trial.aside().resolve(".two.1a.sessionctl-part"));
    Path link = Files.createSymbolicLink(trial.aside().resolve(".three.1a.sessionctl-part"), directory);
    Path copy = Files.writeString(trial.aside().resolve(".sessionctl-copy-1a"), "x");
    Path other = Files.writeString(trial.aside().resolve(".four.not-hex.sessionctl-part"), "x");
    try (ArchiveTarget target = ArchiveTarget.at(trial.archive("made"), 1, trial.environment())) {
      List<String> before = hidden();
      Path scratch = Files.writeString(target.scratch(), "x");
      AbandonedParts.remove(trial.aside(), trial.environment());
      assertThat(hidden()).hasSize(before.size() + 1).containsAll(before);
      Files.delete(scratch);
    }
    assertThat(directory).exists();
    assertThat(link).isSymbolicLink();
    assertThat(copy).exists();
    assertThat(other).exists();
  }

  @Test
  void whereAnotherHostMayBeAtWorkAllStays() throws Exception {
    List<String> before = hidden();
    for (String type : List.of("nfs4", "")) {
      AbandonedParts.remove(trial.aside(), fake.fileSystem(trial.aside(), type).build());
      assertThat(hidden()).isEqualTo(before);
    }
  }
}
