package dev.sessionctl.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.testing.Pty;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Marking sessions, on a real pseudo-terminal. */
@EnabledOnOs(OS.LINUX)
class PickerTerminalTest {

  private static final String PROMPT = "sessionctl ~/.openclaw> ";

  @TempDir
  private Path home;
  private ShellOnTerminal program;

  @BeforeEach
  void aStore() throws Exception {
    program = new ShellOnTerminal(home).store("agent:main:main", "agent:main:cron:a", "agent:main:cron:*",
        "agent:main:cron:\u001b[31mred", "agent:main:cron:d", "agent:main:cron:e");
  }

  private String keys() throws Exception {
    return Files.readString(program.index());
  }

  @Test
  void whatIsMarkedIsEvictedAfterItsPlanWasSeen() throws Exception {
    byte[] before = Files.readAllBytes(program.index());
    try (Pty shell = program.start("shell", "-s", "~/.openclaw")) {
      shell.expect(PROMPT);
      shell.type("pick evict --kind cron --sort key\r");
      String screen = shell.expect("0 of 5 marked");
      assertThat(screen).contains("Mark sessions to evict", "[ ] cron ", "idle      agent:main:cron:*", "[31mred");
      assertThat(shell.raw()).doesNotContain("\u001b[31mred");
      // Sorted, the one with the escape comes first.
      shell.type("  ");
      shell.expect("2 of 5 marked");
      shell.type("\r");
      String plan = shell.expect("[y/N] ");
      assertThat(plan).contains("agent:main:cron:*").doesNotContain("agent:main:cron:a").contains("[31mred");
      shell.type("n\r");
      shell.expect("[exit code 14");
      assertThat(program.index()).hasBinaryContent(before);
      shell.expect(PROMPT);
      shell.type("pick evict --kind cron --sort key\r");
      shell.expect("0 of 5 marked");
      shell.type("  \r");
      shell.expect("[y/N] ");
      shell.type("y\r");
      shell.expect(PROMPT);
      assertThat(keys()).contains("cron:a", "cron:d", "cron:e", "main:main").doesNotContain("cron:*", "31mred");
      shell.type("pick restore\r");
      shell.expect("Mark runs to restore from");
      shell.type(" \r");
      assertThat(shell.expect("0 of 2 marked")).contains("agent:main:cron:*");
      shell.type("/cron:*\r");
      shell.type(" \r");
      shell.expect("[y/N] ");
      shell.type("y\r");
      shell.expect(PROMPT);
      assertThat(keys()).contains("cron:*").doesNotContain("31mred");
    }
  }

  @Test
  void whoGivesUpHasMarkedNothing() throws Exception {
    byte[] before = Files.readAllBytes(program.index());
    try (Pty shell = program.start("shell", "-s", "~/.openclaw")) {
      shell.expect(PROMPT);
      for (String key : new String[] {"q", "\u0003", "\r"}) {
        shell.type("pick evict\r");
        shell.expect("of 6 marked");
        shell.type(key.equals("\r") ? key : "a" + key);
        shell.expect("nothing was marked");
        shell.expect(PROMPT);
      }
      shell.type("pick evict --kind hook\r");
      shell.expect("there are no sessions to evict");
      shell.expect(PROMPT);
      shell.type("pick everything\r");
      shell.expect("say what to pick for");
      shell.expect(PROMPT);
      shell.type("pick inspect --kind main\r");
      shell.expect("0 of 1 marked");
      shell.type(" \r");
      assertThat(shell.expect(PROMPT)).contains("agent:main:main", "sessionId");
      assertThat(program.index()).hasBinaryContent(before);
    }
  }

  @Test
  void aDumbTerminalMarksByNumbers() throws Exception {
    program.variables.put("TERM", "dumb");
    try (Pty shell = program.start("shell", "-s", "~/.openclaw")) {
      shell.expect(PROMPT);
      shell.type("pick evict --kind cron --sort key\n");
      assertThat(shell.expect("gives up: ")).contains("idle      agent:main:cron:*\n", "5  cron ");
      shell.type("2-9\n");
      shell.expect("does not name numbers from 1 to 5");
      shell.type("2, 4-5\n");
      shell.expect("[y/N] ");
      shell.type("y\n");
      shell.expect(PROMPT);
      assertThat(keys()).contains("cron:a", "31mred", "main:main").doesNotContain("cron:*", "cron:d", "cron:e");
      assertThat(shell.raw()).doesNotContain("\u001b");
    }
  }

  @Test
  void numbersAreReadAsWritten() {
    assertThat(Choice.numbers("all", 3)).isEqualTo(BitSet.valueOf(new long[] {7}));
    assertThat(Choice.numbers("1,3 2-2", 3)).isEqualTo(BitSet.valueOf(new long[] {7}));
    for (String wrong : new String[] {"0", "4", "2-1", "x", "1-", "-1", "1,,x", "9999999"}) {
      assertThat(Choice.numbers(wrong, 3)).as(wrong).isNull();
    }
  }
}
