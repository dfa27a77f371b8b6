package dev.sessionctl.cli;

import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Takes a reading command through several stores: a store that cannot be read is reported, and the others are read
 * all the same.
 */
final class StoreRun {

  /** So many problems are told one by one; a store that is damaged throughout says enough with these. */
  static final int MAX_PROBLEMS = 20;

  private final List<StoreRef> stores;
  private final Messages messages;
  private int problems;
  private boolean incomplete;
  private int failed;
  private int failureCode;

  StoreRun(List<StoreRef> stores, Messages messages) {
    this.stores = stores;
    this.messages = messages;
  }

  /** Work on one store. */
  @FunctionalInterface
  interface Work {
    void on(StoreRef ref) throws IOException;
  }

  void forEach(Work work) throws IOException {
    for (StoreRef ref : stores) {
      try {
        work.on(ref);
      } catch (StoreException e) {
        if (stores.size() == 1) {
          throw e;
        }
        failed++;
        failureCode = failed == 1 ? Failures.codeOf(e) : ExitCode.combine(failureCode, Failures.codeOf(e));
        messages.say(Failures.describe(e));
      }
    }
  }

  /** Notes what operators must know before they trust what is shown. */
  void tellNotes(boolean quiet) {
    for (StoreRef ref : stores) {
      if (ref.note() != null && !quiet) {
        messages.say("warning: " + ref.path() + ": " + ref.note());
      }
    }
  }

  /** Reports something that could not be read. */
  void problem(Path path, String message) {
    if (problems++ < MAX_PROBLEMS) {
      messages.say("warning: " + (path == null ? "" : path + ": ") + message);
    }
  }

  void incomplete() {
    incomplete = true;
  }

  boolean isComplete() {
    return !incomplete && problems == 0 && failed == 0;
  }

  /** The exit code, after a last word on what was left out. */
  int finish() {
    if (problems > MAX_PROBLEMS) {
      messages.say("warning: and " + (problems - MAX_PROBLEMS) + " more problems of that kind");
    }
    if (failed > 0 && failed == stores.size()) {
      return failureCode;
    }
    return isComplete() ? ExitCode.OK : ExitCode.PARTIAL;
  }
}
