package dev.sessionctl.cli.shell;

import dev.sessionctl.cli.CliContext;
import dev.sessionctl.cli.CommandTable;
import dev.sessionctl.cli.ExitCode;
import dev.sessionctl.cli.UsageException;
import dev.sessionctl.cli.docs.CommandDocs;
import dev.sessionctl.output.TextSink;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The words that only the prompt knows, and what it says of itself. */
final class Builtins {

  /** The words with what they do. */
  static final Map<String, String> NAMES = new LinkedHashMap<>();

  static {
    NAMES.put("use", "use STORE: stay in a store, which commands are about unless they name another; use: leave it.");
    NAMES.put("pick", "pick inspect|evict|restore [OPTION...]: mark sessions, and have that done with them; options of"
        + " 'list' narrow the choice, of 'trash list' for restore.");
    NAMES.put("exit", "exit, quit, Ctrl-D: leave the shell.");
    NAMES.put("quit", "The same as exit.");
  }

  /** What the system's shell would take for more than a word, and this one does not know. */
  private static final Set<String> OPERATORS = Set.of(">", ">>", "<", "<<", "&", "&&", ";", ";;", "2>", "2>&1", "&>");

  private Builtins() {}

  static boolean isExit(ShellWords line) {
    return line.words().size() == 1 && Set.of("exit", "quit").contains(line.texts().get(0)) && line.pipe() == null;
  }

  /** Refuses what would be taken for a key by mistake. */
  static void refuseOperators(ShellWords line) {
    if (line.words().isEmpty()) {
      throw new UsageException("nothing stands before the |");
    }
    if (line.pipe() != null && line.pipe().isBlank()) {
      throw new UsageException("nothing stands behind the |");
    }
    for (ShellWords.Word word : line.words()) {
      if (word.bare() && (OPERATORS.contains(word.text()) || word.text().endsWith(";"))) {
        throw new UsageException("'" + word.text() + "' means nothing here: one command a line, 'COMMAND | tee FILE'"
            + " for a file, quotes for a key");
      }
    }
  }

  /** What an exit code means to the command that gave it; empty when that is not known. */
  static String meaning(int code, List<String> words, CliContext context) {
    if (code == 130) {
      return ": interrupted";
    }
    CommandSpec spec = words.isEmpty() ? null : Invocation.of(words, context).spec();
    String meaning = spec == null ? null : spec.usageMessage().exitCodeList().get(Integer.toString(code));
    return meaning == null ? "" : ": " + meaning;
  }

  /** Explains the prompt, or one of its words. */
  static int help(List<String> words, CliContext context) throws IOException {
    StringBuilder text = new StringBuilder(2000);
    if (words.size() > 1) {
      text.append(NAMES.get(words.get(1))).append('\n');
    } else {
      text.append("Commands, without 'sessionctl' before them; 'help COMMAND' explains one:\n");
      CommandLine program = CommandTable.complete(context);
      program.getSubcommands().forEach((name, line) -> row(text, name,
          CommandDocs.describe(line.getCommandSpec().usageMessage().description())));
      text.append("\nWords of the prompt itself:\n");
      NAMES.forEach((name, what) -> row(text, name, what));
      text.append("""

          Words are split as a POSIX shell does, with quotes and backslashes; nothing is expanded.
          'COMMAND | PROGRAM' passes the output to a program of the system.
          Tab completes commands, options, values, stores and session keys. A line that begins with
          a blank is not remembered. Ctrl-C ends the command that runs.
          """);
    }
    try (TextSink out = new TextSink(context.out())) {
      out.write(text.toString());
    }
    return ExitCode.OK;
  }

  private static void row(StringBuilder text, String name, String what) {
    int width = 12;
    String first = what.indexOf(": ") > 40 ? what.substring(0, what.indexOf(": ")) + "." : what;
    text.append("  ").append(name).append(" ".repeat(Math.max(1, width - name.length()))).append(first).append('\n');
  }
}
