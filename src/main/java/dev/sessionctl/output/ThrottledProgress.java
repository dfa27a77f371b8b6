package dev.sessionctl.output;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.LongSupplier;

/** Keeps the state, the pace and the silence after a failed write; subclasses say how it looks. */
abstract class ThrottledProgress implements Progress {
  private final OutputStream out;
  private final LongSupplier nanoClock;
  private final long intervalNanos;
  private long lastNanos;
  private boolean shownOnce;
  private boolean shownLatest = true;
  private boolean silent;
  private boolean closed;

  private String phase = "";
  private long total = UNKNOWN;
  private long done;
  private long bytes;

  ThrottledProgress(OutputStream out, LongSupplier nanoClock, long intervalNanos) {
    this.out = out;
    this.nanoClock = nanoClock;
    this.intervalNanos = intervalNanos;
  }

  @Override
  public final void phase(String name, long newTotal) {
    phase = name;
    total = newTotal < 0 ? UNKNOWN : newTotal;
    update(0, 0);
  }

  @Override
  public final void update(long newDone, long newBytes) {
    done = newDone;
    bytes = newBytes;
    shownLatest = false;
    if (silent || closed) {
      return;
    }
    long now = nanoClock.getAsLong();
    if (!shownOnce || now - lastNanos >= intervalNanos) {
      lastNanos = now;
      showLatest();
    }
  }

  @Override
  public final void close() {
    if (!closed) {
      closed = true;
      finish();
    }
  }

  /** The bytes that show a state. */
  abstract byte[] render(String phaseName, long totalItems, long doneItems, long doneBytes);

  /** What to write at close. */
  abstract void finish();

  final boolean isLatestShown() {
    return shownLatest;
  }

  final void showLatest() {
    write(render(phase, total, done, bytes));
    shownOnce = true;
    shownLatest = true;
  }

  final void write(byte[] data) {
    if (silent) {
      return;
    }
    try {
      out.write(data);
      out.flush();
    } catch (IOException e) {
      silent = true;
    }
  }
}
