package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.RunRecord;
import java.io.IOException;

/**
 * Prepares evictions and finishes interrupted ones.
 *
 * @param ref the store
 * @param files its names
 * @param entries its entries
 * @param area this tool's area beside it
 * @param environment the surroundings
 * @param gates whether it may be changed
 */
record Evictions(StoreRef ref, StoreFiles files, Entries entries, AdminArea area, Environment environment,
    Gates gates) {

  Change prepare(Eviction request) throws IOException {
    return new EvictChange(this, new EvictPlanner(this, request).plan());
  }

  /** What finishes an interrupted run. */
  String recover(RunRecord run) throws IOException {
    return new EvictRecovery(this, run).run();
  }

  boolean isDirectory() {
    return ref.format().equals(OpenClawFormat.DIRECTORY);
  }

  /** What changes the entries of the store. */
  EntryEditor editor() {
    return isDirectory()
        ? new DirectoryEditor(files, new EntryDirectory(ref.path(), OpenClawStore.layoutOf(ref.path())), environment)
        : new IndexEditor(files, environment);
  }

  SessionsDirectory list() throws IOException {
    return SessionsDirectory.list(files.sessions(), files.indexName());
  }

  /** Who uses which files as the store is now. */
  FileUsers users() throws IOException {
    SessionsDirectory listing = list();
    FileUsers users = new FileUsers(OtherStores.claims(ref.path(), files.sessions()));
    TranscriptLocator locator = new TranscriptLocator(listing.path(), listing);
    entries.scan(new Entries.Visitor() {
      @Override
      public void entry(String key, SessionEntry entry, long bytes) throws IOException {
        users.add(key, entry, SessionRows.locate(locator, key, entry));
      }

      @Override
      public void unreadable(java.nio.file.Path file, String reason) {
        users.unreadable();
      }
    });
    return users;
  }
}
