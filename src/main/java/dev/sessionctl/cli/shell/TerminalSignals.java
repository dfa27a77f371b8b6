package dev.sessionctl.cli.shell;

import java.io.IOException;
import org.jline.utils.Signals;

/** Signals that tell of the terminal; the one use of JLine outside of a shell, which opens no terminal. */
public final class TerminalSignals {
  private TerminalSignals() {}

  /** Has something done whenever the terminal gets another size. */
  public static void onResize(Runnable action) {
    Signals.register("WINCH", action);
  }

  /** Has something done at Ctrl-C, instead of ending the process. */
  public static void onInterrupt(Runnable action) {
    Signals.register("INT", action);
  }

  /**
   * Has the terminal given back before Ctrl-Z stops the process, and taken again when it goes on. Whoever handles the
   * signal has to stop the process too, which only another signal does.
   */
  public static void onSuspend(Runnable before, Runnable after) {
    Signals.register("TSTP", () -> {
      before.run();
      try {
        // The shell's own kill: the program of that name is in a package that small systems lack.
        new ProcessBuilder("sh", "-c", "kill -STOP " + ProcessHandle.current().pid()).start().waitFor();
      } catch (IOException e) {
        // Cannot be stopped, so it goes on.
        after.run();
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      after.run();
    });
  }
}
