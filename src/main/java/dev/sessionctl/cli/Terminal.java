package dev.sessionctl.cli;

import java.util.function.Supplier;

/**
 * What the standard streams are connected to.
 *
 * @param interactive whether a person can be asked: standard input and standard error are terminals
 * @param out whether standard output is a terminal
 * @param err whether standard error is a terminal
 * @param width columns of the terminal, or 0 when not known
 * @param size asks how large the terminal is now; gives null when it does not know
 */
public record Terminal(boolean interactive, boolean out, boolean err, int width, Supplier<Size> size) {

  /** No terminal at all, as in scripts. */
  public static final Terminal NONE = new Terminal(false, false, false, 0);

  /** Columns and rows of a terminal. */
  public record Size(int columns, int rows) {
    /** What terminals that do not tell are taken for. */
    public static final Size USUAL = new Size(80, 24);
  }

  /** A terminal that does not tell its size. */
  public Terminal(boolean interactive, boolean out, boolean err, int width) {
    this(interactive, out, err, width, () -> null);
  }

  /** How large it is now, or is taken for. */
  public Size sizeNow() {
    Size now = size.get();
    return now == null ? new Size(width > 0 ? width : Size.USUAL.columns(), Size.USUAL.rows()) : now;
  }
}
