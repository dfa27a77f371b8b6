package dev.sessionctl.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.cli.CliContext;
import dev.sessionctl.testing.CliHarness;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InvocationTest {

  @TempDir
  private Path home;

  private Invocation of(String line) {
    CliContext context = new CliHarness(home).context(OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
    return Invocation.of(ShellWords.of(line).texts(), context);
  }

  @Test
  void theStoreIsNamedBehindTheCommand() {
    assertThat(of("list --kind cron -- -x").at("/a b")).containsExactly("list", "--store=/a b", "--kind", "cron", "--",
        "-x");
    assertThat(of("trash restore RUN").at("/s")).containsExactly("trash", "restore", "--store=/s", "RUN");
    assertThat(of("list --no-such-option").at("/s")).contains("--store=/s");
    assertThat(of("restore b.tar.zst --replace").at("/s")).contains("--store=/s");
  }

  @ParameterizedTest
  @ValueSource(strings = {"list -s /x", "list --store=/x", "list -qs /x", "evict --all-stores --max-age 1d",
    "evict --apply plan", "restore b.tar.zst --into d", "help", "completion bash", "nosuch", "trash", "list --help",
    "list --store /x --nosuch"})
  void whatNamesItsStoreIsLeftAlone(String line) {
    assertThat(of(line).at("/s")).isEqualTo(ShellWords.of(line).texts());
    assertThat(of(line).at(null)).isEqualTo(ShellWords.of(line).texts());
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "list -o wide", "verify", "help json", "inspect a", "evict --max-age 1d --dry-run",
    "evict -nq --max-age 1d", "locks", "trash list", "list --help"})
  void whatOnlyShowsIsPaged(String line) {
    assertThat(of(line).pageable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"list -o json", "list -o name", "list --watch", "evict --max-age 1d", "locks --break",
    "inspect --raw a", "completion bash", "nosuch", "list --nosuch", "trash purge --all", "backup create x"})
  void whatAsksOrIsForProgramsIsNot(String line) {
    assertThat(of(line).pageable()).isFalse();
  }

  @Test
  void meaningsOfCodesAreThoseOfTheCommand() {
    CliContext context = new CliHarness(home).context(OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
    assertThat(Builtins.meaning(4, List.of("verify"), context)).startsWith(": ");
    assertThat(Builtins.meaning(130, List.of("verify"), context)).isEqualTo(": interrupted");
    assertThat(Builtins.meaning(99, List.of("verify"), context)).isEmpty();
  }
}
