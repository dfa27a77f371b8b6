package dev.sessionctl.cli;

import dev.sessionctl.output.Progress;
import java.util.function.LongSupplier;

/** Stays silent for the first second, so that quick commands do not flicker. */
final class PatientProgress implements Progress {

  private static final long PATIENCE_NANOS = 1_000_000_000L;

  private final Progress progress;
  private final LongSupplier clock;
  private final long start;
  private String phase;
  private long total;
  private boolean begun;

  PatientProgress(Progress progress, LongSupplier clock) {
    this.progress = progress;
    this.clock = clock;
    this.start = clock.getAsLong();
  }

  @Override
  public void phase(String name, long length) {
    phase = name;
    total = length;
    if (begun) {
      progress.phase(name, length);
    }
  }

  @Override
  public void update(long done, long bytes) {
    if (!begun && clock.getAsLong() - start >= PATIENCE_NANOS) {
      begun = true;
      progress.phase(phase, total);
    }
    if (begun) {
      progress.update(done, bytes);
    }
  }

  @Override
  public void hide() {
    if (begun) {
      progress.hide();
    }
  }

  @Override
  public void close() {
    if (begun) {
      progress.close();
    }
  }
}
