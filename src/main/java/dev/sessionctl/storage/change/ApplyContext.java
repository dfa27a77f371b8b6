package dev.sessionctl.storage.change;

import dev.sessionctl.storage.Environment;
import java.time.Duration;

/**
 * What a change needs while it is applied.
 *
 * @param runId names this run in the journal and in the names of what is set aside
 * @param journal written ahead of every step
 * @param lockWait how long to wait for a product's lock
 * @param progress told how far the work is
 * @param deadline milliseconds since the epoch after which no further item is begun
 * @param stated what whoever started the run states, for gates that are looked at again on the way
 */
public record ApplyContext(String runId, Journal journal, Duration lockWait, ProgressListener progress,
    long deadline, GateOptions stated) {

  /** The reason of items that were not begun because the time was over. */
  public static final String OUT_OF_TIME = "out of time: not begun before --max-duration was over";

  /** With nothing stated. */
  public ApplyContext(String runId, Journal journal, Duration lockWait, ProgressListener progress, long deadline) {
    this(runId, journal, lockWait, progress, deadline, GateOptions.NONE);
  }

  /** Without a deadline. */
  public ApplyContext(String runId, Journal journal, Duration lockWait, ProgressListener progress) {
    this(runId, journal, lockWait, progress, Long.MAX_VALUE);
  }

  /** Whether no further item may be begun. */
  public boolean isOver(Environment environment) {
    return deadline != Long.MAX_VALUE && environment.now() >= deadline;
  }

  /** Told how far the work is; called on the working thread, possibly often. */
  @FunctionalInterface
  public interface ProgressListener {
    /**
     * @param phase what is being done, one word or two
     * @param done items done
     * @param total items in all, or -1 when not known
     */
    void progress(String phase, long done, long total);

    ProgressListener NONE = (phase, done, total) -> { };
  }
}
