package dev.sessionctl.plan;

/** How a changing run ended when nothing was thrown. */
public enum Outcome {
  /** Everything that was planned is done. */
  DONE(0),
  /** There was nothing to do. */
  NOTHING(0),
  /** Only the plan was shown. */
  PLANNED(0),
  /** Only the plan was shown, there is something to do, and the exit code was to tell. */
  PENDING(5),
  /** Some items were skipped or failed. */
  PARTIAL(3);

  private final int exitCode;

  Outcome(int exitCode) {
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
