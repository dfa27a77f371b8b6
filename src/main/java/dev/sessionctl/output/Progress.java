package dev.sessionctl.output;

import java.io.OutputStream;
import java.util.function.LongSupplier;

/**
 * Tells a waiting person, or a program, how far a run is. Progress is a courtesy: when its stream fails it
 * falls silent and the run goes on. Reports that come too fast are dropped, so callers may report each
 * item. Not thread-safe; no thread is started.
 */
public interface Progress extends AutoCloseable {
  /** Total of a phase whose length is not known. */
  long UNKNOWN = -1;

  /** Begins a phase with a number of items to do, or {@link #UNKNOWN}; what was done starts again at 0. */
  void phase(String name, long total);

  /** Says how many items and bytes of the phase are done so far (both are sums, not steps). */
  void update(long done, long bytes);

  /** Erases the line, so that something else can be written to the terminal; the next update redraws it. */
  void hide();

  /** Ends the report: erases the line, or writes the last state. */
  @Override
  void close();

  /** Reports nothing. */
  static Progress none() {
    return NoProgress.INSTANCE;
  }

  /**
   * One line of ASCII, redrawn in place at most ten times a second and erased at close.
   *
   * @param nanoClock such as System::nanoTime
   * @param terminalWidth columns of the terminal; 80 is assumed for 0
   */
  static Progress terminal(OutputStream out, LongSupplier nanoClock, int terminalWidth) {
    return new TerminalProgress(out, nanoClock, terminalWidth);
  }

  /**
   * One JSON object a line, at most two a second, and the last state at close: {@code
   * {"type":"progress","phase":"scan","done":3,"total":10,"bytes":4096}} with a null total when unknown.
   *
   * @param nanoClock such as System::nanoTime
   */
  static Progress json(OutputStream out, LongSupplier nanoClock) {
    return new JsonProgress(out, nanoClock);
  }
}
