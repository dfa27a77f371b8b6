package dev.sessionctl.storage.openclaw;

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
import dev.sessionctl.storage.backup.ReplaceChange;
import dev.sessionctl.storage.backup.ReplaceUndo;
import dev.sessionctl.storage.backup.SessionRestoreChange;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.Compaction;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.LayoutMigration;
import dev.sessionctl.storage.change.LockBreak;
import dev.sessionctl.storage.change.MigrationRollback;
import dev.sessionctl.storage.change.Purge;
import dev.sessionctl.storage.change.Relocation;
import dev.sessionctl.storage.change.Repair;
import dev.sessionctl.storage.change.Replacement;
import dev.sessionctl.storage.change.Restoration;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.change.SessionRestoration;
import dev.sessionctl.storage.relocate.RelocationChange;
import dev.sessionctl.storage.relocate.StoreTree;
import dev.sessionctl.storage.restore.RestoreChange;
import dev.sessionctl.storage.trash.PurgeChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** A store of OpenClaw's in files: an index, or a directory of entries, and the transcripts beside them. */
final class OpenClawStore implements Store {

  private final StoreRef ref;
  private final StoreFiles files;
  private final Entries entries;
  private final Environment environment;

  private OpenClawStore(StoreRef ref, StoreFiles files, Entries entries, Environment environment) {
    this.ref = ref;
    this.files = files;
    this.entries = entries;
    this.environment = environment;
  }

  static OpenClawStore open(StoreRef ref, Environment environment) {
    if (ref.format().equals(OpenClawFormat.JSON)) {
      return new OpenClawStore(ref, new StoreFiles(ref.path()), new IndexEntries(ref.path()), environment);
    }
    EntryDirectory directory = new EntryDirectory(ref.path(), layoutOf(ref.path()));
    return new OpenClawStore(ref, StoreFiles.ofDirectory(ref.path()), new DirectoryEntries(directory), environment);
  }

  /**
   * Which of the two layouts a {@code sessions.d} has. The second is told by its marker; where that was lost, by its
   * directory of entries, which the first never has: taken for the first, it would seem to be empty.
   */
  static DirectoryLayout layoutOf(Path directory) {
    if (Files.isDirectory(DirectoryLayout.VERSIONED.entries(directory), LinkOption.NOFOLLOW_LINKS)) {
      return DirectoryLayout.VERSIONED;
    }
    try {
      return VersionMarker.read(directory) == null ? DirectoryLayout.PLAIN : DirectoryLayout.VERSIONED;
    } catch (IOException e) {
      return DirectoryLayout.PLAIN;
    }
  }

  @Override
  public StoreRef ref() {
    return ref;
  }

  @Override
  public boolean scan(ScanRequest request, SessionVisitor visitor) throws StoreException {
    return guarded("read", () -> {
      SessionsDirectory listing =
          request.files() || request.messages() ? SessionsDirectory.list(files.sessions(), files.indexName()) : null;
      SessionRows rows = new SessionRows(ref, request, listing, environment);
      boolean[] complete = {true};
      entries.scan(new Entries.Visitor() {
        @Override
        public boolean wantsReferences() {
          return false;
        }

        @Override
        public void entry(String key, SessionEntry entry, long bytes) throws IOException {
          visitor.session(rows.row(key, entry, bytes));
        }

        @Override
        public void unreadable(Path file, String reason) throws IOException {
          complete[0] = false;
          visitor.problem(file, reason);
        }
      });
      return complete[0];
    });
  }

  @Override
  public SessionDetail inspect(String key, InspectRequest request) throws StoreException {
    return guarded("read", () -> {
      SessionEntry entry = new SessionEntry();
      byte[] text = entries.read(key, entry);
      if (text == null) {
        throw new NoSuchSessionException("no session " + key + " in " + ref.path());
      }
      return new Inspection(ref, files, environment).detail(key, entry, text, request, entries);
    });
  }

  @Override
  public CheckSummary check(CheckRequest request, FindingSink findings) throws StoreException {
    return guarded("check", () -> new Check(ref, files, entries, environment, findings).run(request));
  }

  @Override
  public List<Owner> owners() throws StoreException {
    return gates().owners();
  }

  @Override
  public List<LockView> locks() throws StoreException {
    return guarded("read the locks of", () -> LockInspector.locksIn(files.sessions(), environment));
  }

  @Override
  public AdminArea area() {
    return AdminArea.besides(files.sessions());
  }

  @Override
  public Change prepare(ChangeRequest request) throws StoreException {
    return guarded("read", () -> {
      if (request instanceof LayoutMigration migration) {
        return migrations().prepare(migration);
      }
      if (request instanceof MigrationRollback rollback) {
        return migrations().prepare(rollback);
      }
      if (request instanceof Relocation relocation) {
        return RelocationChange.prepare(relocation, stateDirectory());
      }
      if (request instanceof SessionRestoration sessions) {
        return SessionRestoreChange.prepare(sessions, this, new StateDirectory(parts()),
            new OpenClawRestoreTarget(parts()), new SessionCopy());
      }
      if (request instanceof Replacement replacement) {
        return ReplaceChange.prepare(replacement, this, new StateDirectory(parts()));
      }
      if (request instanceof Compaction compaction) {
        compaction.requireNoStyle(ref.format());
        return new CompactChange(ref, files, entries, area(), environment, gates(), compaction);
      }
      if (request instanceof Eviction eviction) {
        return evictions().prepare(eviction);
      }
      if (request instanceof Restoration restoration) {
        return ReplaceUndo.isWanted(restoration, area())
            ? ReplaceUndo.prepare(restoration, this, stateDirectory())
            : RestoreChange.prepare(restoration, new OpenClawRestoreTarget(parts()));
      }
      if (request instanceof Purge purge) {
        return PurgeChange.prepare(purge, area(), environment);
      }
      if (request instanceof Repair repair) {
        return new Repairs(ref, files, entries, area(), environment, gates()).prepare(repair);
      }
      if (request instanceof LockBreak) {
        return new LockBreakChange(files.sessions(), environment, gates());
      }
      throw new UnsupportedChangeException(request.command() + " does not know " + ref.format() + " stores");
    });
  }

  /**
   * A layout change moves a store from one name in its directory to another, so a run belongs to every store in the
   * directory of the one it names.
   */
  @Override
  public boolean isConcernedBy(RunRecord run) {
    return run.changedBeside(ref.path());
  }

  @Override
  public String recover(RunRecord run, ApplyContext context) throws StoreException {
    return guarded("recover", () -> {
      if (RelocationChange.isOf(run)) {
        return RelocationChange.recover(run, stateDirectory(), context);
      }
      if (CompactChange.isOf(run)) {
        return CompactionRecovery.recover(run, files, area(), environment);
      }
      if (RepairRecovery.isOf(run)) {
        return new RepairRecovery(files, area(), environment).recover(run);
      }
      if (ReplaceChange.isOf(run)) {
        return ReplaceChange.recover(run, stateDirectory(), context);
      }
      if (RestoreChange.isOf(run)) {
        return RestoreChange.recover(run, new OpenClawRestoreTarget(parts()), context);
      }
      if (PurgeChange.isOf(run)) {
        return PurgeChange.recover(run, area(), context);
      }
      return EvictChange.isOf(run) ? evictions().recover(run) : migrations().recover(run, context);
    });
  }

  StoreFiles files() {
    return files;
  }

  Entries entries() {
    return entries;
  }

  private Evictions evictions() {
    return new Evictions(ref, files, entries, area(), environment, gates());
  }

  /**
   * What a change of entries works with.
   *
   * @param directory the entries of a {@code sessions.d}, or null when they are in an index
   */
  record Parts(StoreRef ref, StoreFiles files, EntryDirectory directory, AdminArea area, Environment environment,
      Gates gates) {}

  private Parts parts() {
    EntryDirectory directory = ref.format().equals(OpenClawFormat.JSON) ? null
        : new EntryDirectory(ref.path(), layoutOf(ref.path()));
    return new Parts(ref, files, directory, area(), environment, gates());
  }

  private StateDirectory stateDirectory() throws UnsupportedChangeException {
    StateDirectory directory = new StateDirectory(parts());
    if (!directory.isWhole()) {
      throw new UnsupportedChangeException(files.index() + " does not lie in a state directory"
          + " (<state>/agents/<id>/sessions); only whole state directories are relocated");
    }
    return directory;
  }

  @Override
  public StoreTree tree() {
    return new StateDirectory(parts());
  }

  private Gates gates() {
    Generation generation =
        Generation.detect(files.sessions(), StorePlace.stateOf(files.sessions()), environment);
    return new Gates(files, generation, environment);
  }

  private Migrations migrations() {
    return new Migrations(files, area(), environment, gates());
  }

  private <T> T guarded(String attempt, StorageIoException.Attempt<T> action) throws StoreException {
    return StorageIoException.guard(attempt, ref.path(), action);
  }
}
