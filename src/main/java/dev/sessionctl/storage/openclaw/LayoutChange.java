package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What both directions of a layout migration share. The work is prepared outside the gateway's lock, from a
 * snapshot; inside it only what changed meanwhile is caught up with, the identity of the source is compared and
 * names are switched, so that the gateway waits for moments.
 *
 * <p>At every moment of a switch the layout that a released OpenClaw reads is whole: towards the directory, the
 * directory appears before the index goes; towards the index, the index appears before the directory goes.
 */
abstract class LayoutChange implements Change {

  /** How often to catch up with a busy writer outside the lock before doing the rest inside it. */
  static final int ROUNDS_OUTSIDE = 3;

  static final String STEP_LAYOUT = "layout";
  static final String STEP_STAGE = "stage";
  static final String STEP_SWITCH = "switch";

  /** Recorded when a switch that was announced did not happen, so that nobody takes it back. */
  static final String STEP_UNDONE = "undone";

  final StoreFiles files;
  final AdminArea area;
  final Environment environment;
  final Gates gates;
  private String takesBack;

  LayoutChange(StoreFiles files, AdminArea area, Environment environment, Gates gates) {
    this.files = files;
    this.area = area;
    this.environment = environment;
    this.gates = gates;
  }

  /** The name of the layout that is changed to, as on the command line. */
  abstract String target();

  /** The directory layout that is written or given up. */
  abstract DirectoryLayout layout();

  /** Whether the former index stays in place. */
  boolean keepsIndex() {
    return false;
  }

  /** Remembers that this migration takes an earlier run back. */
  void takeBack(String runId) {
    takesBack = runId;
  }

  /** Does the work; called by {@link #apply} with exceptions still as the platform throws them. */
  abstract ChangeReport migrate(ApplyContext context) throws IOException;

  @Override
  public Gate gate(GateOptions options) throws StoreException {
    return gates.layoutChange(target(), options);
  }

  @Override
  public final ChangeReport apply(ApplyContext context) throws StoreException {
    if (plan().changes() == 0) {
      ChangePlan plan = plan();
      return new ChangeReport(0, List.of(), List.of(), plan.bytesBefore(), plan.bytesAfter(), List.of(), List.of());
    }
    try {
      context.journal().step(STEP_LAYOUT, record());
      return migrate(context);
    } catch (ChangedException | LockedException e) {
      try {
        context.journal().step(STEP_UNDONE, Map.of());
      } catch (IOException further) {
        e.addSuppressed(further);
      }
      throw e;
    } catch (IOException e) {
      throw StorageIoException.wrap("migrate", files.index(), e);
    }
  }

  /** What is needed to finish this run, or to take it back. */
  private Map<String, Object> record() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("to", target());
    fields.put("index", files.index().toString());
    fields.put("layout", layout().number());
    fields.put("keepIndex", keepsIndex());
    if (takesBack != null) {
      fields.put("takesBack", takesBack);
    }
    return fields;
  }

  /** Takes the gateway's own lock on the index. */
  OpenClawLock lock(ApplyContext context) throws IOException {
    context.progress().progress("wait for the gateway's lock", 0, -1);
    return OpenClawLock.take(files.index(), LockKind.INDEX, context.lockWait(), Pause.SLEEP, environment);
  }

  /** Opens the index that stands there now. */
  IndexFile openIndex() throws StoreException {
    IndexFile index = IndexFile.open(files.index());
    if (index == null) {
      throw new ChangedException(files.index() + " disappeared while it was looked at; nothing was changed");
    }
    return index;
  }

  /** Refuses to put anything where something stands. */
  static void requireFree(Path path, String advice) throws StoreException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new ChangedException(path + " exists already; " + advice);
    }
  }

  /** Keeps a copy of a former index in the tool's own area, since the product's rotation deletes its own. */
  Path keepCopy(Path former, String runId) throws IOException {
    return keepCopy(files, area, former, runId);
  }

  /** The same for a run that another process began. The copy has its name only when it is whole. */
  static Path keepCopy(StoreFiles files, AdminArea area, Path former, String runId) throws IOException {
    Path copy = area.createBackup(runId).resolve(files.indexName());
    Path temporary = copy.resolveSibling(files.indexName() + ".tmp");
    DurableFiles.deleteIfExists(temporary);
    try {
      DurableFiles.copyNew(former, temporary);
      DurableFiles.rename(temporary, copy);
    } finally {
      DurableFiles.deleteIfExists(temporary);
    }
    DurableFiles.syncDirectory(copy.getParent());
    return copy;
  }

  /** What is thrown when the switch began but cannot go on: not "nothing was done", so that a later run mends it. */
  StoreException halfDone(StoreException cause) {
    return new StoreException(cause.getMessage() + "; " + files.index() + " and " + files.directory()
        + " both stand now, and nothing is lost; run migrate again", cause);
  }
}
