package dev.sessionctl.storage.faults;

/** Stands for SIGKILL: thrown at one operation on files and at every later one, so that no clean-up gets anywhere. */
public final class SimulatedCrash extends Error {
  private static final long serialVersionUID = 1L;

  SimulatedCrash() {
    super("killed", null, false, false);
  }
}
