package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.sqlite.Database;
import dev.sessionctl.storage.sqlite.DatabaseLocks;
import dev.sessionctl.storage.sqlite.Salvage;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Makes a new database of what can be read of a damaged one, which stays as it is.
 *
 * @param item what the plan says of it
 */
record Salvaging(PlanItem item) implements MemStep {

  static final String ACTION = "salvage";

  /** Where the new database is while it is made; nothing of the product has such a name. */
  static Path unfinished(Path database, String runId) {
    return database.resolveSibling(database.getFileName() + ".salvaging-" + runId);
  }

  /** Where it is once it is whole. */
  static Path finished(Path database, String runId) {
    return database.resolveSibling(database.getFileName() + ".salvaged-" + runId);
  }

  @Override
  public String run(Tools tools) throws IOException {
    if (DatabaseLocks.of(tools.database()).isOpen()) {
      return "somebody has the damaged database open; stop the worker first";
    }
    String runId = tools.context().runId();
    Path made = unfinished(tools.database(), runId);
    Salvage.Result result = Salvage.run(new Database(tools.database(), tools.environment()), made, tools.environment());
    DurableFiles.carryOverOwnership(tools.database(), made);
    Path place = finished(tools.database(), runId);
    DurableFiles.renameDurably(made, place);
    tools.notices().add(place + " holds " + result.rows() + " rows of " + result.tables() + " tables"
        + (result.lost() == 0 ? "" : "; " + result.lost() + " rows or stretches of rows could not be read")
        + "; look at it with 'sessionctl verify', then stop the worker and put it in the place of "
        + tools.database().getFileName() + ", with the -wal and -shm of that moved away too");
    return null;
  }
}
