package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.CheckSummary;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FindingSink;
import dev.sessionctl.storage.InspectRequest;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.NoSuchSessionException;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.SessionDetail;
import dev.sessionctl.storage.SessionVisitor;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.Purge;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.relocate.StoreTree;
import dev.sessionctl.storage.sqlite.Database;
import dev.sessionctl.storage.sqlite.DatabaseHolders;
import dev.sessionctl.storage.sqlite.TableSizes;
import dev.sessionctl.storage.trash.PurgeChange;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A gateway's database of transcripts, one row a session. It is read, and only the product may change it: a gateway has
 * the sessions that it serves in memory, and writes them again with their next message.
 */
final class TranscriptStore implements Store {

  private final StoreRef ref;
  private final Environment environment;
  private final Database database;

  TranscriptStore(StoreRef ref, Environment environment) {
    this.ref = ref;
    this.environment = environment;
    this.database = new Database(ref.path(), environment);
  }

  @Override
  public StoreRef ref() {
    return ref;
  }

  @Override
  public boolean scan(ScanRequest request, SessionVisitor visitor) throws StoreException {
    return guarded("read", () -> {
      TranscriptSession sessions = new TranscriptSession(ref, request, environment);
      return new TranscriptRows(database).forEach(row -> {
        visitor.session(sessions.of(row, row.content(null)));
        return true;
      });
    });
  }

  @Override
  public SessionDetail inspect(String key, InspectRequest request) throws StoreException {
    return guarded("read", () -> {
      SessionDetail detail =
          new TranscriptInspection(ref, environment, new TranscriptRows(database)).of(key, request, locks(), owners());
      if (detail == null) {
        throw new NoSuchSessionException("no session " + key + " in " + ref.path());
      }
      return detail;
    });
  }

  @Override
  public CheckSummary check(CheckRequest request, FindingSink findings) throws StoreException {
    return guarded("check", () -> new TranscriptCheck(ref, database, environment, request, findings).run());
  }

  @Override
  public Map<String, Long> sizes() throws StoreException {
    return TableSizes.of(database, environment.now());
  }

  @Override
  public List<Owner> owners() throws StoreException {
    Map<Long, Owner> found = new LinkedHashMap<>();
    holders().addOwners(found);
    Owners.addProcesses(found, environment);
    return List.copyOf(found.values());
  }

  @Override
  public List<LockView> locks() throws StoreException {
    return holders().locks();
  }

  private DatabaseHolders holders() {
    return new DatabaseHolders(ref.path(), environment, DatabaseHolders::command);
  }

  @Override
  public StoreTree tree() {
    Path root = new ProductDirectory(ref, Place.of(ref.path().getParent()), environment).root();
    return new TranscriptTree(root, ref.path());
  }

  @Override
  public Change prepare(ChangeRequest request) throws StoreException {
    if (request instanceof Purge purge) {
      // The area is that of the files beside the database.
      return guarded("read", () -> PurgeChange.prepare(purge, area(), environment));
    }
    throw new UnsupportedChangeException(ref.path() + " is the database of PraisonAI's gateway; only the product may"
        + " change it: " + instead(request.command()));
  }

  /** The product's own way (praisonaiagents 1.7.0); {@code praisonai session} knows files only. */
  private static String instead(String command) {
    return switch (command) {
      case "evict" -> "the gateway deletes what it closed after session.resume_window of its configuration;"
          + " SqliteTranscriptStore.delete_session of praisonaiagents deletes one";
      case "compact" -> "give its SqliteTranscriptStore another retention or active_window";
      case "repair" -> "stop the gateway; SqliteTranscriptStore.delete_session of praisonaiagents deletes a session"
          + " that cannot be read, and '.recover' of sqlite3 saves a damaged file";
      case "restore" -> "stop the gateway, bring the backup back with --into an empty directory, and put the database"
          + " there in place of this one and its -wal and -shm; single sessions do not come back, but 'sessionctl"
          + " inspect' shows them there";
      case "migrate" -> "stop the gateway; migrate --relocate of the directory moves it along";
      default -> "use SqliteTranscriptStore of praisonaiagents";
    };
  }

  @Override
  public AdminArea area() {
    return Place.of(ref.path().getParent()).area();
  }

  @Override
  public String recover(RunRecord run, ApplyContext context) throws StoreException {
    if (PurgeChange.isOf(run)) {
      return guarded("recover", () -> PurgeChange.recover(run, area(), context));
    }
    throw new UnsupportedChangeException(ref.path() + " was never changed by this tool");
  }

  private <T> T guarded(String attempt, StorageIoException.Attempt<T> action) throws StoreException {
    return StorageIoException.guard(attempt, ref.path(), action);
  }
}
