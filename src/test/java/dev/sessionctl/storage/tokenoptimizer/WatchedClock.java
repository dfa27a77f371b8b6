package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.Environment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that lets something happen when it is looked at for the n-th time: a moment in the middle of the work. */
final class WatchedClock extends Clock {

  /** What happens. */
  @FunctionalInterface
  interface Event {
    void happen() throws IOException;
  }

  private final long millis;
  private final int when;
  private final Event event;
  private int looks;

  private WatchedClock(long millis, int when, Event event) {
    this.millis = millis;
    this.when = when;
    this.event = event;
  }

  /** An environment with such a clock, which stands otherwise. */
  static Environment in(Environment environment, int when, Event event) {
    return new Environment(environment.variables(), new WatchedClock(environment.now(), when, event),
        environment.zones(), environment.home(), environment.workingDirectory(), environment.temporaryDirectory(),
        environment.userId(), environment.processes(), environment.fileSystems(), environment.flusher(),
        environment.courtesy(), environment.random());
  }

  @Override
  public long millis() {
    if (++looks == when) {
      try {
        event.happen();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return millis;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
