package dev.sessionctl.storage.restore;

import dev.sessionctl.storage.AtomicReplacement;
import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.files.SessionHold;
import dev.sessionctl.storage.files.TemporaryNames;
import dev.sessionctl.storage.restore.RestorePlan.FileStep;
import dev.sessionctl.storage.trash.TrashWriter;
import dev.sessionctl.storage.trash.TrashedFile;
import dev.sessionctl.storage.trash.UnfinishedTrash;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
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

  private final RestoreTarget target;
  private final OwnTrash ownTrash;
  private final TemporaryNames temporaries;
  private final Set<Path> changed = new HashSet<>();

  RestoreFiles(RestoreTarget target, OwnTrash ownTrash, TemporaryNames temporaries) {
    this.target = target;
    this.ownTrash = ownTrash;
    this.temporaries = temporaries;
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
    boolean replaces = step.present() != null;
    Joining joining = replaces ? target.joining(file) : null;
    TrashedFile former = null;
    try (SessionHold hold = target.hold(file, step.place(), replaces, context.lockWait())) {
      if (joining != null) {
        former = join(step, joining, hold);
      } else if (replaces) {
        replace(step, hold);
      } else {
        makeDirectories(step);
        resetAttributes(file);
        hold.ensureHeld();
        place(file.kept(), step.place());
      }
    }
    if (former != null) {
      joining.lookAfter(former.kept(), former.bytes(), step.place());
      DurableFiles.deleteIfExists(file.kept());
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

  private void replace(FileStep step, SessionHold hold) throws IOException {
    requirePresent(step);
    TrashWriter trash = ownTrash.get();
    TrashedFile aside = trash.file(step.file().key(), step.file().role(), step.place(), true);
    trash.announce();
    trash.keep(aside);
    trash.settle();
    resetAttributes(step.file());
    hold.ensureHeld();
    DurableFiles.rename(step.file().kept(), step.place());
    DurableFiles.syncDirectory(step.place().getParent());
  }

  /** Puts the file together with what stands in its place; returns where that is now. */
  private TrashedFile join(FileStep step, Joining joining, SessionHold hold) throws IOException {
    requirePresent(step);
    TrashWriter trash = ownTrash.get();
    TrashedFile aside = trash.file(step.file().key(), step.file().role(), step.place(), true);
    boolean joined = false;
    try (AtomicReplacement replacement =
        AtomicReplacement.begin(step.place(), temporaries.beside(step.place()))) {
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(replacement.channel()), 1 << 16);
      joining.write(step.file().kept(), step.place(), out);
      out.flush();
      replacement.finishWriting();
      DurableFiles.resetAttributes(replacement.temporary(), RestorePlanner.permissions(step.file()),
          step.present().modifiedNanos());
      trash.announce();
      trash.keep(aside);
      trash.settle();
      hold.ensureHeld();
      if (!step.present().sameContentAs(FileIdentity.ofNullable(step.place()))) {
        throw new ChangedException("what stands in its place changed since it was looked at");
      }
      replacement.commit();
      joined = true;
      return aside;
    } finally {
      if (!joined) {
        UnfinishedTrash.dropSecondName(aside);
      }
    }
  }

  private static void requirePresent(FileStep step) throws IOException {
    if (!step.present().equals(FileIdentity.ofNullable(step.place()))) {
      throw new ChangedException("what stands in its place changed since it was looked at");
    }
  }

  private void resetAttributes(TrashedFile file) throws IOException {
    DurableFiles.resetAttributes(file.kept(), RestorePlanner.permissions(file), target.modifiedNanos(file));
  }

  /** Makes the directories that went with the files; another file of the run may have brought them back by now. */
  private static void makeDirectories(FileStep step) throws IOException {
    for (Path directory : step.missing()) {
      try {
        DurableFiles.createDirectory(directory);
      } catch (FileAlreadyExistsException e) {
        if (!FileStat.of(directory).isDirectory()) {
          throw new ChangedException("something else stands in the place of its directory by now");
        }
      }
      DurableFiles.syncDirectory(directory.getParent());
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
