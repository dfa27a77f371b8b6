package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.CheckSummary;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FindingSink;
import dev.sessionctl.storage.InspectRequest;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.SessionDetail;
import dev.sessionctl.storage.SessionVisitor;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.UnsupportedVersionException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.Purge;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.trash.PurgeChange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A store of an OpenClaw from 2026.8.1 on, which keeps its sessions in SQLite. It is recognised, so that nobody takes
 * the files around it for the store; its content is the product's own to show.
 */
record DatabaseStore(StoreRef ref, Environment environment) implements Store {

  @Override
  public boolean scan(ScanRequest request, SessionVisitor visitor) throws StoreException {
    throw unread();
  }

  @Override
  public SessionDetail inspect(String key, InspectRequest request) throws StoreException {
    throw unread();
  }

  @Override
  public CheckSummary check(CheckRequest request, FindingSink findings) throws StoreException {
    throw unread();
  }

  @Override
  public List<Owner> owners() throws StoreException {
    Path sessions = agentDirectory().resolve("sessions");
    try {
      return OwnerDetector.owners(sessions, environment);
    } catch (IOException e) {
      throw StorageIoException.of("look for owners of", sessions, e);
    }
  }

  @Override
  public List<LockView> locks() {
    return List.of();
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
        + " use 'openclaw sessions' and 'openclaw doctor --session-sqlite'");
  }

  @Override
  public AdminArea area() {
    return AdminArea.besides(agentDirectory().resolve("sessions"));
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

  private Path agentDirectory() {
    return ref.path().getParent().getParent();
  }

  private UnsupportedVersionException unread() {
    return new UnsupportedVersionException(ref.path() + " is the SQLite store of an OpenClaw from 2026.8 on, which this"
        + " version does not read; use 'openclaw sessions --json'");
  }
}
