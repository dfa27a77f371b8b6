package dev.sessionctl.cli.shell;

import dev.sessionctl.cli.CliContext;
import dev.sessionctl.cli.ColumnNames;
import dev.sessionctl.cli.CommandTable;
import dev.sessionctl.cli.docs.CommandDocs;
import dev.sessionctl.output.SafeText;
import dev.sessionctl.output.Units;
import dev.sessionctl.storage.DirectoryNames;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionState;
import dev.sessionctl.storage.StoreFinder;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.trash.Trash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What Tab offers: whatever the table of commands has, with the options and values of its models, so that a command
 * that is new is completed by itself; and the stores, runs and session keys of the stores that the line is about.
 * Anything that reads a store has a limit of time and number.
 */
final class ShellCompleter implements Completer {

  private static final long STORES_MILLIS = 700;

  /** Labels of arguments that are paths. */
  private static final Set<String> FILES = Set.of("BACKUP", "TARGET", "DIR", "FILE", "PATH");

  private final CliContext context;
  private final Supplier<String> used;
  private KeyScan keys;
  private boolean asked;

  ShellCompleter(CliContext context, Supplier<String> used) {
    this.context = context;
    this.used = used;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    asked = false;
    List<String> words = line.words();
    String word = line.word();
    if (words.size() == 1) {
      commands(candidates);
    } else if (words.get(0).equals("use")) {
      stores(word, candidates);
    } else if (words.get(0).equals("pick") && words.size() == 2) {
      Picker.VERBS.forEach(verb -> candidates.add(candidate(verb, "", null, true)));
    } else if (words.get(0).equals("pick")) {
      List<String> list = new ArrayList<>(words.get(1).equals("restore") ? List.of("trash", "list") : List.of("list"));
      list.addAll(words.subList(2, words.size()));
      ofCommand(list, word, candidates);
    } else {
      ofCommand(words, word, candidates);
    }
    if (asked && !keys.complete() && candidates.isEmpty() && reader.isReading()) {
      reader.printAbove("… still reading the store: press Tab again");
    }
  }

  private void commands(List<Candidate> candidates) {
    CommandTable.complete(context).getSubcommands().forEach((name, line) -> candidates.add(
        candidate(name, "", CommandDocs.describe(line.getCommandSpec().usageMessage().description()), true)));
    Builtins.NAMES.forEach((name, what) -> candidates.add(candidate(name, "", what, true)));
  }

  private void ofCommand(List<String> words, String word, List<Candidate> candidates) {
    CommandSpec spec = Invocation.of(words.subList(0, words.size() - 1), context).spec();
    if (spec == null) {
      return;
    }
    if (words.size() == 2 && !CommandDocs.below(spec).isEmpty()) {
      CommandDocs.below(spec).forEach((name, below) ->
          candidates.add(candidate(name, "", CommandDocs.describe(below.usageMessage().description()), true)));
      return;
    }
    boolean optionsEnded = words.subList(0, words.size() - 1).contains("--");
    int equals = word.indexOf('=');
    if (!optionsEnded && word.startsWith("--") && equals > 0) {
      value(spec, spec.optionsMap().get(word.substring(0, equals)), words, word.substring(0, equals + 1),
          word.substring(equals + 1), candidates);
      return;
    }
    OptionSpec before = optionsEnded ? null : spec.optionsMap().get(words.get(words.size() - 2));
    if (before != null && before.arity().min() > 0) {
      value(spec, before, words, "", word, candidates);
    } else if (!optionsEnded && word.startsWith("-")) {
      options(spec, candidates);
    } else {
      argument(spec, words, word, candidates);
    }
  }

  private static void options(CommandSpec spec, List<Candidate> candidates) {
    for (OptionSpec option : CommandDocs.options(spec)) {
      String what = CommandDocs.describe(option.description());
      candidates.add(candidate(option.longestName(), "", what, true));
    }
  }

  private void argument(CommandSpec spec, List<String> words, String word, List<Candidate> candidates) {
    if (CommandDocs.takesKeys(spec)) {
      // Where keys may be patterns, one that looks like a pattern is written so that it is none.
      keys(words, word, spec.optionsMap().containsKey("--kind"), candidates);
    } else if (CommandDocs.takesRuns(spec)) {
      runs(words, candidates);
    } else if (FILES.contains(CommandDocs.firstArgument(spec))) {
      files("", word, candidates);
    } else {
      CommandDocs.argumentValues(spec).forEach(value -> candidates.add(candidate(value, "", null, true)));
      if (spec.name().equals("help")) {
        Builtins.NAMES.keySet().forEach(value -> candidates.add(candidate(value, "", null, true)));
      }
    }
  }

  private void value(CommandSpec spec, OptionSpec option, List<String> words, String prefix, String typed,
      List<Candidate> candidates) {
    if (option == null) {
      return;
    }
    // Of a list only the part behind the last comma is still open.
    int comma = option.splitRegex().isEmpty() ? -1 : typed.lastIndexOf(',');
    String head = prefix + typed.substring(0, comma + 1);
    List<String> values = values(spec, option);
    values.forEach(value -> candidates.add(candidate(head + value, "", null, option.splitRegex().isEmpty())));
    if (option.longestName().equals("--store")) {
      known(List.of()).forEach(ref -> candidates.add(candidate(prefix + ref.path(), "stores", describe(ref), true)));
    }
    if (values.isEmpty() && CommandDocs.takesPath(option)) {
      files(prefix, typed, candidates);
    }
  }

  private List<String> values(CommandSpec spec, OptionSpec option) {
    List<String> values = new ArrayList<>(CommandDocs.values(option));
    if (option.longestName().equals("--format") && option.paramLabel().equals("NAME")) {
      context.formats().forEach(format -> values.add(format.name()));
    } else if (option.longestName().equals("--columns")) {
      values.addAll(ColumnNames.of(spec.name(), context));
    } else if (option.longestName().equals("--sort")) {
      values.addAll(ColumnNames.of(spec.name(), context));
      values.addAll(values.stream().map(name -> "-" + name).toList());
    } else if (option.longestName().equals("--state") && values.isEmpty()) {
      for (SessionState state : SessionState.values()) {
        values.add(state.name().toLowerCase(Locale.ROOT));
      }
    }
    return values;
  }

  private void stores(String word, List<Candidate> candidates) {
    known(List.of()).forEach(ref ->
        candidates.add(candidate(ref.path().toString(), "stores", describe(ref), true)));
    files("", word, candidates);
  }

  private static String describe(StoreRef ref) {
    return ref.format() + (ref.agent() == null ? "" : ", agent " + ref.agent());
  }

  private void files(String prefix, String typed, List<Candidate> candidates) {
    int slash = typed.lastIndexOf('/');
    String directory = typed.substring(0, slash + 1);
    for (String name : DirectoryNames.below(context.environment().path(directory.isEmpty() ? "." : directory),
        typed.substring(slash + 1))) {
      if (SafeText.neutralise(name).equals(name)) {
        candidates.add(candidate(prefix + directory + name, "files", null, !name.endsWith("/")));
      }
    }
  }

  /** The stores that the line names, or the one that is used; empty for all. */
  private List<String> places(List<String> words) {
    List<String> places = new ArrayList<>();
    for (int i = 1; i < words.size() - 1; i++) {
      if (words.get(i).equals("-s") || words.get(i).equals("--store")) {
        places.add(words.get(i + 1));
      } else if (words.get(i).startsWith("--store=")) {
        places.add(words.get(i).substring("--store=".length()));
      }
    }
    if (places.isEmpty() && used.get() != null) {
      places.add(used.get());
    }
    return places;
  }

  private void keys(List<String> words, String word, boolean patterns, List<Candidate> candidates) {
    asked = true;
    keys = KeyScan.of(keys, context, places(words), word);
    long now = context.environment().now();
    for (Session session : keys.sessions()) {
      StringBuilder what = new StringBuilder(session.kind().label());
      if (session.lastActivity() != Session.UNKNOWN) {
        what.append(", ").append(Units.formatAge(now - session.lastActivity()));
      }
      if (keys.sized() && session.bytes() > 0) {
        what.append(", ").append(Units.formatBytes(session.bytes()));
      }
      String key = patterns ? session.key().replaceAll("([*?\\[\\\\])", "\\\\$1") : session.key();
      candidates.add(candidate(key, "", what.toString(), true));
    }
    if (!keys.complete() && !candidates.isEmpty()) {
      // As long as there may be others, what these have in common must not be put into the line.
      candidates.add(new Candidate(word, "…", null, "there are more: type on", null, null, false));
    }
  }

  private void runs(List<String> words, List<Candidate> candidates) {
    List<Candidate> runs = within(() -> {
      List<Candidate> all = new ArrayList<>();
      for (StoreRef ref : find(places(words))) {
        for (Trash.Run run : new Trash(context.open(ref).area()).runs()) {
          all.add(candidate(run.runId(), "", run.command() + ", "
              + Units.formatAge(context.environment().now() - run.at()), true));
        }
      }
      return all;
    });
    candidates.addAll(runs.subList(0, Math.min(runs.size(), KeyScan.MOST)));
  }

  private List<StoreRef> known(List<String> places) {
    return within(() -> find(places));
  }

  private List<StoreRef> find(List<String> places) throws IOException {
    StoreFinder finder = new StoreFinder(context.formats(), context.environment(), false);
    if (places.isEmpty()) {
      finder.lookAtDefaults();
    }
    for (String place : places) {
      finder.lookAt(context.environment().path(place));
    }
    return finder.found();
  }

  /** What is there in time; nothing when it takes longer or fails, which the command will say. */
  private static <T> List<T> within(Callable<List<T>> search) {
    try {
      return InTime.get(search, STORES_MILLIS);
    } catch (IOException e) {
      return List.of();
    }
  }

  /**
   * One thing to offer.
   *
   * @param whole whether a blank follows it
   */
  private static Candidate candidate(String value, String group, String what, boolean whole) {
    String shown = SafeText.neutralise(value);
    String description = what == null ? null : SafeText.truncate(SafeText.neutralise(what), 60);
    return new Candidate(value, shown, group.isEmpty() ? null : group, description, null, null, whole);
  }
}
