package dev.sessionctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What only a real process shows: exit codes, signals, a reader that goes away. */
class ProcessTest {

  @TempDir
  private Path home;

  private Process start(String... args) throws IOException {
    return start(List.of(), args);
  }

  private Process start(List<String> launcher, String... args) throws IOException {
    List<String> command = new ArrayList<>(launcher);
    command.addAll(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), "dev.sessionctl.Main"));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("SESSIONCTL_") || name.startsWith("OPENCLAW_"));
    builder.environment().put("HOME", home.toString());
    builder.environment().put("SESSIONCTL_CONFIG", "/dev/null");
    builder.redirectError(home.resolve("err").toFile());
    return builder.start();
  }

  private int codeOf(Process process) throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private String out(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void version() throws Exception {
    Process process = start("--version");
    assertThat(out(process)).isEqualTo("sessionctl 0.1.0\n");
    assertThat(codeOf(process)).isZero();
    assertThat(home.resolve("err")).isEmptyFile();
  }

  @Test
  void usageAndSuccess() throws Exception {
    Process wrong = start("lst");
    assertThat(out(wrong)).isEmpty();
    assertThat(codeOf(wrong)).isEqualTo(2);
    assertThat(Files.readString(home.resolve("err"))).contains("did you mean 'list'?");
    Process help = start("help", "json");
    assertThat(out(help)).startsWith("JSON\n");
    assertThat(codeOf(help)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"list", "stores", "verify", "help", "'evict --max-age 30d --all-stores --dry-run'"})
  void onlyTheShellLoadsItsLibrary(String line) throws Exception {
    Path store = Files.createDirectories(home.resolve(".openclaw/agents/main/sessions"));
    Files.writeString(store.resolve("sessions.json"),
        "{\"agent:main:main\": {\"sessionId\": \"a\", \"updatedAt\": 1}}");
    Process process = start(List.of("env", "JAVA_TOOL_OPTIONS=-Xlog:class+load:file=" + home.resolve("classes")),
        line.split(" "));
    assertThat(out(process)).isNotEmpty();
    assertThat(codeOf(process)).isZero();
    assertThat(Files.readString(home.resolve("classes"))).contains("dev.sessionctl.cli.Cli ")
        .doesNotContain("org.jline", "dev.sessionctl.cli.shell", "dev.sessionctl.cli.Watch ",
            "dev.sessionctl.cli.WatchScreen");
  }

  @ParameterizedTest
  @CsvSource({"--version,", "help, json", "completion, bash"})
  void aReaderThatGoesAway(String command, String argument) throws Exception {
    // Starts only when it is told to, which is after its reader has gone.
    List<String> launcher = List.of("sh", "-c", "read go; exec \"$@\"", "sh");
    Process process = argument == null ? start(launcher, command) : start(launcher, command, argument);
    process.getInputStream().close();
    process.getOutputStream().write('\n');
    process.getOutputStream().close();
    assertThat(codeOf(process)).isEqualTo(141);
    assertThat(home.resolve("err")).isEmptyFile();
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
  void signals(String signal, int code) throws Exception {
    assumeFalse(isIgnored(code - 128), "SIG" + signal + " is ignored here, as in the background of a shell");
    // Blocks in reading standard input, whether or not the JVM has come that far when the signal arrives.
    Process process = start("list", "--ids-from", "-");
    assertThat(new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid()).start().waitFor()).isZero();
    assertThat(codeOf(process)).isEqualTo(code);
  }

  /** Whether this process was started with a signal ignored, which its children inherit and Java respects. */
  private static boolean isIgnored(int signal) throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    String mask = Files.readAllLines(status, StandardCharsets.ISO_8859_1).stream()
        .filter(line -> line.startsWith("SigIgn:")).map(line -> line.substring(7).strip()).findFirst().orElse("0");
    return (Long.parseUnsignedLong(mask, 16) >>> (signal - 1) & 1) == 1;
  }
}
