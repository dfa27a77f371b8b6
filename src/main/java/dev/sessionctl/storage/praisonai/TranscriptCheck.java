package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.CheckSummary;
import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FindingSink;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.UnsupportedVersionException;
import dev.sessionctl.storage.check.CheckBudget;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.sqlite.Database;
import dev.sessionctl.storage.sqlite.DatabaseCheck;
import java.io.IOException;

/** Checks a gateway's database beside the gateway, in short transactions, and changes nothing. Used once. */
final class TranscriptCheck {

  /** Sixteen times what SQLite lets a log grow to when nobody reads for long. */
  private static final long LARGE_LOG = 64L << 20;
  private static final DatabaseCheck.Flaws FLAWS = new DatabaseCheck.Flaws(TranscriptFlaw.DAMAGED, null,
      TranscriptFlaw.LOCK_LOST, TranscriptFlaw.CUT_OFF, TranscriptFlaw.LOG_LARGE, TranscriptFlaw.FILE_SYSTEM);

  private final StoreRef ref;
  private final Database database;
  private final DatabaseCheck shared;
  private final Environment environment;
  private final CheckRequest request;
  private final CheckBudget budget;
  private final Findings findings;
  private boolean complete = true;

  TranscriptCheck(StoreRef ref, Database database, Environment environment, CheckRequest request, FindingSink sink) {
    this.ref = ref;
    this.database = database;
    this.environment = environment;
    this.request = request;
    this.budget = new CheckBudget(request, environment);
    this.findings = new Findings(ref, sink);
    this.shared = new DatabaseCheck(database, environment, this.findings, FLAWS, LARGE_LOG);
  }

  /** Looks at everything the request asks for. */
  CheckSummary run() throws IOException {
    long sessions = 0;
    try {
      shared.file();
      TranscriptRows rows = new TranscriptRows(database);
      sessions = rows.count();
      long strays = rows.strays();
      if (strays > 0) {
        findings.add(TranscriptFlaw.ROW_STRAY, ref.path(), Findings.count(strays, "row") + " without a text of some"
            + " sensible length for its session_id");
      }
      if (request.level() >= 2) {
        complete &= shared.integrity(request);
        sessions = contents(rows);
      }
    } catch (CorruptStoreException e) {
      complete = false;
      findings.add(TranscriptFlaw.DAMAGED, ref.path(), e.getMessage());
    } catch (UnsupportedVersionException e) {
      complete = false;
      findings.add(TranscriptFlaw.SCHEMA_REFUSED, ref.path(), e.getMessage());
    }
    return new CheckSummary(sessions, complete && (request.level() < 2 || !budget.leftOut()));
  }

  /** Returns how many sessions were looked at. */
  private long contents(TranscriptRows rows) throws IOException {
    // Files first: what a row has that its file has not may have come since, but not the other way.
    TwinFiles twins = request.level() < 3 ? TwinFiles.NONE : TwinFiles.in(Place.of(ref.path().getParent()), budget);
    RowCheck check = new RowCheck(ref.path(), environment, findings, twins);
    long[] seen = new long[2];
    boolean all = rows.forEach(row -> {
      if (budget.isExceeded()) {
        return false;
      }
      seen[0]++;
      if (budget.chooses(row.key())) {
        seen[1]++;
        complete &= check.run(row);
      } else {
        twins.seen(row.key());
      }
      return true;
    });
    complete &= twins.complete();
    if (all && !budget.isExceeded()) {
      twins.report(seen[0], ref.path(), findings);
    }
    return seen[1];
  }
}
