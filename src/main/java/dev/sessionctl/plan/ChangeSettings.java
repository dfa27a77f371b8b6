package dev.sessionctl.plan;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.change.ApplyContext.ProgressListener;
import dev.sessionctl.storage.change.GateOptions;
import java.time.Duration;

/**
 * How a change is to be run.
 *
 * @param environment the surroundings
 * @param dryRun show the plan and stop
 * @param tellPending let the exit code of a dry run say whether there is something to do
 * @param assumeYes do not ask
 * @param gateOptions what the operator states about owners
 * @param lockWait how long to wait for a product's lock
 * @param progress told how far the work is
 * @param planOut where the plan is saved, or null
 * @param expected the plans that may be applied and no others, or null for whatever is planned now
 * @param maxDuration after which no further item is begun, or null
 */
public record ChangeSettings(Environment environment, boolean dryRun, boolean tellPending, boolean assumeYes,
    GateOptions gateOptions, Duration lockWait, ProgressListener progress, PlanWriter planOut,
    SavedPlan expected, Duration maxDuration) {

  /** A run that neither saves a plan nor applies a saved one, without a limit of time. */
  public ChangeSettings(Environment environment, boolean dryRun, boolean tellPending, boolean assumeYes,
      GateOptions gateOptions, Duration lockWait, ProgressListener progress) {
    this(environment, dryRun, tellPending, assumeYes, gateOptions, lockWait, progress, null, null, null);
  }
}
