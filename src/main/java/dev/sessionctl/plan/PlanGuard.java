package dev.sessionctl.plan;

import dev.sessionctl.storage.change.ChangePlan;
import java.io.IOException;

/** A rail that stops a whole plan before its first change. */
@FunctionalInterface
public interface PlanGuard {

  /** Nothing stops a plan. */
  PlanGuard NONE = plan -> null;

  /** Why the plan must not be carried out, one line, or null when it may. */
  String refusal(ChangePlan plan) throws IOException;
}
