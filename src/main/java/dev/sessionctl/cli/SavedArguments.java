package dev.sessionctl.cli;

import dev.sessionctl.plan.SavedPlan;
import dev.sessionctl.storage.Environment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * The part of a command line that makes a plan, to be saved with it, and its return as the command line that applies
 * it. How a run is carried out and shown is not part of it, but said anew.
 */
final class SavedArguments {

  /** Options that say how a run is carried out; they may stand beside {@code --apply}, and are not saved. */
  private static final Set<String> OF_THE_RUN = Set.of("--apply", "--plan-out", "--dry-run", "--exit-code", "--yes",
      "--no-input", "--output", "--progress", "--quiet", "--verbose", "--debug", "--color", "--config", "--lock-wait",
      "--assume-offline", "--gateway-version", "--max-duration", "--idle-io",
      "--help");

  /** Options whose value means something else in another working directory. */
  private static final Set<String> PATHS = Set.of("--store", "--ids-from", "--policy", "--relocate", "--from");

  private SavedArguments() {}

  /**
   * What is saved of a parsed command.
   *
   * @throws UsageException when what it says cannot be said again
   */
  static List<String> of(ParseResult result, Environment environment) {
    List<String> words = new ArrayList<>(words(result));
    for (OptionSpec option : result.matchedOptionsSet()) {
      if (!OF_THE_RUN.contains(option.longestName())) {
        add(words, option, environment);
      }
    }
    if (!result.matchedPositionals().isEmpty()) {
      words.add("--");
      for (PositionalParamSpec positional : new LinkedHashSet<>(result.matchedPositionals())) {
        words.addAll(positional.originalStringValues());
      }
    }
    return words;
  }

  private static void add(List<String> words, OptionSpec option, Environment environment) {
    String name = option.longestName();
    if (option.typeInfo().isBoolean()) {
      if (Boolean.TRUE.equals(option.getValue())) {
        words.add(name);
      }
      return;
    }
    for (String value : option.originalStringValues()) {
      if (name.equals("--ids-from") && value.equals("-")) {
        throw new UsageException("--plan-out cannot save what came from standard input; give --ids-from a file");
      }
      words.add(name + "=" + (PATHS.contains(name) ? environment.path(value) : value));
    }
  }

  /** Reads the document that {@code --apply} names. */
  static SavedPlan read(String file, Environment environment) throws IOException {
    if (file.isEmpty()) {
      throw new UsageException("--apply needs a file");
    }
    try {
      return SavedPlan.read(environment.path(file), Version.NUMBER);
    } catch (SavedPlan.UnusableException e) {
      throw new UsageException("--apply: " + e.getMessage());
    }
  }

  /**
   * The command line that stands for one with {@code --apply}: what was saved, and how the run is carried out.
   *
   * @param args the present command line
   * @param result what it was parsed to
   */
  static String[] expand(String[] args, ParseResult result, Environment environment) throws IOException {
    for (OptionSpec option : result.matchedOptionsSet()) {
      if (!OF_THE_RUN.contains(option.longestName())) {
        throw new UsageException(option.longestName() + " cannot be combined with --apply: the file says what is done");
      }
    }
    if (!result.matchedPositionals().isEmpty()) {
      throw new UsageException("'" + result.matchedPositionals().get(0).originalStringValues().get(0)
          + "' cannot be combined with --apply: the file says what is done");
    }
    List<String> command = words(result);
    List<String> saved = read(result.matchedOptionValue("--apply", ""), environment).arguments();
    if (saved.size() < command.size() || !saved.subList(0, command.size()).equals(command)) {
      throw new UsageException("--apply: the plan was made by another command: sessionctl " + String.join(" ", saved));
    }
    int end = saved.indexOf("--");
    List<String> expanded = new ArrayList<>(end < 0 ? saved : saved.subList(0, end));
    expanded.addAll(List.of(args).subList(command.size(), args.length));
    if (end >= 0) {
      expanded.addAll(saved.subList(end, saved.size()));
    }
    return expanded.toArray(new String[0]);
  }

  /** The words of the command itself, such as {@code trash restore}. */
  private static List<String> words(ParseResult result) {
    List<String> names = List.of(result.commandSpec().qualifiedName(" ").split(" "));
    return names.subList(1, names.size());
  }
}
