package dev.sessionctl.cli;

/** The exit codes; see the help topic {@code exit-codes}. */
public final class ExitCode {
  public static final int OK = 0;
  public static final int FAILED = 1;
  public static final int USAGE = 2;
  public static final int PARTIAL = 3;
  public static final int FINDINGS = 4;
  public static final int PENDING = 5;
  public static final int NO_STORE = 10;
  public static final int LOCKED = 11;
  public static final int CHANGED = 12;
  public static final int GUARD = 13;
  public static final int NOT_CONFIRMED = 14;
  public static final int UNSUPPORTED = 15;
  public static final int IO = 16;
  public static final int BUG = 70;
  public static final int BROKEN_PIPE = 141;

  private ExitCode() {}

  /** What several stores together come to: their common code, or PARTIAL when they differ. */
  public static int combine(int one, int other) {
    return one == other ? one : PARTIAL;
  }
}
