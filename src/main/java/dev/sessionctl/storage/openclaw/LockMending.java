package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.change.PlanItem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Removes one lock file whose holder is provably gone. The file is judged once more, and removed only while that very
 * inode with the same bytes stands there.
 */
final class LockMending implements Mending {

  private final Path path;
  private final LockFile planned;
  private final PlanItem item;

  private LockMending(Path path, LockFile planned, String holder) {
    this.path = path;
    this.planned = planned;
    this.item = new PlanItem(null, path, "remove", "held by " + holder, planned.content().length);
  }

  /** The mending of a lock, or null when it is gone or its holder may live. */
  static LockMending of(Path path, Environment environment) throws IOException {
    Optional<LockFile> file = LockFile.read(path);
    if (file.isEmpty() || HeldLocks.isHeld(StorePlace.real(path.getParent()).resolve(path.getFileName()))) {
      return null;
    }
    LockInspector.Judgement judgement = judge(path, file.get(), environment);
    return isDead(judgement) ? new LockMending(path, file.get(), judgement.holder()) : null;
  }

  private static LockInspector.Judgement judge(Path path, LockFile file, Environment environment) {
    return LockInspector.judge(file, LockKind.ofFileName(path.getFileName().toString()), environment);
  }

  /** A lock without a readable payload may be removable to the product when it is old; here that is no proof. */
  private static boolean isDead(LockInspector.Judgement judgement) {
    return judgement.removable() && switch (judgement.verdict()) {
      case DEAD, RECYCLED -> true;
      default -> false;
    };
  }

  @Override
  public PlanItem item() {
    return item;
  }

  @Override
  public long bytesAfter() {
    return 0;
  }

  @Override
  public void apply(Tools tools) throws IOException {
    apply(tools.context().journal(), tools.environment());
  }

  /** The same without a trash: a lock of a dead holder says nothing that its journal would not. */
  void apply(dev.sessionctl.storage.change.Journal journal, Environment environment) throws IOException {
    Optional<LockFile> present = LockFile.read(path);
    if (present.isEmpty()) {
      throw new LeftAloneException("it is gone already");
    }
    if (!present.get().sameAs(planned) || !isDead(judge(path, present.get(), environment))) {
      throw new LeftAloneException("another process took it since it was looked at");
    }
    journal.step("remove-lock", Map.of("path", path.toString(),
        "content", new String(planned.content(), StandardCharsets.UTF_8)));
    if (!StaleLocks.remove(path, planned)) {
      throw new LeftAloneException("another process took it since it was looked at");
    }
  }
}
