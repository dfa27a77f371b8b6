package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.CheckSummary;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FindingSink;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;

/** Checks a store. */
record Check(StoreRef ref, StoreFiles files, Entries entries, Environment environment, FindingSink findings) {
  CheckSummary run(CheckRequest request) throws IOException {
    return new CheckSummary(0, true);
  }
}
