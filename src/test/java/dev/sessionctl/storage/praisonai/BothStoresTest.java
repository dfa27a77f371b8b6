package dev.sessionctl.storage.praisonai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.cli.Cli;
import dev.sessionctl.cli.CliContext;
import dev.sessionctl.cli.ExitCode;
import dev.sessionctl.cli.Terminal;
import dev.sessionctl.storage.Formats;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A root that has both stores, files and a gateway's database, as commands see it. */
class BothStoresTest {

  @TempDir
  private Path temporary;
  private PraisonHome home;
  private Path path;

  /** What a command line came to. */
  private record Result(int code, String out, String err) {}

  @BeforeEach
  void prepare() throws Exception {
    home = new PraisonHome(temporary);
    home.write("a", SessionText.of("a").messages(2));
    home.write("b", SessionText.of("b").messages(2));
    try (GatewayDatabase database = new GatewayDatabase(home.sessions, home.environment())) {
      database.write("a", SessionText.of("a").messages(2));
      path = database.path;
    }
  }

  private Result run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config", "/dev/null"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = Cli.run(all.toArray(String[]::new), new CliContext(home.environment(), Formats.all(),
        InputStream.nullInputStream(), out, err, Terminal.NONE));
    return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void bothAreListed() {
    assertThat(run("list", "-s", home.root.toString(), "-o", "name", "--sort", "key").out().lines())
        .containsExactlyInAnyOrder("a", "a", "b");
    assertThat(run("list", "-o", "tsv", "--columns", "key,store").out()).contains(path.toString());
  }

  @Test
  void aChangeOfTheDatabaseIsUnsupported() throws Exception {
    byte[] before = Files.readAllBytes(path);
    for (List<String> command : List.of(List.of("evict", "--max-age", "1d"), List.of("compact"), List.of("repair"),
        List.of("migrate", "--relocate", temporary.resolve("x").toString()), List.of("locks", "--break"))) {
      List<String> arguments = new ArrayList<>(command);
      arguments.addAll(List.of("-s", path.toString(), "-y"));
      Result result = run(arguments.toArray(String[]::new));
      assertThat(result.code()).as("%s %s", command, result.err()).isEqualTo(ExitCode.UNSUPPORTED);
      assertThat(result.err()).contains("only the product may change it");
    }
    assertThat(path).hasBinaryContent(before);
    assertThat(home.root.resolve(".sessionctl")).doesNotExist();
  }

  @Test
  void filesGoIntoTheTrashAndComeBackAndTheDatabaseStays() throws Exception {
    byte[] before = Files.readAllBytes(path);
    String root = home.root.toString();
    Result evicted = run("evict", "-s", root, "--max-age", "1d", "--max-delete", "100%", "-y");
    assertThat(evicted.code()).isEqualTo(ExitCode.PARTIAL);
    assertThat(evicted.err()).contains("only the product may change it");
    assertThat(evicted.out()).contains("the gateway's sessions.db keeps its own copies");
    assertThat(home.sessions.resolve("a.json")).doesNotExist();
    String run;
    try (var runs = Files.list(home.root.resolve(".sessionctl/trash"))) {
      run = runs.findFirst().orElseThrow().getFileName().toString();
    }
    Result restored = run("trash", "restore", run, "-s", root, "-y");
    assertThat(restored.code()).as(restored.err()).isEqualTo(ExitCode.OK);
    assertThat(home.sessions.resolve("a.json")).exists();
    assertThat(run("trash", "purge", run, "-s", path.toString(), "-y").code()).isEqualTo(ExitCode.OK);
    assertThat(path).hasBinaryContent(before);
  }

  @Test
  void aBackupHoldsTheDatabaseOnceAndBringsItBackWithTheFiles() throws Exception {
    String root = home.root.toString();
    Path backup = temporary.resolve("backup.tar");
    Result made = run("backup", "create", "-s", root, backup.toString());
    assertThat(made.code()).as(made.err()).isEqualTo(ExitCode.OK);
    assertThat(made.out()).contains("2 stores, 3 sessions, 3 files");
    try (GatewayDatabase database = new GatewayDatabase(home.sessions, home.environment())) {
      database.write("later", SessionText.of("later").messages(1));
      database.close();
      List<String> replace = List.of("restore", backup.toString(), "--replace", "-s", root, "-y", "--assume-offline");

      Result refused = run(replace.toArray(String[]::new));
      assertThat(refused.code()).isEqualTo(ExitCode.PARTIAL);
      assertThat(refused.err()).contains("1 of 4 sessions are newer than in the backup or not in it, such as later");
      assertThat(database.scan()).hasSize(2);

      List<String> over = new ArrayList<>(replace);
      over.add("--over-newer");
      Result replaced = run(over.toArray(String[]::new));
      assertThat(replaced.code()).as(replaced.err()).isEqualTo(ExitCode.OK);
      assertThat(database.scan()).extracting("key").containsExactly("a");
    }
  }
}
