package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.openclaw.RestorePlan.FileStep;
import dev.sessionctl.storage.trash.TrashWriter;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Puts files back from the trash. A file whose place is free gets it by a second name, which fails when somebody else
 * takes the place first, and then leaves the trash; so nothing is ever overwritten unseen. Where something that a run
 * of this tool put there is replaced, that is set aside first.
 */
final class RestoreFiles {

  /** Gives the trash of the present run, which is begun when it is first needed. */
  interface OwnTrash {
    TrashWriter get() throws IOException;
  }

  private final StoreFiles files;
  private final Environment environment;
  private final OwnTrash ownTrash;
  private final Set<Path> changed = new HashSet<>();

  RestoreFiles(StoreFiles files, Environment environment, OwnTrash ownTrash) {
    this.files = files;
    this.environment = environment;
    this.ownTrash = ownTrash;
  }

  /**
   * Puts one file back.
   *
   * @throws ChangedException when its copy or its place is no longer what the plan was made from
   * @throws LockedException when it is locked now
   */
  void restore(FileStep step, ApplyContext context) throws IOException {
    TrashedFile file = step.file();
    FileIdentity kept = FileIdentity.ofNullable(file.kept());
    if (kept == null || !kept.sameContentAs(step.kept())) {
      throw new ChangedException("its copy in the trash changed since it was looked at");
    }
    if (step.present() == null) {
      DurableFiles.resetAttributes(file.kept(), RestorePlanner.permissions(file), file.modifiedNanos());
      place(file.kept(), step.place());
    } else {
      replace(step, context);
    }
    changed.add(step.place().getParent());
    changed.add(file.kept().getParent());
  }

  private static void place(Path kept, Path place) throws IOException {
    try {
      DurableFiles.link(place, kept);
    } catch (FileAlreadyExistsException e) {
      FileIdentity there = FileIdentity.ofNullable(place);
      if (there == null || !there.sameContentAs(FileIdentity.of(kept))) {
        throw new ChangedException("something else stands in its place by now");
      }
    }
    DurableFiles.syncDirectory(place.getParent());
    DurableFiles.deleteIfExists(kept);
  }

  private void replace(FileStep step, ApplyContext context) throws IOException {
    boolean index = step.place().equals(files.index());
    boolean lockable = index || step.place().getFileName().toString().endsWith(".jsonl");
    try (OpenClawLock lock = !lockable ? null : OpenClawLock.take(step.place(),
        index ? LockKind.INDEX : LockKind.TRANSCRIPT, context.lockWait(), Pause.SLEEP, environment)) {
      FileIdentity present = FileIdentity.ofNullable(step.place());
      if (present == null || !present.equals(step.present())) {
        throw new ChangedException("what stands in its place changed since it was looked at");
      }
      TrashWriter trash = ownTrash.get();
      TrashedFile aside = trash.file(step.file().key(), step.file().role(), step.place(), true);
      trash.announce();
      trash.keep(aside);
      trash.settle();
      DurableFiles.resetAttributes(step.file().kept(), RestorePlanner.permissions(step.file()),
          step.file().modifiedNanos());
      if (lock != null) {
        lock.ensureHeld();
      }
      DurableFiles.rename(step.file().kept(), step.place());
      DurableFiles.syncDirectory(step.place().getParent());
    }
  }

  /** Makes durable what was moved, at both ends. */
  void settle() throws IOException {
    for (Path directory : changed) {
      if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        DurableFiles.syncDirectory(directory);
      }
    }
    changed.clear();
  }
}
