package dev.sessionctl.cli.shell;

import dev.sessionctl.cli.CliContext;
import dev.sessionctl.cli.ExitCode;
import dev.sessionctl.cli.Failures;
import dev.sessionctl.cli.Messages;
import dev.sessionctl.cli.UsageException;
import dev.sessionctl.output.SafeText;
import dev.sessionctl.storage.HistoryFile;
import dev.sessionctl.storage.StoreFinder;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The prompt: takes lines, knows a few words of its own ({@link Builtins}), and has everything else carried out as a
 * command of the program. With a terminal that can be edited on it completes and remembers; with one that cannot it
 * only prompts; without one it runs a script.
 */
public final class Shell {

  private static final long ANSWER_MILLIS = 30_000;

  private final CliContext context;
  private final Messages messages;
  private final CommandRunner runner;
  private final boolean people;
  private String store;
  private EditedLines edited;

  /**
   * How a shell is wanted.
   *
   * @param store the store to stay in, or null
   * @param keepGoing whether a script goes on after a line that failed
   * @param history whether what is typed is kept
   */
  public record Settings(String store, boolean keepGoing, boolean history) {}

  private Shell(CliContext context) {
    this.context = context;
    this.messages = new Messages(context.err());
    this.runner = new CommandRunner(context);
    this.people = context.terminal().interactive();
  }

  /** Takes lines until their end; gives the exit code of the shell. */
  public static int run(CliContext context, Settings settings) throws IOException {
    Shell shell = new Shell(context);
    if (settings.store() != null) {
      shell.use(settings.store());
    }
    try (LineSource lines = shell.lines(settings)) {
      return shell.people ? shell.talk(lines) : shell.script(lines, settings.keepGoing());
    }
  }

  private LineSource lines(Settings settings) throws IOException {
    String type = context.environment().variable("TERM");
    if (people && context.terminal().out() && type != null && !type.equals("dumb")) {
      HistoryFile file = settings.history() ? new HistoryFile(HistoryFile.usual(context.environment())) : null;
      edited = new EditedLines(type, context.out(), new ShellCompleter(context, () -> store),
          new ShellHistory(file, messages));
      return edited;
    }
    PlainLines plain = new PlainLines(context.in(), people ? messages : null);
    if (people) {
      TerminalSignals.onInterrupt(plain::giveUp);
    }
    return plain;
  }

  private int talk(LineSource lines) throws IOException {
    if (edited != null) {
      messages.line("sessionctl shell: Tab completes, 'help' explains, Ctrl-D leaves.");
    }
    while (true) {
      String line = lines.next(prompt());
      if (line == null) {
        return ExitCode.OK;
      }
      ShellWords words = ShellWords.of(line);
      if (Builtins.isExit(words)) {
        return ExitCode.OK;
      }
      int code = carryOut(words);
      if (code != ExitCode.OK) {
        messages.line("[exit code " + code + Builtins.meaning(code, words.texts(), context) + "]");
      }
    }
  }

  private int script(LineSource lines, boolean keepGoing) throws IOException {
    int worst = ExitCode.OK;
    for (String line = lines.next(""); line != null; line = lines.next("")) {
      ShellWords words = ShellWords.of(line);
      if (Builtins.isExit(words)) {
        break;
      }
      int code = carryOut(words);
      if (code != ExitCode.OK) {
        messages.say("line " + lines.number() + ": exit code " + code
            + (keepGoing ? "" : "; stopped (--keep-going goes on)"));
        if (!keepGoing) {
          return code;
        }
        worst = worst == ExitCode.OK ? code : ExitCode.combine(worst, code);
      }
    }
    return worst;
  }

  private int carryOut(ShellWords line) throws IOException {
    if (line.words().isEmpty() && line.pipe() == null) {
      return ExitCode.OK;
    }
    try {
      Builtins.refuseOperators(line);
      List<String> words = line.texts();
      if (line.pipe() != null && Builtins.NAMES.containsKey(words.get(0))) {
        throw new UsageException("'" + words.get(0) + "' prints nothing that a program could read");
      }
      return switch (words.get(0)) {
        case "use" -> use(words);
        case "pick" -> new Picker(context, runner, edited, store,
            chosen -> carryOut(chosen, null)).pick(words);
        case "shell" -> throw new UsageException("this is a shell already");
        case "help" -> words.size() > 1 && !Builtins.NAMES.containsKey(words.get(1)) ? carryOut(words, line.pipe())
            : Builtins.help(words, context);
        default -> carryOut(words, line.pipe());
      };
    } catch (UsageException e) {
      messages.say(e.getMessage());
      return ExitCode.USAGE;
    } catch (IOException | RuntimeException e) {
      messages.say(Failures.describe(e));
      return Failures.codeOf(e);
    }
  }

  private int carryOut(List<String> line, String pipe) throws IOException {
    Invocation invocation = Invocation.of(line, context);
    List<String> words = invocation.at(store);
    Map<String, String> variables = new HashMap<>();
    boolean screen = context.terminal().out();
    if (pipe != null) {
      return CommandRunner.await(runner.startPiped(words, pipe, people, variables));
    }
    if (screen && people) {
      variables.put("COLUMNS", Integer.toString(context.terminal().sizeNow().columns()));
    }
    String pager = Pager.program(context.environment().variables());
    if (edited != null && invocation.pageable() && !"".equals(pager)) {
      variables.put("SESSIONCTL_PAGER_IN_USE", "true");
      Process process = runner.start(words, true, CommandRunner.Output.TO_US, variables);
      return Pager.show(edited, process, pager);
    }
    Process process = runner.start(words, people, CommandRunner.Output.AS_OURS, variables);
    return CommandRunner.await(List.of(process));
  }

  private int use(List<String> words) throws IOException {
    if (words.size() > 2) {
      throw new UsageException("use takes one store, or nothing to leave it");
    }
    if (words.size() == 1) {
      store = null;
    } else {
      use(words.get(1));
    }
    return ExitCode.OK;
  }

  private void use(String place) throws IOException {
    Path path = context.environment().path(place);
    List<StoreRef> found = InTime.get(() -> {
      StoreFinder finder = new StoreFinder(context.formats(), context.environment(), false);
      finder.lookAt(path);
      return finder.found();
    }, ANSWER_MILLIS);
    store = path.toString();
    if (people) {
      messages.line("using " + (found.size() == 1 ? found.get(0).format() + " " : found.size() + " stores at or below ")
          + path);
    }
  }

  /** Names the store by the end of its path, which tells stores apart and leaves room for the line. */
  private String prompt() {
    if (store == null) {
      return "sessionctl> ";
    }
    String home = context.environment().home().toString();
    String shown = SafeText.neutralise(store.startsWith(home + "/") ? "~" + store.substring(home.length()) : store);
    int most = Math.max(20, context.terminal().sizeNow().columns() / 3);
    return "sessionctl " + (shown.length() > most ? "…" + shown.substring(shown.length() - most + 1) : shown) + "> ";
  }

}
