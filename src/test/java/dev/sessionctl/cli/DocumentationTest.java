package dev.sessionctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.cli.docs.BashCompletion;
import dev.sessionctl.cli.docs.FishCompletion;
import dev.sessionctl.cli.docs.ManPages;
import dev.sessionctl.cli.docs.ZshCompletion;
import dev.sessionctl.testing.CliHarness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Holds manual pages, completions and help texts that are kept in the repository against the commands. Run with
 * {@code -Dsessionctl.regenerate=true} to write them anew.
 */
class DocumentationTest {

  private static final Set<String> CHANGING =
      Set.of("compact", "evict", "migrate", "repair", "restore", "trash restore", "trash purge");
  /** Lists, and changes on request. */
  private static final Set<String> BOTH = Set.of("locks");
  /** Reads stores, but not by default. */
  private static final Set<String> COPYING = Set.of("backup create");
  private static final Set<String> WITHOUT_DATA = Set.of("completion", "help", "shell", "trash", "backup");
  private static final Path BASE = Path.of(System.getProperty("sessionctl.basedir", "."));

  @TempDir
  private Path home;

  private CommandLine program() {
    return CommandTable.complete(new CliHarness(home).context(new ByteArrayOutputStream(),
        new ByteArrayOutputStream()));
  }

  /** Every command by its words. */
  private Map<String, CommandLine> commands(CommandLine program) {
    Map<String, CommandLine> commands = new LinkedHashMap<>();
    program.getSubcommands().forEach((name, line) -> {
      commands.put(name, line);
      line.getSubcommands().forEach((word, below) -> commands.put(name + " " + word, below));
    });
    return commands;
  }

  private Map<Path, String> generated() {
    CommandLine program = program();
    Map<Path, String> files = new LinkedHashMap<>();
    ManPages.pages(program).forEach((name, text) -> files.put(Path.of("man", name), text));
    files.put(Path.of("completions/sessionctl.bash"), BashCompletion.script(program));
    files.put(Path.of("completions/_sessionctl"), ZshCompletion.script(program));
    files.put(Path.of("completions/sessionctl.fish"), FishCompletion.script(program));
    Path help = Path.of("src/test/resources/help");
    files.put(help.resolve("sessionctl.txt"), program.getUsageMessage(Ansi.OFF));
    commands(program).forEach((name, line) ->
        files.put(help.resolve(name.replace(' ', '-') + ".txt"), line.getUsageMessage(Ansi.OFF)));
    return files;
  }

  @Test
  void whatIsKeptIsWhatTheCommandsSay() throws IOException {
    boolean regenerate = Boolean.getBoolean("sessionctl.regenerate");
    for (Map.Entry<Path, String> file : generated().entrySet()) {
      Path path = BASE.resolve(file.getKey());
      if (regenerate) {
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue());
      }
      assertThat(path).as("make it with -Dsessionctl.regenerate=true").exists();
      assertThat(Files.readString(path)).as(file.getKey().toString()).isEqualTo(file.getValue());
    }
  }

  @Test
  void nothingIsKeptOfCommandsThatAreGone() throws IOException {
    Set<Path> expected = generated().keySet();
    for (String directory : List.of("man", "completions", "src/test/resources/help")) {
      try (Stream<Path> files = Files.list(BASE.resolve(directory))) {
        assertThat(files.map(file -> Path.of(directory).resolve(file.getFileName()))).allMatch(expected::contains);
      }
    }
  }

  @Test
  void everyCommandIsDescribedAndHasItsOptions() {
    commands(program()).forEach((name, line) -> {
      CommandSpec command = line.getCommandSpec();
      assertThat(command.qualifiedName(" ")).isEqualTo("sessionctl " + name);
      assertThat(command.usageMessage().description()).as(name).isNotEmpty();
      assertThat(command.usageMessage().exitCodeList()).as(name).containsKeys("0", "2");
      assertThat(command.usageMessage().footer()).as(name).isNotEmpty();
      assertThat(command.optionsMap()).as(name).containsKeys("--help", "--debug");
      if (CHANGING.contains(name)) {
        assertThat(command.optionsMap()).as(name).containsKeys("--dry-run", "--exit-code", "--yes", "--no-input",
            "--store", "--all-stores", "--lock-wait", "--progress", "--plan-out", "--apply");
        assertThat(command.optionsMap().get("--output").completionCandidates()).as(name).contains("jsonl");
      } else if (!WITHOUT_DATA.contains(name)) {
        assertThat(command.optionsMap().get("--output").completionCandidates()).as(name).contains("json");
        if (BOTH.contains(name)) {
          assertThat(command.optionsMap()).as(name).containsKeys("--dry-run", "--exit-code", "--yes", "--no-input",
              "--store", "--all-stores", "--lock-wait", "--progress");
        } else if (name.equals("backup prune")) {
          // Changes no store.
          assertThat(command.optionsMap()).as(name).containsKeys("--dry-run", "--yes", "--no-input")
              .doesNotContainKeys("--store", "--all-stores");
        } else if (COPYING.contains(name)) {
          assertThat(command.optionsMap()).as(name).containsKeys("--store", "--all-stores")
              .doesNotContainKey("--yes");
        } else {
          assertThat(command.optionsMap()).as(name).doesNotContainKeys("--yes", "--all-stores");
        }
      }
    });
  }

  @Test
  void theSameOptionIsTheSameEverywhere() {
    Map<String, String> labels = new LinkedHashMap<>();
    commands(program()).forEach((name, line) -> {
      for (OptionSpec option : line.getCommandSpec().options()) {
        assertThat(option.description()).as(name + option.longestName()).isNotEmpty();
        assertThat(option.longestName()).startsWith("--");
        boolean differs = Set.of("--messages", "--level").contains(option.longestName());
        String label = differs ? "" : option.paramLabel() + option.arity();
        assertThat(labels.computeIfAbsent(option.longestName(), unused -> label)).as(option.longestName())
            .isEqualTo(label);
      }
    });
  }

  @Test
  void manualPagesAreOneLineAnEntryAndAscii() {
    ManPages.pages(program()).forEach((name, page) -> {
      assertThat(page).as(name).startsWith(".TH ").contains(".SH NAME\n", ".SH EXIT STATUS\n");
      assertThat(page.chars()).as(name).allMatch(c -> c == '\n' || c >= ' ' && c < 127);
      assertThat(page.lines()).as(name).noneMatch(String::isBlank);
    });
  }
}
