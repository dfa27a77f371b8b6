package dev.sessionctl.cli.shell;

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
}
