package dev.sessionctl.storage.files;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.trash.TrashWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * One thing that a change does to the files of one session. It is whole or it did not happen, whenever the run is
 * interrupted, and stands alone: what one step finds changed does not keep the others from being done. A file is
 * changed by one step of a plan at most.
 *
 * <p>The phases are called in this order, each for many steps before the next one: {@link #prepare} without any hold,
 * then the trash is made durable, {@link #secure}, then the trash again, {@link #apply} under the hold, then the
 * directories that were changed are made durable, {@link #settle}, and {@link #close} in any case; {@link #lookBack}
 * when all steps of the plan have been through these. A hold is a lock that others wait for: what makes something
 * durable takes long, and has its place outside of it.
 *
 * <p>Any of them may throw {@link dev.sessionctl.storage.ChangedException},
 * {@link dev.sessionctl.storage.LockedException} or {@link java.nio.file.NoSuchFileException}: then the session is left
 * as it is, with the message as the reason in the report.
 */
public interface FileStep {

  /** What the plan shows of it; its action and reason, and the bytes that it concerns. */
  PlanItem item();

  /** Bytes that are left of them afterwards, as far as that can be told beforehand. */
  long bytesAfter();

  /** The files that are changed. */
  List<Path> files();

  /** Reads, hashes and writes what takes long, and announces to the trash what will go there. */
  void prepare(Tools tools) throws IOException;

  /** Gives what will be replaced its second name in the trash, which was announced by now; without a hold. */
  default void secure(Tools tools) throws IOException {}

  /** Compares every identity once more, and changes the store; what was changed is made durable afterwards. */
  void apply(Tools tools, SessionHold hold) throws IOException;

  /**
   * Looks after what was changed, where the product may have written meanwhile; what is noted as changed with the trash
   * is made durable afterwards.
   *
   * @return what an operator should know of it, or null
   */
  default String settle(Tools tools) throws IOException {
    return null;
  }

  /**
   * Looks once more after everything of the plan is done, where the product may have written late.
   *
   * @return what an operator should know of it, or null
   */
  default String lookBack(Tools tools) throws IOException {
    return null;
  }

  /** Takes away what was prepared and not used. */
  default void close() throws IOException {}

  /** Closes all of them, also when one fails; throws the first failure. */
  static void closeAll(Iterable<? extends FileStep> steps) throws IOException {
    IOException failure = null;
    for (FileStep step : steps) {
      try {
        step.close();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * What a step works with.
   *
   * @param context the run
   * @param trash of this run
   * @param environment the surroundings
   * @param temporaries names of temporary files
   * @param unsynced what {@link #prepare} has written and not made durable; that is done for many steps at once before
   *     anything is changed
   */
  record Tools(ApplyContext context, TrashWriter trash, Environment environment, TemporaryNames temporaries,
      List<Path> unsynced) {}
}
