package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.check.CheckBudget;
import dev.sessionctl.storage.check.Findings;
import java.nio.file.Path;
import java.util.List;

/** What every part of a check needs, and what several of them count together. */
final class CheckContext {

  private final StorePaths paths;
  private final Environment environment;
  private final CheckRequest request;
  private final CheckBudget budget;
  private final Findings findings;
  private boolean complete = true;
  private long nearEmpty;
  private Path firstNearEmpty;

  CheckContext(StorePaths paths, Environment environment, CheckRequest request, Findings findings) {
    this.paths = paths;
    this.environment = environment;
    this.request = request;
    this.budget = new CheckBudget(request, environment);
    this.findings = findings;
  }

  StorePaths paths() {
    return paths;
  }

  Environment environment() {
    return environment;
  }

  CheckRequest request() {
    return request;
  }

  CheckBudget budget() {
    return budget;
  }

  Findings findings() {
    return findings;
  }

  /** Notes that something could not be looked at. */
  void incomplete() {
    complete = false;
  }

  boolean isComplete() {
    return complete;
  }

  /** Counts checkpoints without any message: named together, since a whole tree may be full of them. */
  void nearEmpty(List<Path> checkpoints) {
    if (!checkpoints.isEmpty()) {
      nearEmpty += checkpoints.size();
      firstNearEmpty = firstNearEmpty == null ? checkpoints.get(0) : firstNearEmpty;
    }
  }

  long nearEmpty() {
    return nearEmpty;
  }

  Path firstNearEmpty() {
    return firstNearEmpty;
  }
}
