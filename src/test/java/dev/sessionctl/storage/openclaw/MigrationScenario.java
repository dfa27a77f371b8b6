package dev.sessionctl.storage.openclaw;

import static dev.sessionctl.storage.openclaw.DirectoryLayout.PLAIN;
import static dev.sessionctl.storage.openclaw.DirectoryLayout.VERSIONED;

import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.LayoutMigration;
import dev.sessionctl.storage.change.MigrationRollback;
import dev.sessionctl.storage.change.Relocation;
import java.io.IOException;
import java.nio.file.Path;

/** The changes of {@code migrate}. */
enum MigrationScenario implements Scenario {
  TO_PLAIN, TO_VERSIONED, TO_PLAIN_KEEPING_INDEX, TO_VERSIONED_KEEPING_INDEX,
  INTO_PLAIN, INTO_VERSIONED, INTO_PLAIN_KEEPING_INDEX,
  PLAIN_TO_INDEX, VERSIONED_TO_INDEX, PLAIN_INTO_INDEX, VERSIONED_INTO_INDEX,
  ROLLBACK_TO_INDEX, ROLLBACK_TO_DIRECTORY,
  MOVE, COPY, IN_PLACE;

  static final Path FORMER_ROOT = Path.of("/former/place/.openclaw");

  /** Version of an entry in the directory that is newer, or older, than the index's. */
  private static final int NEWER = 9;
  private static final int OLDER = 1;

  boolean isRelocation() {
    return this == MOVE || this == COPY || this == IN_PLACE;
  }

  boolean keepsIndex() {
    return name().endsWith("KEEPING_INDEX");
  }

  boolean isRollback() {
    return name().startsWith("ROLLBACK");
  }

  /** Whether the store ends as {@code sessions.d}. */
  boolean endsAsDirectory() {
    return name().startsWith("TO_") || name().startsWith("INTO_") || this == ROLLBACK_TO_DIRECTORY;
  }

  private DirectoryLayout layout() {
    return name().contains("VERSIONED") ? VERSIONED : PLAIN;
  }

  @Override
  public Trial prepare(Path disk, FaultRun run) throws IOException {
    SmallStore store = build(disk);
    if (before() != null) {
      run.change(store.sessions(), before());
    }
    return new MigrationTrial(this, store);
  }

  private SmallStore build(Path root) throws IOException {
    SmallStore store = new SmallStore(root.resolve("state"));
    Path paths = this == IN_PLACE ? FORMER_ROOT : store.state();
    store.writeFiles(paths);
    switch (this) {
      case INTO_PLAIN, INTO_VERSIONED, INTO_PLAIN_KEEPING_INDEX, PLAIN_INTO_INDEX, VERSIONED_INTO_INDEX ->
          store.writeIndex(paths, 0, 1).writeEntry(layout(), 0, OLDER).writeEntry(layout(), 1, NEWER)
              .writeEntry(layout(), 2, OLDER);
      case PLAIN_TO_INDEX, VERSIONED_TO_INDEX, ROLLBACK_TO_DIRECTORY ->
          store.writeEntry(layout(), 2, 5).writeEntry(layout(), 0, 5).writeEntry(layout(), 1, 5);
      default -> store.writeIndex(paths, 2, 0, 1);
    }
    return store;
  }

  /** What has to be done before the change that is interrupted; null when nothing has. */
  private ChangeRequest before() {
    return switch (this) {
      case ROLLBACK_TO_INDEX -> new LayoutMigration("sessions.d", 1, false);
      case ROLLBACK_TO_DIRECTORY -> new LayoutMigration("sessions.json", 1, false);
      default -> null;
    };
  }

  /** Where a relocation leads. */
  Path destination(SmallStore store) {
    return this == IN_PLACE ? store.state() : store.state().resolveSibling("elsewhere");
  }

  /** The change, in which paths may be seen through a filter. */
  ChangeRequest request(Path destination) {
    return switch (this) {
      case TO_PLAIN, INTO_PLAIN -> new LayoutMigration("sessions.d", 1, false);
      case TO_VERSIONED, INTO_VERSIONED -> new LayoutMigration("sessions.d", 2, false);
      case TO_PLAIN_KEEPING_INDEX, INTO_PLAIN_KEEPING_INDEX -> new LayoutMigration("sessions.d", 1, true);
      case TO_VERSIONED_KEEPING_INDEX -> new LayoutMigration("sessions.d", 2, true);
      case PLAIN_TO_INDEX, VERSIONED_TO_INDEX, PLAIN_INTO_INDEX, VERSIONED_INTO_INDEX ->
          new LayoutMigration("sessions.json", 1, false);
      case ROLLBACK_TO_INDEX, ROLLBACK_TO_DIRECTORY -> new MigrationRollback(null);
      case MOVE -> new Relocation(destination, false, null);
      case COPY -> new Relocation(destination, true, null);
      case IN_PLACE -> new Relocation(destination, false, FORMER_ROOT);
    };
  }
}
