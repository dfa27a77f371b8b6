package dev.sessionctl.cli;

import java.time.Duration;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Whether a listing is shown again and again. */
final class WatchOptions {

  @Option(names = "--watch", order = 306, arity = "0..1", paramLabel = "DURATION",
      converter = Converters.ToDuration.class, preprocessor = AttachedOnly.class,
      description = "Show it anew after this time, 2s unless told, until interrupted: in place on a terminal; with -o"
          + " jsonl one document a round.")
  Duration every;

  boolean isGiven() {
    return every != null;
  }

  /** Takes a value only behind an equals sign, so that {@code --watch KEY} leaves the key alone. */
  static final class AttachedOnly implements IParameterPreprocessor {
    @Override
    public boolean preprocess(Stack<String> args, CommandSpec command, ArgSpec arg, Map<String, Object> info) {
      if (!"=".equals(info.get("separator"))) {
        args.push("2s");
      }
      return false;
    }
  }
}
