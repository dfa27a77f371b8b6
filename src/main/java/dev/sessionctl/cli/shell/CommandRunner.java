package dev.sessionctl.cli.shell;

import dev.sessionctl.cli.CliContext;
import dev.sessionctl.storage.Cleanup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Carries command lines out as processes of their own, started as this one was. So Ctrl-C, which the terminal sends to
 * all of them, ends a command exactly as it does outside of a shell, with its clean-up and its journal, and no failure
 * of a command reaches the shell. The process in the foreground ends with the shell.
 */
final class CommandRunner {

  private static final String MAIN = "dev.sessionctl.Main";

  private final List<String> program;

  CommandRunner(CliContext context) {
    this.program = programOf(context.environment().processes().self().arguments());
  }

  /** How this process was started, up to the arguments of the program; the command on the path if that is unknown. */
  static List<String> programOf(List<String> own) {
    int main = own.indexOf(MAIN);
    int jar = own.indexOf("-jar");
    if (main < 0 && jar < 0 || main < 0 && jar + 1 >= own.size()) {
      return List.of("sessionctl");
    }
    return List.copyOf(own.subList(0, main >= 0 ? main + 1 : jar + 2));
  }

  /** Where standard output of a command goes. */
  enum Output { AS_OURS, TO_US }

  /**
   * Starts a command.
   *
   * @param words the command line
   * @param input whether it reads what the shell reads; otherwise it finds its input at the end
   * @param variables what is added to the environment
   */
  Process start(List<String> words, boolean input, Output output, Map<String, String> variables) throws IOException {
    List<String> command = new ArrayList<>(program);
    if (words.get(0).equals("migrate")) {
      // As the launcher has it: the optimising compiler pays off in a migration.
      command.remove("-XX:TieredStopAtLevel=1");
    }
    command.addAll(words);
    return start(new ProcessBuilder(command), input, output, variables);
  }

  static Process start(ProcessBuilder builder, boolean input, Output output, Map<String, String> variables)
      throws IOException {
    builder.environment().putAll(variables);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.redirectInput(input ? ProcessBuilder.Redirect.INHERIT : ProcessBuilder.Redirect.PIPE);
    builder.redirectOutput(output == Output.AS_OURS ? ProcessBuilder.Redirect.INHERIT : ProcessBuilder.Redirect.PIPE);
    Process process = builder.start();
    if (!input) {
      process.getOutputStream().close();
    }
    return process;
  }

  /** Starts a command whose output another one of the system's shell reads; the last is that other one. */
  List<Process> startPiped(List<String> words, String reader, boolean input, Map<String, String> variables)
      throws IOException {
    List<String> command = new ArrayList<>(program);
    command.addAll(words);
    ProcessBuilder first = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    first.redirectInput(input ? ProcessBuilder.Redirect.INHERIT : ProcessBuilder.Redirect.PIPE);
    first.environment().putAll(variables);
    ProcessBuilder second = new ProcessBuilder("sh", "-c", reader).redirectError(ProcessBuilder.Redirect.INHERIT)
        .redirectOutput(ProcessBuilder.Redirect.INHERIT);
    List<Process> processes = ProcessBuilder.startPipeline(List.of(first, second));
    if (!input) {
      processes.get(0).getOutputStream().close();
    }
    return processes;
  }

  /** Waits until processes have ended; gives the code of the first that failed, or 0. */
  @SuppressWarnings("try") // the registration is only held
  static int await(List<Process> processes) throws IOException {
    int code = 0;
    try (Cleanup.Registration atExit = Cleanup.register(() -> processes.forEach(Process::destroy))) {
      for (Process process : processes) {
        int each = exitCode(process);
        // Of a pipe whose reader had enough, nothing failed.
        code = code == 0 && !(each == 141 && processes.size() > 1) ? each : code;
      }
    }
    return code;
  }

  /** Waits until a process has ended, whatever interrupts; gives its exit code. */
  static int exitCode(Process process) {
    boolean interrupted = false;
    while (true) {
      try {
        int code = process.waitFor();
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        return code;
      } catch (InterruptedException e) {
        // Ctrl-C reached the command too; how it ended is to be told.
        interrupted = true;
      }
    }
  }
}
