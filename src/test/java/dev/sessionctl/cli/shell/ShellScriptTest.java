package dev.sessionctl.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Lines from a pipe. */
@DisabledOnOs(OS.WINDOWS)
class ShellScriptTest {

  @TempDir
  private Path home;
  private ShellOnTerminal program;

  /** What a script came to. */
  private record Result(int code, String out, String err) {}

  @BeforeEach
  void aStore() throws IOException {
    program = new ShellOnTerminal(home).store("agent:main:main", "agent:main:cron:a b", "agent:main:cron:c");
  }

  private Result run(String script, String... options) throws Exception {
    String[] arguments = new String[options.length + 1];
    arguments[0] = "shell";
    System.arraycopy(options, 0, arguments, 1, options.length);
    ProcessBuilder builder = new ProcessBuilder(program.command(arguments));
    builder.environment().keySet().removeIf(key -> key.startsWith("SESSIONCTL_") || key.startsWith("OPENCLAW_"));
    builder.environment().put("HOME", home.toString());
    builder.environment().put("SESSIONCTL_CONFIG", "/dev/null");
    Path out = home.resolve("out");
    Path err = home.resolve("err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(script.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  @Test
  void linesAreCarriedOut() throws Exception {
    Result result = run("""
        # a comment
        use ~/.openclaw

        list -o name --sort key 'agent:main:cron:a b' \\
          agent:main:main
        list -o name --sort key | head -n 1
        """);
    assertThat(result.out()).isEqualTo("agent:main:cron:a b\nagent:main:main\nagent:main:cron:a b\n");
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
    assertThat(home.resolve(".local")).doesNotExist();
  }

  @Test
  void theFirstFailureEndsIt() throws Exception {
    Result result = run("list -o name nosuch\nlist -o name --sort key --limit 1\n");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("no session 'nosuch'")
        .contains("line 1: exit code 1; stopped (--keep-going goes on)");
    Result all = run("list nosuch -q -o name\nlist -o name --sort key --limit 1\nlist -o xml\n", "--keep-going");
    assertThat(all.code()).isEqualTo(3);
    assertThat(all.out()).isEqualTo("agent:main:cron:a b\n");
    assertThat(all.err()).contains("line 1: exit code 1\n", "line 3: exit code 2\n");
  }

  @Test
  void nobodyIsAskedAndNoLineIsEaten() throws Exception {
    Result result = run("evict -s ~/.openclaw agent:main:cron:c\ny\nlist -o name --ids-from -\nstores -o name\n",
        "--keep-going");
    assertThat(result.err()).contains("not confirmed: nobody to ask").contains("line 1: exit code 14")
        .contains("unknown command 'y'").contains("line 2: exit code 2");
    assertThat(result.out()).endsWith(program.index() + "\n");
    assertThat(Files.readString(program.index())).contains("agent:main:cron:c");
  }

  @Test
  void whatIsOpenAtTheEndIsSaid() throws Exception {
    Result result = run("stores -o name\nlist 'agent\nmore\n");
    assertThat(result.err()).contains("line 2: a quote or a backslash is still open at the end of the input");
    assertThat(result.code()).isEqualTo(2);
    assertThat(run("shell\n").err()).contains("this is a shell already");
    assertThat(run("stores -o name", "-s", "/nowhere").code()).isEqualTo(10);
  }

  @Test
  void theProgramIsStartedAsItWas() {
    List<String> own = List.of("java", "-Xmx1m", "-cp", "x", "dev.sessionctl.Main", "shell", "-s", "-jar");
    assertThat(CommandRunner.programOf(own))
        .containsExactly("java", "-Xmx1m", "-cp", "x", "dev.sessionctl.Main");
    assertThat(CommandRunner.programOf(List.of("java", "-jar", "s.jar", "shell")))
        .containsExactly("java", "-jar", "s.jar");
    assertThat(CommandRunner.programOf(List.of())).containsExactly("sessionctl");
  }
}
