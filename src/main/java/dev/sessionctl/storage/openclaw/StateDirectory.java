package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.files.TemporaryNames;
import dev.sessionctl.storage.relocate.RelocationTarget;
import dev.sessionctl.storage.relocate.Taking;
import dev.sessionctl.storage.relocate.Treatment;
import dev.sessionctl.storage.tokenoptimizer.TokenOptimizer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The files of a store in files, as part of its state directory: paths stand in indexes and entries, in the
 * configuration, in trajectory pointers, and in each transcript's header. Indexes and entries are replaced by renames
 * (2026.1.29 to 2026.7.1), rows are appended to transcripts, and everything else is written once.
 */
final class StateDirectory implements RelocationTarget {

  private final OpenClawStore.Parts parts;
  private final Path sessions;
  private final Path state;

  /** The files of a store; its index may lie in no state directory. */
  StateDirectory(OpenClawStore.Parts parts) {
    this.parts = parts;
    this.sessions = parts.files().sessions();
    this.state = StorePlace.stateOf(sessions);
  }

  /** Whether there is a state directory. */
  boolean isWhole() {
    return state != null;
  }

  /** The state directory, or where there is none the directory of the sessions. */
  @Override
  public Path root() {
    return state == null ? sessions : state;
  }

  @Override
  public List<Path> places() {
    return List.of(sessions);
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
    return state == null ? Set.of() : RecordedRoots.of(state, environment());
  }

  @Override
  public String productVersion() throws StoreException {
    return state == null ? null : GatewayConfig.read(state, environment()).version();
  }

  /** Nothing more is done under the lock: no owner lives, and the lock file itself would be moved along. */
  @Override
  public void beforeMoving(ApplyContext context) throws IOException {
    if (!Files.isDirectory(sessions)) {
      // Where a run was interrupted that moves it; nobody has a lock in a directory that is not there.
      return;
    }
    try (OpenClawLock lock = OpenClawLock.take(parts.files().index(), LockKind.INDEX, context.lockWait(), Pause.SLEEP,
        environment())) {
      lock.ensureHeld();
    }
  }

  @Override
  public Treatment treatment(Path root, Path file) {
    String name = file.getFileName().toString();
    if (isOfSessions(root, file)) {
      return switch (artifact(root, file).kind()) {
        case INDEX, INDEX_BACKUP, TRAJECTORY_POINTER -> Treatment.REWRITE;
        case TRANSCRIPT, CHECKPOINT, ARCHIVE_RESET, ARCHIVE_DELETED, ARCHIVE_BAK ->
            name.endsWith(".zst") ? Treatment.KEEP : Treatment.REWRITE_HEADER;
        case INDEX_LOCK, TRANSCRIPT_LOCK, INDEX_TEMP -> Treatment.LEAVE;
        default -> Treatment.KEEP;
      };
    }
    if (file.getParent().equals(root)) {
      return name.equals("openclaw.json") || name.equals("clawdbot.json") ? Treatment.REWRITE : Treatment.KEEP;
    }
    return TokenOptimizer.namesPaths(root, file) || isEntry(root, file) ? Treatment.REWRITE : Treatment.KEEP;
  }

  @Override
  public Taking taking(Path root, Path file) {
    if (!isOfSessions(root, file)) {
      return TemporaryNames.isTemporary(file.getFileName().toString()) ? Taking.LEAVE : Taking.REPLACED;
    }
    return switch (artifact(root, file).kind()) {
      case INDEX_LOCK, TRANSCRIPT_LOCK, INDEX_TEMP, REPAIR_TEMP, USAGE_CACHE_TEMP -> Taking.LEAVE;
      case TRANSCRIPT, TRAJECTORY -> Taking.APPENDED;
      default -> TemporaryNames.isTemporary(file.getFileName().toString()) ? Taking.LEAVE : Taking.REPLACED;
    };
  }

  @Override
  public boolean isIndex(Path root, Path file) {
    return isEntry(root, file) || isOfSessions(root, file) && artifact(root, file).kind() == ArtifactKind.INDEX;
  }

  private boolean isOfSessions(Path root, Path file) {
    return state == null ? file.getParent().equals(root) : file.getParent().getFileName().toString().equals("sessions");
  }

  private static boolean isEntry(Path root, Path file) {
    Path parent = file.getParent();
    Path above = parent.getFileName().toString().equals("entries") ? parent.getParent() : parent;
    return file.getFileName().toString().endsWith(KeyNames.SUFFIX) && above.startsWith(root)
        && StoreFiles.ofDirectory(above) != null && above.getParent().getFileName().toString().equals("sessions");
  }

  /** What a file of a sessions directory is; only in the store's own directory the index may have another name. */
  private ArtifactName artifact(Path root, Path file) {
    boolean own = sessions.startsWith(root()) && file.getParent().equals(root.resolve(root().relativize(sessions)));
    return ArtifactName.of(file.getFileName().toString(), own ? parts.files().indexName() : "sessions.json");
  }

  @Override
  public int headerLength(FileChannel file) throws IOException {
    return HeaderLine.length(file);
  }
}
