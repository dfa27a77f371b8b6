package dev.sessionctl.storage.openclaw.sqlite;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.CheckSummary;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FindingSink;
import dev.sessionctl.storage.InspectRequest;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
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
import dev.sessionctl.storage.sqlite.TableSizes;
import dev.sessionctl.storage.trash.PurgeChange;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The sessions of one agent in an OpenClaw from 2026.8.1 on, which keeps them in SQLite. They are read, and only the
 * product may change them: a gateway that finds its database replaced or its log gone ends itself (2026.9.6).
 */
public final class AgentDatabaseStore implements Store {

  private final StoreRef ref;
  private final Environment environment;
  private final AgentPlaces places;
  private final Database database;

  public AgentDatabaseStore(StoreRef ref, Environment environment) {
    this.ref = ref;
    this.environment = environment;
    this.places = new AgentPlaces(ref.path());
    this.database = new Database(ref.path(), environment);
  }

  @Override
  public StoreRef ref() {
    return ref;
  }

  @Override
  public boolean scan(ScanRequest request, SessionVisitor visitor) throws StoreException {
    NodeRows rows = new NodeRows(ref, request, environment);
    String key = null;
    while (true) {
      String last = key;
      List<Session> batch = database.read(connection -> rows.after(last, connection));
      if (batch.isEmpty()) {
        return true;
      }
      try {
        for (Session session : batch) {
          visitor.session(session);
        }
      } catch (IOException e) {
        throw StorageIoException.wrap("read", ref.path(), e);
      }
      key = batch.get(batch.size() - 1).key();
    }
  }

  @Override
  public SessionDetail inspect(String key, InspectRequest request) throws StoreException {
    return new NodeInspection(ref, places, environment).detail(key, request, database, locks(), owners());
  }

  @Override
  public CheckSummary check(CheckRequest request, FindingSink findings) throws StoreException {
    try {
      return new AgentCheck(ref, places, database, environment, request, findings).run();
    } catch (IOException e) {
      throw StorageIoException.wrap("check", ref.path(), e);
    }
  }

  @Override
  public Map<String, Long> sizes() throws StoreException {
    return TableSizes.of(database, environment.now());
  }

  @Override
  public List<Owner> owners() throws StoreException {
    return new DatabaseUsers(places, environment).owners();
  }

  @Override
  public List<LockView> locks() throws StoreException {
    return new DatabaseUsers(places, environment).locks();
  }

  @Override
  public StoreTree tree() {
    return new AgentFiles(places);
  }

  @Override
  public Change prepare(ChangeRequest request) throws StoreException {
    if (request instanceof Purge purge) {
      // What was set aside when the sessions were in files yet.
      try {
        return PurgeChange.prepare(purge, area(), environment);
      } catch (IOException e) {
        throw StorageIoException.of("read", area().root(), e);
      }
    }
    throw new UnsupportedChangeException(ref.path() + " is OpenClaw's SQLite store; only the product may change it:"
        + instead(request.command()));
  }

  /** The product's own way, as 2026.9.6 has it. */
  private static String instead(String command) {
    return switch (command) {
      case "evict" -> " use 'openclaw sessions cleanup', or session.maintenance in its configuration";
      case "compact" -> " stop the gateway and use 'openclaw doctor --session-sqlite compact'";
      case "repair" -> " use 'openclaw doctor --session-sqlite recover', or 'openclaw doctor --fix'";
      case "migrate" -> " 'openclaw doctor --session-sqlite restore' brings the files back that it imported";
      case "restore" -> " stop the gateway, bring the backup back with --into an empty directory, and put the agent's"
          + " database there in place of this one and its -wal and -shm; single sessions do not come back, but"
          + " 'sessionctl inspect' shows them there";
      default -> " use 'openclaw sessions' and 'openclaw doctor --session-sqlite'";
    };
  }

  @Override
  public AdminArea area() {
    return AdminArea.besides(places.sessions());
  }

  @Override
  public String recover(RunRecord run, ApplyContext context) throws StoreException {
    if (PurgeChange.isOf(run)) {
      try {
        return PurgeChange.recover(run, area(), context);
      } catch (IOException e) {
        throw StorageIoException.of("recover", area().root(), e);
      }
    }
    throw new UnsupportedChangeException(ref.path() + " was never changed by this tool");
  }
}
