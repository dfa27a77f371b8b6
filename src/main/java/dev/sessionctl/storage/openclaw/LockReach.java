package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.ProcessInfo;
import dev.sessionctl.storage.StorageIoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Tells when OpenClaw would not respect a lock of ours. Its contenders ask {@code kill(pid, 0)} and take every
 * failure for a dead holder, so a lock means nothing across users or pid namespaces (2026.3.13); from 2026.5.12
 * on a transcript lock counts only when an argument of its holder looks like OpenClaw (2026.7.1).
 */
final class LockReach {
  private LockReach() {}

  /**
   * Why a lock on the target would be ignored, with what to do, or nothing when nothing speaks against it.
   * Inside a container, processes outside it cannot be seen and are not reported.
   *
   * @throws StorageIoException when the target's directory cannot be read
   */
  static Optional<String> whyIneffective(Path target, Environment environment) throws IOException {
    ProcessInfo self = environment.processes().self();
    if (LockKind.ofFileName(target.getFileName() + ".lock") == LockKind.TRANSCRIPT
        && !OpenClawProcess.isAcceptedAsLockOwner(self.arguments())) {
      return Optional.of("OpenClaw would ignore our lock on " + target + ": no argument of this process ends with"
          + " /openclaw; start it through its launcher, or with java " + OpenClawProcess.OWN_MARK + "/openclaw");
    }
    Optional<String> user = foreignDirectory(target, environment);
    return user.isPresent() ? user : foreignProcess(target, self, environment);
  }

  private static Optional<String> foreignDirectory(Path target, Environment environment) throws StorageIoException {
    if (environment.userId() < 0) {
      return Optional.empty();
    }
    try {
      if (!Files.exists(target.getParent())) {
        // Where a run was interrupted that moves it: there is nothing to lock, and whoever makes it anew owns it.
        return Optional.empty();
      }
      Path directory = LockFile.pathFor(target).getParent();
      long owner = Integer.toUnsignedLong(FileStat.of(directory).userId());
      return owner == environment.userId() ? Optional.empty() : Optional.of("OpenClaw of user id " + owner
          + ", which owns " + directory + ", would ignore a lock of user id " + environment.userId()
          + "; run sessionctl as that user");
    } catch (IOException e) {
      throw StorageIoException.of("look at the directory of", target, e);
    }
  }

  private static Optional<String> foreignProcess(Path target, ProcessInfo self, Environment environment)
      throws IOException {
    List<OwnerDetector.Found> owners = OwnerDetector.find(target, environment);
    for (OwnerDetector.Found found : owners) {
      ProcessInfo process = found.process();
      if (process == null || OpenClawProcess.isSessionctl(process.arguments())) {
        continue;
      }
      if (!process.namespace().isEmpty() && !self.namespace().isEmpty()
          && !process.namespace().equals(self.namespace())) {
        return Optional.of(found.owner().what() + " (pid " + process.pid() + ") runs in another container and would"
            + " ignore our lock; run sessionctl in that container");
      }
      if (environment.userId() >= 0 && process.userId() >= 0
          && process.userId() != environment.userId()) {
        return Optional.of(found.owner().what() + " (pid " + process.pid() + ") runs as user id " + process.userId()
            + " and would ignore a lock of user id " + environment.userId() + "; run sessionctl as that user");
      }
    }
    return Optional.empty();
  }
}
