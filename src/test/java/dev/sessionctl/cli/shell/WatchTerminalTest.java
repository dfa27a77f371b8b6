package dev.sessionctl.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.testing.Pty;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code --watch} on a real pseudo-terminal. */
@EnabledOnOs(OS.LINUX)
class WatchTerminalTest {

  private static final String ENTER = "\u001b[?1049h";
  private static final String LEAVE = "\u001b[?1049l";

  @TempDir
  private Path home;

  @Test
  void sessionsAreShownInPlaceUntilInterrupted() throws Exception {
    ShellOnTerminal program = new ShellOnTerminal(home).store("agent:main:main");
    program.rows = 12;
    try (Pty watch = program.start("list", "--watch=1s")) {
      assertThat(watch.expect("1 session")).contains("sessionctl list  every 1s", "agent:main:main");
      program.store("agent:main:main", "agent:main:cron:new");
      watch.expect("agent:main:cron:new");
      String[] many = new String[40];
      for (int i = 0; i < many.length; i++) {
        many[i] = "agent:main:cron:" + i;
      }
      program.store(many);
      String seen = watch.expect("of 40 sessions");
      assertThat(seen)
          .contains("agent:main:cron:39").doesNotContain("agent:main:cron:30 ").endsWith("7 of 40 sessions");
      watch.resize(100, 20);
      watch.expect("15 of 40 sessions");
      Files.move(program.index(), home.resolve("away"));
      watch.expect("no store");
      watch.expect("  [10]");
      Files.move(home.resolve("away"), program.index());
      watch.expect("15 of 40 sessions");
      watch.type("\u0003");
      assertThat(watch.exitCode()).isEqualTo(130);
      assertThat(watch.raw()).containsOnlyOnce(ENTER).containsOnlyOnce(LEAVE);
      assertThat(watch.raw().indexOf(LEAVE)).isGreaterThan(watch.raw().lastIndexOf("sessions"));
    }
  }

  @Test
  void storesAreShownInPlaceAndOnlyWhatDiffersIsSent() throws Exception {
    ShellOnTerminal program = new ShellOnTerminal(home).store("agent:main:main");
    try (Pty watch = program.start("stores", "--watch=1s", "--utc")) {
      assertThat(watch.expect("1 store, 1 session")).contains("openclaw-json");
      program.store("agent:main:main", "agent:main:cron:new");
      assertThat(watch.expect("1 store, 2 sessions")).doesNotContain("GENERATION");
      watch.type("\u0003");
      assertThat(watch.exitCode()).isEqualTo(130);
    }
  }

  @Test
  void controlZGivesTheScreenBackUntilItGoesOn() throws Exception {
    ShellOnTerminal program = new ShellOnTerminal(home).store("agent:main:main");
    List<String> command = new ArrayList<>(List.of("bash", "--norc", "-i", "-c",
        "set -m; PS1=; \"$@\"; echo stopped $?; fg >/dev/null; echo ended $?", "bash"));
    command.addAll(program.command("list", "--watch=1s"));
    try (Pty watch = Pty.start(100, 20, home, Map.of(), "", command)) {
      watch.expect("1 session");
      watch.type("\u001a");
      watch.expect("stopped 14");
      assertThat(watch.raw()).contains(LEAVE);
      assertThat(watch.expect("1 session")).contains("agent:main:main", "KEY");
      watch.type("\u0003");
      watch.expect("ended 130");
      assertThat(watch.raw().split(Pattern.quote(ENTER), -1)).hasSize(3);
      assertThat(watch.raw().split(Pattern.quote(LEAVE), -1)).hasSize(3);
    }
  }

  @Test
  void aMistypedPathIsNotWatched() throws Exception {
    try (Pty watch = new ShellOnTerminal(home).start("list", "--watch", "-s", "/nowhere")) {
      watch.expect("no such file or directory: /nowhere");
      assertThat(watch.exitCode()).isEqualTo(10);
      assertThat(watch.raw()).doesNotContain("\u001b");
    }
  }
}
