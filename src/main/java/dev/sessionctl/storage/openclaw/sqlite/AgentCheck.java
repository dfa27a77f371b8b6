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
import dev.sessionctl.storage.sqlite.DatabaseCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Checks an agent's database beside its gateway, in short transactions, and changes nothing. */
final class AgentCheck {

  /** Twice what the product shortens its log to (2026.9.6, {@code journal_size_limit}). */
  private static final long LARGE_LOG = 128L << 20;
  private static final DatabaseCheck.Flaws FLAWS = new DatabaseCheck.Flaws(DatabaseFlaw.DAMAGED,
      DatabaseFlaw.FOREIGN_KEY, DatabaseFlaw.LOCK_LOST, DatabaseFlaw.CUT_OFF, DatabaseFlaw.LOG_LARGE,
      DatabaseFlaw.FILE_SYSTEM);

  private final StoreRef ref;
  private final AgentPlaces places;
  private final Database database;
  private final DatabaseCheck shared;
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
    this.shared = new DatabaseCheck(database, environment, this.findings, FLAWS, LARGE_LOG);
  }

  /** Looks at everything the request asks for. */
  CheckSummary run() throws IOException {
    surroundings();
    long sessions = 0;
    try {
      NodeCheck nodes = new NodeCheck(ref.path(), database, environment, findings);
      sessions = nodes.run();
      if (request.level() >= 2) {
        complete &= shared.integrity(request);
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
    shared.file();
    if (Files.exists(places.index(), LinkOption.NOFOLLOW_LINKS)) {
      findings.add(DatabaseFlaw.JSON_NOT_IMPORTED, places.index(), "sessions.json lies beside the database and was not"
          + " imported");
    }
    InterruptedRunCheck.run(AdminArea.besides(places.sessions()), run -> run.changed(path),
        DatabaseFlaw.RUN_INTERRUPTED, findings);
  }
}
