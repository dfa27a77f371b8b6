package dev.sessionctl.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.testing.Pty;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Output page by page, on a real pseudo-terminal. */
@EnabledOnOs(OS.LINUX)
class PagerTerminalTest {

  @TempDir
  private Path home;
  private ShellOnTerminal program;

  @BeforeEach
  void aStore() throws Exception {
    program = new ShellOnTerminal(home);
    program.rows = 12;
    String[] keys = new String[60];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = "agent:main:cron:" + (100 + i);
    }
    program.store(keys);
  }

  @Test
  void whatIsLongerThanTheScreenIsPaged() throws Exception {
    try (Pty shell = program.start("shell")) {
      shell.expect("sessionctl> ");
      shell.type("list --sort key\r");
      assertThat(shell.expect("q quit")).contains("cron:100").doesNotContain("cron:111").contains("1-11");
      shell.type(" ");
      assertThat(shell.expect("q quit")).contains("cron:110", "cron:120").doesNotContain("cron:121");
      shell.type("b");
      assertThat(shell.expect("q quit")).contains("cron:100");
      shell.type("/CRON\r");
      shell.expect("not found: CRON");
      shell.type("/cron:14\r");
      assertThat(shell.expect("q quit")).contains("cron:140");
      shell.type("n");
      assertThat(shell.expect("q quit")).contains("cron:141").doesNotContain("cron:140");
      shell.resize(100, 8);
      assertThat(shell.expect("q quit")).contains("cron:141").doesNotContain("cron:148 ");
      shell.type("G");
      assertThat(shell.expect("(end)")).contains("cron:159", "60 sessions");
      shell.type("g");
      shell.expect("cron:100");
      shell.expect("q quit");
      shell.type("q");
      assertThat(shell.expect("sessionctl> ")).contains("cron:105").doesNotContain("exit code");
    }
  }

  /** As on a serial line: nobody has said how large the screen is. */
  @Test
  void aTerminalOfUnknownSizeHasTheUsualOne() throws Exception {
    program.rows = 0;
    program.columns = 0;
    try (Pty shell = program.start("shell")) {
      shell.expect("sessionctl> ");
      shell.type("list --sort key\r");
      assertThat(shell.expect("q quit")).contains("cron:100").contains("1-23");
      shell.type("q");
      shell.expect("sessionctl> ");
    }
  }

  @Test
  void whatFitsAndWhatIsNoTableIsNot() throws Exception {
    try (Pty shell = program.start("shell")) {
      shell.expect("sessionctl> ");
      for (String line : new String[] {"list --limit 3 --sort key", "list -o name --sort key", "list -o jsonl",
          "list | cat", "inspect --raw agent:main:cron:100"}) {
        shell.type(line + "\r");
        assertThat(shell.expect("sessionctl> ")).as(line).contains(line.contains("raw") ? "id-0" : "cron:100");
      }
      assertThat(shell.raw()).doesNotContain("q quit", "\u001b[?1049h");
    }
  }

  @Test
  void controlCLeavesThePager() throws Exception {
    try (Pty shell = program.start("shell")) {
      shell.expect("sessionctl> ");
      shell.type("list\r");
      shell.expect("q quit");
      shell.type("\u0003");
      shell.expect("sessionctl> ");
      shell.type("help json\r");
      shell.expect("q quit");
      shell.type("q");
      shell.expect("sessionctl> ");
      shell.type("exit\r");
      assertThat(shell.exitCode()).isZero();
    }
  }

  @Test
  void thePagerOfTheUserIsTaken() throws Exception {
    program.variables.put("PAGER", "head -n 2 | tr a-z A-Z");
    try (Pty shell = program.start("shell")) {
      shell.expect("sessionctl> ");
      shell.type("list --sort key\r");
      assertThat(shell.expect("sessionctl> ")).contains("AGENT:MAIN:CRON:100").doesNotContain("CRON:101");
      shell.type("list --sort key --limit 1\r");
      assertThat(shell.expect("sessionctl> ")).contains("agent:main:cron:100");
    }
    program.variables.put("SESSIONCTL_PAGER", "cat");
    try (Pty shell = program.start("shell")) {
      shell.expect("sessionctl> ");
      shell.type("list --sort key\r");
      assertThat(shell.expect("sessionctl> ")).contains("agent:main:cron:159").doesNotContain("q quit");
    }
  }
}
