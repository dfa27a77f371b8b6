package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.cli.Cli;
import dev.sessionctl.cli.CliContext;
import dev.sessionctl.cli.Terminal;
import dev.sessionctl.storage.Formats;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Runs command lines on a tree in this process. */
final class Runs {

  private final Tree tree;
  private long seed;

  Runs(Tree tree) {
    this(tree, 10_000);
  }

  /** The same with run ids that go from that seed on, where two touch one store. */
  Runs(Tree tree, long seed) {
    this.tree = tree;
    this.seed = seed;
    tree.fake.variable("SESSIONCTL_CONFIG", "/dev/null");
  }

  /** What a command line came to. */
  record Result(int code, String out, String err) {}

  /** Any command line. */
  Result any(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    CliContext context = new CliContext(tree.fake.seed(seed++).build(), Formats.all(),
        new ByteArrayInputStream(new byte[0]), out, err, Terminal.NONE);
    int code = Cli.run(args, context);
    return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** A changing command on the tree; fails unless it has that exit code. */
  Result change(int code, String command, String... args) {
    List<String> line = new ArrayList<>(List.of(command.split(" ")));
    line.addAll(List.of(args));
    line.addAll(List.of("-s", tree.root().toString(), "--yes", "-v"));
    Result result = any(line.toArray(String[]::new));
    if (result.code() != code) {
      throw new AssertionError(line + ": " + result);
    }
    return result;
  }

  /** Why a changing command leaves things alone: everything it says, item by item. */
  String reasons(String command, String... args) {
    List<String> line = new ArrayList<>(List.of(args));
    line.addAll(List.of("-o", "jsonl", "--dry-run"));
    return change(0, command, line.toArray(String[]::new)).out();
  }

  /** The last run that set something aside. */
  String lastRun() throws IOException {
    try (Stream<Path> runs = Files.list(tree.paths().area().trash())) {
      return runs.map(path -> path.getFileName().toString()).sorted().reduce((one, other) -> other).orElseThrow();
    }
  }
}
