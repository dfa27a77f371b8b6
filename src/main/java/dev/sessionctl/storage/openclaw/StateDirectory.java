package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.relocate.RelocationTarget;
import dev.sessionctl.storage.relocate.Treatment;
import dev.sessionctl.storage.tokenoptimizer.TokenOptimizer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Set;

/**
 * A state directory that is given another place: paths stand in indexes and entries, in the configuration, in
 * trajectory pointers, and in each transcript's header.
 */
final class StateDirectory implements RelocationTarget {

  private final OpenClawStore.Parts parts;
  private final Path root;

  /**
   * The state directory that a store lies in.
   *
   * @throws UnsupportedChangeException when it lies in none
   */
  StateDirectory(OpenClawStore.Parts parts) throws StoreException {
    this.parts = parts;
    this.root = StorePlace.stateOf(parts.files().sessions());
    if (root == null) {
      throw new UnsupportedChangeException(parts.files().index() + " does not lie in a state directory"
          + " (<state>/agents/<id>/sessions); only whole state directories are relocated");
    }
  }

  @Override
  public Path root() {
    return root;
  }

  @Override
  public Path store() {
    return parts.ref().path();
  }

  @Override
  public AdminArea area() {
    return parts.area();
  }

  @Override
  public Environment environment() {
    return parts.environment();
  }

  @Override
  public Gate gate(GateOptions options) throws StoreException {
    return parts.gates().relocation(options);
  }

  @Override
  public Set<Path> recordedRoots() throws IOException {
    return RecordedRoots.of(root, environment());
  }

  /** Nothing more is done under the lock: no owner lives, and the lock file itself would be moved along. */
  @Override
  public void beforeMoving(ApplyContext context) throws IOException {
    try (OpenClawLock lock = OpenClawLock.take(parts.files().index(), LockKind.INDEX, context.lockWait(), Pause.SLEEP,
        environment())) {
      lock.ensureHeld();
    }
  }

  @Override
  public Treatment treatment(Path state, Path file) {
    String name = file.getFileName().toString();
    Path parent = file.getParent();
    if (parent.equals(state)) {
      return name.equals("openclaw.json") || name.equals("clawdbot.json") ? Treatment.REWRITE : Treatment.KEEP;
    }
    if (TokenOptimizer.namesPaths(state, file)) {
      return Treatment.REWRITE;
    }
    boolean sessions = parent.getFileName().toString().equals("sessions");
    if (!sessions) {
      Path above = parent.getFileName().toString().equals("entries") ? parent.getParent() : parent;
      boolean entry = StoreFiles.ofDirectory(above) != null && name.endsWith(KeyNames.SUFFIX)
          && above.getParent().getFileName().toString().equals("sessions");
      return entry ? Treatment.REWRITE : Treatment.KEEP;
    }
    return switch (ArtifactName.of(name, "sessions.json").kind()) {
      case INDEX, INDEX_BACKUP, TRAJECTORY_POINTER -> Treatment.REWRITE;
      case TRANSCRIPT, CHECKPOINT, ARCHIVE_RESET, ARCHIVE_DELETED, ARCHIVE_BAK ->
          name.endsWith(".zst") ? Treatment.KEEP : Treatment.REWRITE_HEADER;
      case INDEX_LOCK, TRANSCRIPT_LOCK, INDEX_TEMP -> Treatment.LEAVE;
      default -> Treatment.KEEP;
    };
  }

  @Override
  public int headerLength(FileChannel file) throws IOException {
    return HeaderLine.length(file);
  }
}
