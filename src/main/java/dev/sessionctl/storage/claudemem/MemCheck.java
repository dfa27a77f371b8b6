package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.CheckSummary;
import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FindingSink;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.UnsupportedVersionException;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.check.CheckBudget;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.check.InterruptedRunCheck;
import dev.sessionctl.storage.sqlite.Database;
import dev.sessionctl.storage.sqlite.DatabaseCheck;
import dev.sessionctl.storage.sqlite.DatabaseFile;
import dev.sessionctl.storage.sqlite.DatabaseLocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Checks a database beside its worker, in short transactions, and changes nothing. */
final class MemCheck {

  /** Sixteen times what releases from 12.3.2 on shorten the log to. */
  private static final long LARGE_LOG = 64L << 20;
  private static final DatabaseCheck.Flaws FLAWS = new DatabaseCheck.Flaws(Flaw.DAMAGED, Flaw.FOREIGN_KEY,
      Flaw.LOCK_LOST, Flaw.CUT_OFF, Flaw.LOG_LARGE, Flaw.FILE_SYSTEM);
  private static final long LARGE_FREE = 1L << 20;
  private static final int FREE_PERCENT = 20;

  private final StoreRef ref;
  private final Database database;
  private final DatabaseCheck shared;
  private final Environment environment;
  private final CheckRequest request;
  private final CheckBudget budget;
  private final Findings findings;
  private boolean complete = true;

  MemCheck(StoreRef ref, Database database, Environment environment, CheckRequest request, FindingSink sink) {
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
      boolean open = file();
      surroundings();
      sessions = new ContentCheck(ref.path(), database, environment, findings).run(request.level(), open,
          open ? new MemGates(ref.path(), environment).release(GateOptions.NONE) : null);
      if (request.level() >= 2) {
        complete &= shared.integrity(request);
      }
      if (request.level() >= 2 && !budget.isExceeded()) {
        complete &= new SearchCheck(ref.path(), database, findings).run(request.level());
      }
    } catch (CorruptStoreException e) {
      complete = false;
      findings.add(Flaw.DAMAGED, ref.path(), e.getMessage());
    } catch (UnsupportedVersionException e) {
      complete = false;
      findings.add(Flaw.SCHEMA_REFUSED, ref.path(), e.getMessage());
    }
    return new CheckSummary(sessions, complete && (request.level() < 2 || !budget.isExceeded()));
  }

  /** Returns whether somebody has the database open. */
  private boolean file() throws IOException {
    Path path = ref.path();
    DatabaseLocks locks = shared.file();
    DatabaseFile file = database.file();
    if (file.freeBytes() >= LARGE_FREE && file.freePages() * 100 >= file.pages() * FREE_PERCENT) {
      findings.add(Flaw.FREE_SPACE, path, file.freeBytes() + " of " + file.identity().size() + " bytes hold nothing;"
          + " the product never gives them back");
    }
    return locks.isOpen();
  }

  private void surroundings() throws IOException {
    Path path = ref.path();
    Path directory = path.getParent();
    boolean remaps = database.read(connection ->
        MemSchema.of(path, connection).schema().has("observations", "merged_into_project"));
    if (remaps && !Files.exists(directory.resolve(".cwd-remap-applied-v1"), LinkOption.NOFOLLOW_LINKS)) {
      findings.add(Flaw.LOCK_WILL_BE_LOST, path, "the next start of the worker copies the database and so loses its"
          + " lock on it until it is started once more (12.2 to 13.25); the file .cwd-remap-applied-v1 is missing");
    }
    backups(path);
    InterruptedRunCheck.run(AdminArea.besides(directory), run -> run.changed(path), Flaw.RUN_INTERRUPTED, findings);
  }

  private void backups(Path database) throws IOException {
    Map<Path, List<Path>> copies = new TreeMap<>();
    for (Path copy : CopyAside.find(database)) {
      copies.computeIfAbsent(copy.getParent(), directory -> new ArrayList<>()).add(copy);
    }
    for (Map.Entry<Path, List<Path>> directory : copies.entrySet()) {
      long bytes = 0;
      for (Path copy : directory.getValue()) {
        FileIdentity identity = FileIdentity.ofNullable(copy);
        bytes += identity == null ? 0 : identity.size();
      }
      int count = directory.getValue().size();
      findings.add(Flaw.BACKUPS, directory.getKey(), count + (count == 1 ? " full copy" : " full copies") + " of the"
          + " database, " + bytes + " bytes, which migrations left in " + directory.getKey());
    }
  }
}
