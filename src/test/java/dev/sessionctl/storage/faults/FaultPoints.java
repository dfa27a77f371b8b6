package dev.sessionctl.storage.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * At which operations of a run a kind of fault says something that no other kind says: nothing is torn but a write,
 * nothing is taken away that is not there, and a descriptor that was opened is not refused afterwards.
 */
public final class FaultPoints {

  private static final Set<String> BY_DESCRIPTOR = Set.of("write", "sync", "truncate");
  private static final Set<String> ALLOCATING = Set.of("write", "open", "mkdir", "link");

  private final List<String> trace;
  private final String lock;

  /**
   * The points of a run.
   *
   * @param trace what {@link FaultPlan#trace} said of a run without a fault
   * @param lock how the path of the lock ends that {@link FaultPlan.Kind#INTERFERE} takes away
   */
  public FaultPoints(List<String> trace, String lock) {
    this.trace = List.copyOf(trace);
    this.lock = lock;
  }

  /** How many operations there are. */
  public int count() {
    return trace.size();
  }

  /** The numbers of the operations, from 1, at which that kind is worth trying. */
  public List<Integer> of(FaultPlan.Kind kind) {
    List<Integer> points = new ArrayList<>();
    boolean held = false;
    for (int n = 1; n <= trace.size(); n++) {
      String operation = trace.get(n - 1).substring(0, trace.get(n - 1).indexOf(' '));
      boolean taken = switch (kind) {
        case NONE -> false;
        case EIO, READ_ONLY, CRASH -> true;
        case ENOSPC -> ALLOCATING.contains(operation);
        case EACCES -> !BY_DESCRIPTOR.contains(operation);
        case TORN_CRASH -> operation.equals("write");
        case INTERFERE -> held;
      };
      if (taken) {
        points.add(n);
      }
      if (trace.get(n - 1).endsWith(lock)) {
        held = !operation.equals("delete");
      }
    }
    return points;
  }
}
