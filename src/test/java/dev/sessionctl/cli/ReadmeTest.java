package dev.sessionctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.testing.CliHarness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the README says of commands and files is so. */
class ReadmeTest {

  private static final Path BASE = Path.of(System.getProperty("sessionctl.basedir", "."));

  @TempDir
  private Path home;
  private String readme;

  @BeforeEach
  void read() throws IOException {
    readme = Files.readString(BASE.resolve("README.md"), StandardCharsets.UTF_8);
  }

  @Test
  void everyExampleIsACommandLine() {
    List<String> examples = all("(?m)^\\$ sessionctl (.*)$");
    assertThat(examples).isNotEmpty();
    for (String example : examples) {
      assertThat(new CliHarness(home).run(example.split(" ")).code()).as(example).isNotEqualTo(ExitCode.USAGE);
    }
  }

  @Test
  void everyCommandHasARow() {
    CommandLine program = CommandTable.complete(
        new CliHarness(home).context(new ByteArrayOutputStream(), new ByteArrayOutputStream()));
    String table = readme.substring(readme.indexOf("## Commands"), readme.indexOf("## Formats"));
    Set<String> named = Set.copyOf(all(table, "`([a-z]+)[ `]"));
    assertThat(named).containsAll(program.getSubcommands().keySet());
  }

  @Test
  void everyLinkLeadsSomewhere() {
    for (String target : all("\\]\\(([^)#]+)\\)")) {
      assertThat(BASE.resolve(target)).as(target).exists();
    }
  }

  private List<String> all(String pattern) {
    return all(readme, pattern);
  }

  private static List<String> all(String text, String pattern) {
    List<String> found = new ArrayList<>();
    Pattern.compile(pattern).matcher(text).results().map((MatchResult match) -> match.group(1)).forEach(found::add);
    return found;
  }
}
