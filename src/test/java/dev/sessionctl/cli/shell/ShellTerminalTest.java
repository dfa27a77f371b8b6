package dev.sessionctl.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.testing.Pty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

  @Test
  void tabCompletesCommandsOptionsValuesAndKeys() throws Exception {
    program.store("agent:main:main", "agent:main:cron:daily", "agent:main:cron:\u001b[31mred", "agent:main:cron:it's",
        "agent:main:cron:st*r");
    try (Pty shell = program.start("shell")) {
      shell.expect("sessionctl> ");
      shell.type("insp\t");
      shell.expect("inspect ");
      shell.type("agent:main:m\t");
      shell.expect("agent:main:main ");
      shell.type("--ut\t");
      shell.expect("--utc ");
      shell.type("-o js\t");
      shell.expect("json");
      shell.type("\r");
      assertThat(shell.expect("sessionctl> ")).contains("\"key\": \"agent:main:main\"");
      shell.type("inspect agent:main:cron:\t");
      assertThat(shell.expect("(cron, ")).contains("agent:main:cron:daily").doesNotContain("red");
      shell.type("i\t");
      shell.expect("'agent:main:cron:it'\\''s'");
      shell.type("\r");
      assertThat(shell.expect("sessionctl> "))
          .contains("agent:main:cron:it's").doesNotContain("no session");
      shell.type("list --sort -lastA\t");
      shell.expect("-lastActivity ");
      shell.type("--columns key,by\t");
      shell.expect("key,bytes");
      shell.type(" --format gem\t");
      shell.expect("gemini ");
      shell.type("--state run\t");
      shell.expect("running");
      shell.type("\u0003");
      shell.expect("sessionctl> ");
      shell.type("evict agent:main:cron:st\t");
      shell.expect("'agent:main:cron:st\\*r' ");
      shell.type("\u0003");
      shell.expect("sessionctl> ");
      shell.type("trash pur\t");
      shell.expect("purge ");
      assertThat(shell.raw()).as("questions to the terminal").doesNotContain("\u001b[6n", "\u001b[c", "\u001b[>c",
          "\u001b]10;?", "\u001b]11;?", "$p");
    }
  }

  @Test
  void storesAreUsedUntilTheyAreLeft() throws Exception {
    program.store("agent:main:main");
    ShellOnTerminal other = new ShellOnTerminal(home.resolve("other")).store("agent:main:cron:elsewhere");
    try (Pty shell = program.start("shell")) {
      shell.expect("sessionctl> ");
      shell.type("use ~/oth\t");
      shell.expect("other/");
      shell.type("\r");
      shell.expect("using openclaw-json " + other.home);
      shell.expect("sessionctl ~/other> ");
      shell.type("list -o name\r");
      assertThat(shell.expect("sessionctl ~/other> ")).contains("elsewhere").doesNotContain("agent:main:main");
      shell.type("list -o name -s ~/.openclaw\r");
      assertThat(shell.expect("sessionctl ~/other> ")).contains("agent:main:main").doesNotContain("elsewhere");
      shell.type("inspect agent:\t");
      shell.expect("agent:main:cron:elsewhere");
      shell.type("\u0003");
      shell.expect("sessionctl ~/other> ");
      shell.type("use\r");
      shell.expect("sessionctl> ");
      shell.type("use /nowhere/at/all\r");
      assertThat(shell.expect("sessionctl> ")).contains("no such file or directory: /nowhere/at/all", "[exit code 10]");
      shell.type("exit\r");
      assertThat(shell.exitCode()).isZero();
    }
  }

  @Test
  void quotesAndBackslashesGoOnOnTheNextLine() throws Exception {
    program.store("agent:main:a key", "agent:main:b");
    try (Pty shell = program.start("shell")) {
      shell.expect("sessionctl> ");
      shell.type("list \\\r");
      shell.expect("> ");
      shell.type("-o name 'agent:main:a\r");
      shell.expect("> ");
      shell.type("key'\r");
      assertThat(shell.expect("sessionctl> ")).contains("no session 'agent:main:a");
      shell.type("list -o name \"agent:main:a key\" agent:main:\\b | tr a-z A-Z\r");
      assertThat(shell.expect("sessionctl> ")).contains("AGENT:MAIN:A KEY\n", "AGENT:MAIN:B\n");
      shell.type("list > file\r");
      assertThat(shell.expect("sessionctl> ")).contains("'>' means nothing here", "[exit code 2");
    }
  }

  @Test
  void controlCEndsTheCommandAndNotTheShell() throws Exception {
    program.store("agent:main:main");
    try (Pty shell = program.start("shell")) {
      shell.expect("sessionctl> ");
      shell.type("list --watch=1s\r");
      shell.expect("sessionctl list  every 1s");
      shell.type("\u0003");
      assertThat(shell.expect("sessionctl> ")).contains("[exit code 130: interrupted]");
      shell.type("some words\u0003");
      shell.expect("sessionctl> ");
      shell.type("list -o name\r");
      assertThat(shell.expect("sessionctl> ")).contains("agent:main:main");
      shell.type("\u0004");
      assertThat(shell.exitCode()).isZero();
    }
  }

  @Test
  void aChangeThatIsInterruptedIsFinishedOrUndoneByTheNext() throws Exception {
    program.store("agent:main:main", "agent:main:cron:a", "agent:main:cron:b", "agent:main:cron:c");
    Path lock = program.index().resolveSibling("sessions.json.lock");
    Files.writeString(lock, "{\"pid\": " + ProcessHandle.current().pid() + ", \"createdAt\": \""
        + Instant.now() + "\"}");
    try (Pty shell = program.start("shell", "-s", "~/.openclaw")) {
      shell.expect("> ");
      shell.type("evict --yes --lock-wait 10m agent:main:cron:a\r");
      Path runs = program.index().getParent().resolveSibling(".sessionctl").resolve("runs");
      shell.until(() -> holdsSomething(runs));
      shell.type("\u0003");
      shell.expect("[exit code 130: interrupted]");
      Files.delete(lock);
      shell.expect("> ");
      shell.type("list -o name\r");
      assertThat(shell.expect("sessionctl ~/.openclaw> ")).contains("agent:main:cron:a");
      shell.type("evict --yes agent:main:cron:b\r");
      assertThat(shell.expect("sessionctl ~/.openclaw> ")).contains("was interrupted; it is finished or undone first")
          .doesNotContain("exit code");
      shell.type("verify; echo\r");
      assertThat(shell.expect("sessionctl ~/.openclaw> ")).contains("'verify;' means nothing here");
      shell.type("verify\r");
      shell.expect("sessionctl ~/.openclaw> ");
      shell.type("list -o name\r");
      assertThat(shell.expect("sessionctl ~/.openclaw> ")).doesNotContain("agent:main:cron:b")
          .contains("agent:main:cron:c");
    }
  }

  /** Whether a journal says already that a run has begun. */
  private static boolean holdsSomething(Path runs) throws IOException {
    if (!Files.isDirectory(runs)) {
      return false;
    }
    try (Stream<Path> files = Files.list(runs)) {
      for (Path file : files.toList()) {
        if (Files.size(file) > 0) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void declinedAndInterruptedQuestionsChangeNothing() throws Exception {
    program.store("agent:main:main", "agent:main:cron:a", "agent:main:cron:b", "agent:main:cron:c");
    byte[] before = Files.readAllBytes(program.index());
    try (Pty shell = program.start("shell", "-s", "~/.openclaw")) {
      shell.expect("> ");
      shell.type("evict agent:main:cron:a\r");
      shell.expect("[y/N] ");
      shell.type("n\r");
      shell.expect("[exit code 14: not confirmed]");
      shell.expect("> ");
      shell.type("evict agent:main:cron:a\r");
      shell.expect("[y/N] ");
      shell.type("\u0003");
      shell.expect("[exit code 130: interrupted]");
      assertThat(program.index()).hasBinaryContent(before);
      shell.expect("> ");
      shell.type("evict agent:main:cron:a\r");
      shell.expect("[y/N] ");
      shell.type("y\r");
      shell.expect("sessionctl ~/.openclaw> ");
      assertThat(Files.readString(program.index())).doesNotContain("cron:a").contains("cron:b");
    }
  }

  @Test
  void shellsShareTheirHistory() throws Exception {
    program.store("agent:main:main");
    Path history = home.resolve(".local/state/sessionctl/history");
    try (Pty one = program.start("shell"); Pty other = program.start("shell")) {
      one.expect("sessionctl> ");
      other.expect("sessionctl> ");
      one.type("help cron\r");
      one.expect("sessionctl> ");
      other.type("list 'two\r");
      other.expect("> ");
      other.type("lines'\r");
      other.expect("sessionctl> ");
      one.type(" list secret\r");
      one.expect("sessionctl> ");
      one.type("\u001bOA");
      one.expect("help cron");
      one.type("\u0003");
    }
    assertThat(Files.readString(history)).isEqualTo("help cron\nlist 'two\\nlines'\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history)))
        .isEqualTo("rw-------");
    try (Pty third = program.start("shell")) {
      third.expect("sessionctl> ");
      third.type("\u001bOA");
      third.expect("lines'");
      third.type("\u0003");
      third.expect("sessionctl> ");
      // Within an entry of two lines the first one goes up a line only.
      third.type("\u001bOA\u001bOA\u001b[A");
      third.expect("help cron");
    }
  }

  @Test
  void aDumbTerminalGetsAPlainPrompt() throws Exception {
    program.store("agent:main:main");
    program.variables.put("TERM", "dumb");
    try (Pty shell = program.start("shell")) {
      shell.expect("sessionctl> ");
      shell.type("list -o name 'agent:main:\n");
      shell.expect("> ");
      shell.type("x'\n");
      assertThat(shell.expect("sessionctl> ")).contains("no session");
      shell.type("list 'given up\n");
      shell.expect("> ");
      shell.type("\u0003");
      shell.expect("sessionctl> ");
      shell.type("list -o name\n");
      assertThat(shell.expect("sessionctl> ")).contains("agent:main:main").doesNotContain("given up");
      shell.type("list --watch=1s\n");
      shell.expect("agent:main:main");
      shell.expect("sessionctl list  every 1s");
      shell.type("\u0003");
      shell.expect("[exit code 130: interrupted]");
      shell.expect("sessionctl> ");
      shell.type("list -o name\n");
      assertThat(shell.expect("sessionctl> ")).contains("agent:main:main");
      assertThat(shell.raw()).doesNotContain("\u001b");
      shell.type("\u0004");
      assertThat(shell.exitCode()).isZero();
    }
  }

  @Test
  void theTerminalIsGivenBackAsItWas() throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", "-c",
        "cd '" + home + "'; stty -a >before; \"$@\"; stty -a >after; cmp before after && echo same", "sh"));
    command.addAll(program.command("shell"));
    try (Pty pty = Pty.start(80, 24, home, Map.of(), "", command)) {
      pty.expect("sessionctl> ");
      pty.type("help us");
      pty.type("e\r");
      pty.expect("sessionctl> ");
      pty.type("\u0004");
      pty.expect("same");
    }
    try (Pty pty = Pty.start(80, 24, home, Map.of(), "", command)) {
      pty.expect("sessionctl> ");
      pty.type("help");
      ProcessHandle java = pty.descendant("dev.sessionctl.Main");
      java.destroy();
      pty.expect("same");
    }
  }

  @Test
  void whatRunsEndsWithTheShell() throws Exception {
    program.store("agent:main:main");
    for (String signal : List.of("TERM", "HUP")) {
      try (Pty shell = program.start("shell")) {
        shell.expect("sessionctl> ");
        ProcessHandle self = shell.handle();
        shell.type("list --watch=1s\r");
        shell.expect("1 session");
        ProcessHandle command = self.children().findFirst().orElseThrow();
        assertThat(new ProcessBuilder("sh", "-c", "kill -" + signal + " " + self.pid()).start().waitFor()).isZero();
        assertThat(shell.exitCode()).isEqualTo(signal.equals("TERM") ? 143 : 129);
        command.onExit().get(60, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void theScreenIsGivenBackAtASignal() throws Exception {
    program.store("agent:main:main");
    program.rows = 5;
    try (Pty shell = program.start("shell")) {
      shell.expect("sessionctl> ");
      shell.type("help list\r");
      shell.expect("q quit");
      assertThat(shell.raw()).doesNotContain("\u001b[?1049l");
      shell.handle().destroy();
      assertThat(shell.exitCode()).isEqualTo(143);
      assertThat(shell.raw()).contains("\u001b[?1049l").contains("\u001b[?2004l");
    }
  }

  @Test
  void aProgramThatSpoilsTheTerminalDoesNotSpoilThePrompt() throws Exception {
    program.store("agent:main:main");
    try (Pty shell = program.start("shell")) {
      shell.expect("sessionctl> ");
      shell.type("list -o name | (cat; stty raw -echo -isig)\r");
      shell.expect("agent:main:main");
      shell.expect("sessionctl> ");
      shell.type("list --watch=1s\r");
      shell.expect("1 session");
      shell.type("\u0003");
      shell.expect("[exit code 130: interrupted]");
      shell.expect("sessionctl> ");
    }
  }
}
