package dev.sessionctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.cli.config.ConfigKeys;
import dev.sessionctl.storage.SessionKind;
import dev.sessionctl.testing.CliHarness;
import dev.sessionctl.testing.CliHarness.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class ConfigTest {

  private static final Set<String> CHANGING = Set.of("evict", "migrate");
  private static final Set<String> NEVER_IN_A_FILE = Set.of("config", "help", "yes", "all-stores", "assume-offline",
      "gateway-version", "to", "layout", "keep-index", "gateway-reads", "rollback", "run", "relocate", "copy", "from",
      "plan-out", "apply", "backups", "trust-clock", "show-policy", "finding", "reindex", "break",
      "base", "directory", "into", "no-owner", "over-newer", "replace", "watch");
  private static final Set<String> NOT_OF_COMPACT = Set.of("store", "level", "auto", "threshold", "kind", "agent",
      "state", "older-than", "newer-than", "larger-than", "ids-from", "keep-tool-results", "keep-images", "style");

  @TempDir
  private Path home;
  private CliHarness cli;

  @BeforeEach
  void aStore() throws IOException {
    cli = new CliHarness(home);
    cli.variables.remove("SESSIONCTL_CONFIG");
    cli.format.create(home.resolve(".fake"), "one").add("b", SessionKind.MAIN, 0, 1).add("a", SessionKind.MAIN, 1, 2);
  }

  private void userFile(String text) throws IOException {
    Files.writeString(Files.createDirectories(home.resolve(".config/sessionctl")).resolve("config.yaml"), text);
  }

  @Test
  void flagsThenEnvironmentThenFile() throws IOException {
    userFile("output: jsonl\nlist:\n  sort: key\n  columns: [key]\n");
    assertThat(cli.run("list").out()).isEqualTo("{\"key\":\"a\"}\n{\"key\":\"b\"}\n");
    cli.variables.put("SESSIONCTL_OUTPUT", "name");
    assertThat(cli.run("list").out()).isEqualTo("a\nb\n");
    assertThat(cli.run("list", "-o", "tsv", "--sort", "-key").out()).isEqualTo("key\nb\na\n");
    cli.variables.put("SESSIONCTL_SORT", "-key");
    assertThat(cli.run("list").out()).isEqualTo("b\na\n");
  }

  @Test
  void theKeyOfACommandWinsOverTheGeneralOne() throws IOException {
    userFile("output: wide\nlist.output: name\nsort: key\n");
    assertThat(cli.run("list").out()).isEqualTo("a\nb\n");
    assertThat(cli.run("verify").code()).isZero();
  }

  @Test
  void otherPlacesOfTheFile() throws IOException {
    Path file = Files.writeString(home.resolve("c.yaml"), "output: name\n");
    assertThat(cli.run("list", "--config", "c.yaml").out()).isEqualTo("b\na\n");
    assertThat(cli.run("list", "--config=" + file).out()).isEqualTo("b\na\n");
    cli.variables.put("SESSIONCTL_CONFIG", file.toString());
    assertThat(cli.run("list").out()).isEqualTo("b\na\n");
    cli.variables.put("SESSIONCTL_CONFIG", home.resolve("missing").toString());
    assertThat(cli.run("list").out()).startsWith("KEY");
    cli.variables.remove("SESSIONCTL_CONFIG");
    Path xdg = Files.createDirectories(home.resolve("xdg/sessionctl"));
    Files.writeString(xdg.resolve("config.yaml"), "no-header: true\nquiet: true\nlist: {columns: key}\n");
    cli.variables.put("XDG_CONFIG_HOME", xdg.getParent().toString());
    assertThat(cli.run("list").out()).isEqualTo("b\na\n");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
      "outptu: name"|:1: unknown key 'outptu'
      "\\nlist:\\n  level: 2"|:3: unknown key 'list.level'
      "nosuch.output: name"|:1: unknown key 'nosuch.output'
      "quiet: maybe"|:1: 'quiet' must be true or false
      "limit: many"|:1: 'limit' must be a whole number
      "sort: [a]"|:1: 'sort' must be a text
      "columns: {a: 1}"|:1: 'columns' must be a text or a list
      "columns: [[a]]"|:1: 'columns' must be a list of texts
      "list: name"|:1: 'list' must be a mapping
      "- a"|:1: must be a mapping
      "yes: true"|:1: unknown key 'yes'
      "migrate:\\n  store: /x"|:2: unknown key 'migrate.store'
      "migrate.to: sessions.d"|:1: unknown key 'migrate.to'
      "list: {sort: key}\\nlist.sort: id"|:2: 'list.sort' is given twice
      "sort: a\\nsort: b"|:2: Duplicate field 'sort'
      "a: b: c"|:1:
      "output:"|:1: 'output' must be a text
      "output: name\\n---\\noutput: json"|holds more than one document
      "output: xml"|(from
      """)
  void whatIsWrongIsSaidWithItsLine(String text, String expected) throws IOException {
    userFile(text.replace("\\n", "\n"));
    Result result = cli.run("list");
    assertThat(result.err()).contains("config.yaml").contains(expected);
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void wrongValuesNameTheirVariable() {
    cli.variables.put("SESSIONCTL_LIMIT", "many");
    assertThat(cli.run("list").err()).contains("(from SESSIONCTL_LIMIT)");
    assertThat(cli.run("list", "--limit", "1").code()).isZero();
    cli.variables.put("SESSIONCTL_UTC", "perhaps");
    Result result = cli.run("list", "--limit", "1");
    assertThat(result.err()).contains("SESSIONCTL_UTC: 'perhaps' is not true or false");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void largeFilesAndDirectoriesAreRefused() throws IOException {
    userFile("# " + "x".repeat(1 << 20));
    assertThat(cli.run("list").err()).contains("larger than 1 MiB");
    assertThat(cli.run("list", "--config", ".").err()).contains("is a directory");
    userFile("");
    assertThat(cli.run("list").code()).isZero();
  }

  @Test
  void everyOptionHasAKeyUnlessItMustNot() {
    CommandLine program = CommandTable.complete(
        cli.context(new ByteArrayOutputStream(), new ByteArrayOutputStream()));
    CommandTable.all().forEach(name -> {
      CommandLine line = program;
      for (String word : name.split(" ")) {
        line = line.getSubcommands().get(word);
      }
      for (OptionSpec option : line.getCommandSpec().options()) {
        String key = option.longestName().substring(2);
        boolean excluded = NEVER_IN_A_FILE.contains(key) || line.getCommandSpec().findOption("all-stores") != null
            && (key.equals("store") || key.equals("older-than") && name.startsWith("trash"))
            || name.equals("evict") && (key.equals("ids-from") || key.equals("full"))
            || name.equals("backup prune") && key.startsWith("keep-")
            || name.equals("compact") && NOT_OF_COMPACT.contains(key);
        assertThat(ConfigKeys.allowed(name, key)).as(name + "." + key).isEqualTo(!excluded);
      }
    });
  }
}
