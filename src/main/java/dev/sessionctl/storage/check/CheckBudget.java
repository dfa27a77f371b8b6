package dev.sessionctl.storage.check;

import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.Environment;

/** Which transcripts a check looks at: a sample of them, and only as long as there is time. */
public final class CheckBudget {

  private final CheckRequest request;
  private final Environment environment;
  private final long deadline;
  private boolean exceeded;

  public CheckBudget(CheckRequest request, Environment environment) {
    this.request = request;
    this.environment = environment;
    this.deadline = request.maxDuration() == null ? Long.MAX_VALUE
        : saturated(environment.now(), request.maxDuration().toMillis());
  }

  /** Whether the sample holds that name; the same name and seed always give the same answer. */
  public boolean chooses(String name) {
    if (request.samplePercent() >= 100) {
      return true;
    }
    long hash = request.sampleSeed() * 0x9E3779B97F4A7C15L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001B3L;
    }
    hash = (hash ^ hash >>> 33) * 0xFF51AFD7ED558CCDL;
    hash = (hash ^ hash >>> 33) * 0xC4CEB9FE1A85EC53L;
    return Long.remainderUnsigned(hash ^ hash >>> 33, 100) < request.samplePercent();
  }

  /** Whether no further transcript is to be begun. */
  public boolean isExceeded() {
    exceeded |= environment.now() >= deadline;
    return exceeded;
  }

  /** Whether transcripts were left out. */
  public boolean leftOut() {
    return exceeded || request.samplePercent() < 100;
  }

  private static long saturated(long now, long duration) {
    return duration > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + duration;
  }
}
