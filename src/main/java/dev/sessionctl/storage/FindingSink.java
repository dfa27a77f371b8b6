package dev.sessionctl.storage;

import java.io.IOException;

/** Receives findings as they are made, on the thread that checks. */
@FunctionalInterface
public interface FindingSink {
  void finding(Finding finding) throws IOException;
}
