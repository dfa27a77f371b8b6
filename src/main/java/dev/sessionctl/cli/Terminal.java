package dev.sessionctl.cli;

/**
 * What the standard streams are connected to.
 *
 * @param interactive whether a person can be asked: standard input and standard error are terminals
 * @param out whether standard output is a terminal
 * @param err whether standard error is a terminal
 * @param width columns of the terminal, or 0 when not known
 */
public record Terminal(boolean interactive, boolean out, boolean err, int width) {

  /** No terminal at all, as in scripts. */
  public static final Terminal NONE = new Terminal(false, false, false, 0);
}
