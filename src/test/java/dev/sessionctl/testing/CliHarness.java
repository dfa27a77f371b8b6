package dev.sessionctl.testing;

import dev.sessionctl.cli.Cli;
import dev.sessionctl.cli.CliContext;
import dev.sessionctl.cli.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Runs command lines in this process. */
public final class CliHarness {

  public final Map<String, String> variables = new HashMap<>();
  public final FakeFormat format = new FakeFormat();
  public final Path home;
  public Terminal terminal = Terminal.NONE;
  public String input = "";
  public OutputStream output;
  private final SplittableRandom random = new SplittableRandom(2);

  public CliHarness(Path home) {
    this.home = home;
    variables.put("SESSIONCTL_CONFIG", "/dev/null");
  }

  /** What a command line came to. */
  public record Result(int code, String out, String err) {}

  public CliContext context(OutputStream out, OutputStream err) {
    return new CliContext(FakeEnvironment.of(home, Map.copyOf(variables), random), List.of(format),
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), out, err, terminal);
  }

  public Result run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = Cli.run(args, context(output == null ? out : output, err));
    return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
