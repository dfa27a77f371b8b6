package dev.sessionctl.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.testing.Pty;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The prompt on a real pseudo-terminal. */
@EnabledOnOs(OS.LINUX)
class ShellTerminalTest {

  @TempDir
  private Path home;
  private ShellOnTerminal program;

  @BeforeEach
  void aHome() {
    program = new ShellOnTerminal(home);
  }

  @Test
  void commandsAreCarriedOutAndTheirCodesShown() throws Exception {
    program.store("agent:main:main", "agent:main:cron:daily");
    try (Pty shell = program.start("shell")) {
      shell.expect("sessionctl> ");
      shell.type("list -o name\r");
      assertThat(shell.expect("sessionctl> ")).contains("agent:main:main\n", "agent:main:cron:daily\n");
      shell.type("list nosuchkey\r");
      assertThat(shell.expect("sessionctl> ")).contains("no session 'nosuchkey'")
          .contains("[exit code 1: a key that was named does not exist, or a store is damaged]");
      shell.type("\u0004");
      assertThat(shell.exitCode()).isZero();
    }
  }
}
