package dev.sessionctl.storage.change;

import java.time.Duration;

/**
 * What a change needs while it is applied.
 *
 * @param runId names this run in the journal and in the names of what is set aside
 * @param journal written ahead of every step
 * @param lockWait how long to wait for a product's lock
 * @param progress told how far the work is
 */
public record ApplyContext(String runId, Journal journal, Duration lockWait, ProgressListener progress) {

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
