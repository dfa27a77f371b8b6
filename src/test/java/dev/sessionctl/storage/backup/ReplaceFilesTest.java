package dev.sessionctl.storage.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.cli.Cli;
import dev.sessionctl.cli.CliContext;
import dev.sessionctl.cli.Terminal;
import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.Formats;
import dev.sessionctl.storage.StoreRef;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stores of one file a session are replaced by what a backup holds of them, and back again. */
@Timeout(120)
class ReplaceFilesTest {

  @TempDir
  private Path temporary;
  private FakeEnvironment fake;

  private void run(String... arguments) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = Cli.run(arguments, new CliContext(fake.build(), Formats.all(), new ByteArrayInputStream(new byte[0]),
        new ByteArrayOutputStream(), err, Terminal.NONE));
    assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"gemini, 1.21-1.36, .gemini/sessions, gemini_177733442999", "praisonai, global, .praisonai/sessions, s"})
  void aReplacementIsUndoneAndDoneAgain(String format, String generation, String place, String prefix)
      throws IOException {
    fake = FakeEnvironment.in(temporary.toRealPath());
    fake.variable("SESSIONCTL_CONFIG", "/dev/null");
    Path sessions = Files.createDirectories(fake.home().resolve(place));
    write(format, sessions, prefix + 7);
    write(format, sessions, prefix + 8);
    BackupTrial trial = new BackupTrial(fake.home(), Files.createDirectory(temporary.toRealPath().resolve("aside")),
        fake.build());
    trial.create("one", new StoreRef(format, generation, sessions, null, null));
    final Map<String, String> atBackup = SmallHome.tree(sessions, fake.home());
    Files.delete(sessions.resolve(prefix + "7.json"));
    SmallHome.write(sessions.resolve(prefix + "8.json"), "{\"torn");
    Map<String, String> damaged = SmallHome.tree(sessions, fake.home());

    run("restore", trial.archive("one").toString(), "--replace", "-s", sessions.toString(), "--yes",
        "--assume-offline");

    assertThat(SmallHome.tree(sessions, fake.home())).isEqualTo(atBackup);
    for (Map<String, String> next : List.of(damaged, atBackup)) {
      fake.clock().advance(Duration.ofMinutes(1));
      run("trash", "restore", onlyRun(AdminArea.besides(sessions)), "-s", sessions.toString(), "--yes",
          "--assume-offline");
      assertThat(SmallHome.tree(sessions, fake.home())).isEqualTo(next);
    }
  }

  private static void write(String format, Path sessions, String id) throws IOException {
    if (format.equals("gemini")) {
      SmallHome.gemini(sessions, id);
    } else {
      SmallHome.praison(sessions, id);
    }
  }

  private static String onlyRun(AdminArea area) throws IOException {
    try (Stream<Path> runs = Files.list(area.trash())) {
      List<String> names = runs.map(path -> path.getFileName().toString()).toList();
      assertThat(names).hasSize(1);
      return names.get(0);
    }
  }
}
