package dev.sessionctl.storage.openclaw.sqlite;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.CheckSummary;
import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FindingSink;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.check.CheckBudget;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.check.InterruptedRunCheck;
import dev.sessionctl.storage.sqlite.Database;
import dev.sessionctl.storage.sqlite.DatabaseFile;
import dev.sessionctl.storage.sqlite.DatabaseLocks;
import dev.sessionctl.storage.sqlite.IntegrityCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/** Checks an agent's database beside its gateway, in short transactions, and changes nothing. */
final class AgentCheck {

  /** Twice what the product shortens its log to (2026.9.6, {@code journal_size_limit}). */
  private static final long LARGE_LOG = 128L << 20;

  private final StoreRef ref;
  private final AgentPlaces places;
  private final Database database;
  private final Environment environment;
  private final CheckRequest request;
  private final CheckBudget budget;
  private final Findings findings;
  private boolean complete = true;

  AgentCheck(StoreRef ref, AgentPlaces places, Database database, Environment environment, CheckRequest request,
      FindingSink sink) {
    this.ref = ref;
    this.places = places;
    this.database = database;
    this.environment = environment;
    this.request = request;
    this.budget = new CheckBudget(request, environment);
    this.findings = new Findings(ref, sink);
  }

  /** Looks at everything the request asks for. */
  CheckSummary run() throws IOException {
    surroundings();
    long sessions = 0;
    try {
      NodeCheck nodes = new NodeCheck(ref.path(), database, environment, findings);
      sessions = nodes.run();
      if (request.level() >= 2) {
        integrity();
        complete &= new EventCheck(ref.path(), database, environment, findings, budget).run();
      }
      if (request.level() >= 3) {
        complete &= new ArchiveCheck(ref, places, database, findings).run();
        complete &= new ImportProof(places, database, environment, findings, budget).run();
      }
    } catch (CorruptStoreException e) {
      complete = false;
      findings.add(DatabaseFlaw.DAMAGED, ref.path(), e.getMessage());
    }
    return new CheckSummary(sessions, complete && (request.level() < 2 || !budget.leftOut()));
  }

  private void surroundings() throws IOException {
    Path path = ref.path();
    DatabaseLocks locks = DatabaseLocks.of(path);
    if (locks.isLost()) {
      findings.add(DatabaseFlaw.LOCK_LOST, path, "process " + locks.log() + " has the log open and no lock on the"
          + " database: whoever opens and closes it next for writing removes the log under it");
    }
    DatabaseFile file = database.file();
    if (!locks.isOpen() && file.pages() * file.pageSize() > file.identity().size()) {
      findings.add(DatabaseFlaw.CUT_OFF, path, "it has " + file.identity().size() + " bytes and should have "
          + file.pages() * file.pageSize());
    }
    if (file.logBytes() > LARGE_LOG) {
      findings.add(DatabaseFlaw.LOG_LARGE, DatabaseFile.beside(path, "-wal"), "the log has " + file.logBytes()
          + " bytes");
    }
    if (Files.exists(places.index(), LinkOption.NOFOLLOW_LINKS)) {
      findings.add(DatabaseFlaw.JSON_NOT_IMPORTED, places.index(), "sessions.json lies beside the database and was not"
          + " imported");
    }
    if (environment.fileSystems().isRemote(path)) {
      findings.add(DatabaseFlaw.FILE_SYSTEM, path, "it lies on a file system of type "
          + environment.fileSystems().type(path));
    }
    InterruptedRunCheck.run(AdminArea.besides(places.sessions()), run -> run.changed(path),
        DatabaseFlaw.RUN_INTERRUPTED, findings);
  }

  private void integrity() throws IOException {
    long deadline = request.maxDuration() == null ? Long.MAX_VALUE
        : environment.now() + request.maxDuration().toMillis();
    IntegrityCheck check = IntegrityCheck.of(database, request.level() >= 3, deadline);
    complete &= check.complete();
    for (String problem : check.problems()) {
      findings.add(DatabaseFlaw.DAMAGED, ref.path(), problem);
    }
    for (Map.Entry<String, Long> table : check.orphans().entrySet()) {
      findings.add(DatabaseFlaw.FOREIGN_KEY, ref.path(), Findings.count(table.getValue(), "row") + " of "
          + table.getKey() + " refer to one that is not there");
    }
  }
}
