package dev.sessionctl.cli;

import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionVisitor;
import java.io.IOException;
import java.nio.file.Path;

/** Hands sessions on and reports problems to the run. */
record SelectingVisitor(StoreRun run, Rows.Consumer<Session> next) implements SessionVisitor {
  @Override
  public void session(Session session) throws IOException {
    next.accept(session);
  }

  @Override
  public void problem(Path path, String message) {
    run.problem(path, message);
  }
}
