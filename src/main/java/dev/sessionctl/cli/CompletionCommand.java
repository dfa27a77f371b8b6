package dev.sessionctl.cli;

import dev.sessionctl.cli.docs.BashCompletion;
import dev.sessionctl.cli.docs.FishCompletion;
import dev.sessionctl.cli.docs.ZshCompletion;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints the completion script of a shell. */
@Command(
    name = "completion",
    description = "Prints the completion script of a shell: source <(sessionctl completion bash)",
    exitCodeList = {"0:done", "2:bad arguments"},
    footer = "The installer puts these scripts where the shells look for them.")
final class CompletionCommand extends BaseCommand {

  @Parameters(paramLabel = "SHELL", arity = "1", completionCandidates = Shells.class,
      description = "bash, zsh or fish.")
  String shell;

  CompletionCommand(CliContext context) {
    super(context);
  }

  @Override
  int run() throws IOException {
    CommandLine program = CommandTable.complete(context);
    Cli.print(context, switch (shell) {
      case "bash" -> BashCompletion.script(program);
      case "zsh" -> ZshCompletion.script(program);
      case "fish" -> FishCompletion.script(program);
      default -> throw new UsageException("no completion for '" + shell + "': give bash, zsh or fish");
    });
    return ExitCode.OK;
  }

  /** The shells. */
  static final class Shells implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("bash", "zsh", "fish").iterator();
    }
  }
}
