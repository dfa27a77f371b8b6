package dev.sessionctl.storage.files;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.trash.TrashWriter;
import dev.sessionctl.storage.trash.UnfinishedTrash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Carries out steps on files, many at a time: they are prepared and announced together, made durable with one flush,
 * and then each session is taken hold of for the moment of its change. What has changed or is in use meanwhile is named
 * and left alone.
 */
public final class FileChange implements Change {

  /** Bounds what is announced, and prepared on disk, before the first of it is done. */
  private static final int BATCH_STEPS = 256;
  private static final long BATCH_BYTES = 64L << 20;

  /** Whether the store may be changed now. */
  @FunctionalInterface
  public interface GateKeeper {
    Gate gate(GateOptions options) throws StoreException;
  }

  private final String command;
  private final StoreRef ref;
  private final AdminArea area;
  private final Environment environment;
  private final GateKeeper gates;
  private final SessionHold.Taker holds;
  private final FilePlan plan;
  private final List<PlanItem> skipped = new ArrayList<>();
  private final List<FileStep> changed = new ArrayList<>();
  private final Set<String> notices = new LinkedHashSet<>();
  private long done;
  private long gained;

  /**
   * A change by that plan.
   *
   * @param command its name, for the journal and the trash
   */
  public FileChange(String command, StoreRef ref, AdminArea area, Environment environment, GateKeeper gates,
      SessionHold.Taker holds, FilePlan plan) {
    this.command = command;
    this.ref = ref;
    this.area = area;
    this.environment = environment;
    this.gates = gates;
    this.holds = holds;
    this.plan = plan;
  }

  @Override
  public ChangePlan plan() {
    return plan;
  }

  @Override
  public Gate gate(GateOptions options) throws StoreException {
    return gates.gate(options);
  }

  @Override
  public ChangeReport apply(ApplyContext context) throws StoreException {
    try {
      context.journal().step(FileRecovery.STEP, Map.of("steps", (long) plan.steps().size()));
      Path root;
      try (TrashWriter trash = TrashWriter.begin(area, context.runId(), command, ref.path(), environment)) {
        root = trash.root();
        FileStep.Tools tools =
            new FileStep.Tools(context, trash, environment, new TemporaryNames(context.runId()),
                new ArrayList<>());
        for (int from = 0; from < plan.steps().size(); ) {
          int to = batchEnd(from);
          batch(plan.steps().subList(from, to), tools);
          from = to;
        }
        for (FileStep step : changed) {
          note(() -> step.lookBack(tools));
        }
      }
      if (done == 0) {
        UnfinishedTrash.discard(root);
      }
      return new ChangeReport(done, skipped, List.of(), plan.bytesBefore(), plan.bytesBefore() - gained,
          done == 0 ? List.of() : List.of(root), List.copyOf(notices));
    } catch (IOException e) {
      throw StorageIoException.wrap(command, ref.path(), e);
    }
  }

  /** Steps of one session are not torn apart. */
  private int batchEnd(int from) {
    List<FileStep> steps = plan.steps();
    long bytes = 0;
    int to = from;
    while (to < steps.size() && (to == from || to - from < BATCH_STEPS && bytes < BATCH_BYTES
        || isSameSession(steps.get(to - 1), steps.get(to)))) {
      bytes += steps.get(to++).item().bytes();
    }
    return to;
  }

  private static boolean isSameSession(FileStep one, FileStep other) {
    return one.item().key() != null && Objects.equals(one.item().key(), other.item().key());
  }

  private void batch(List<FileStep> steps, FileStep.Tools tools) throws IOException {
    List<FileStep> prepared = new ArrayList<>();
    try {
      for (FileStep step : steps) {
        if (tools.context().isOver(environment)) {
          skip(step, ApplyContext.OUT_OF_TIME);
        } else if (attempt(step, () -> step.prepare(tools))) {
          prepared.add(step);
        }
      }
      flush(tools.unsynced());
      tools.trash().announce();
      List<FileStep> secured = new ArrayList<>();
      for (FileStep step : prepared) {
        if (attempt(step, () -> step.secure(tools))) {
          secured.add(step);
        }
      }
      tools.trash().settle();
      List<FileStep> applied = new ArrayList<>();
      for (int from = 0; from < secured.size(); ) {
        int to = from + 1;
        while (to < secured.size() && isSameSession(secured.get(from), secured.get(to))) {
          to++;
        }
        session(secured.subList(from, to), tools, applied);
        from = to;
      }
      tools.trash().settle();
      for (FileStep step : applied) {
        note(() -> step.settle(tools));
      }
      tools.trash().settle();
      changed.addAll(applied);
    } finally {
      FileStep.closeAll(steps);
    }
  }

  /** Makes contents durable, those of one directory together. */
  private void flush(List<Path> unsynced) throws IOException {
    Map<Path, List<Path>> byDirectory = new LinkedHashMap<>();
    for (Path file : unsynced) {
      // What was taken back since, because its step came to nothing, needs no durability.
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        byDirectory.computeIfAbsent(file.getParent(), directory -> new ArrayList<>()).add(file);
      }
    }
    unsynced.clear();
    for (Map.Entry<Path, List<Path>> files : byDirectory.entrySet()) {
      environment.flusher().flush(files.getKey(), files.getValue());
    }
  }

  /** Does the steps of one session under one hold. */
  private void session(List<FileStep> steps, FileStep.Tools tools, List<FileStep> applied) throws IOException {
    if (tools.context().isOver(environment)) {
      steps.forEach(step -> skip(step, ApplyContext.OUT_OF_TIME));
      return;
    }
    List<Path> files = steps.stream().flatMap(step -> step.files().stream()).distinct().toList();
    try (SessionHold hold = holds.take(steps.get(0).item().key(), files, tools.context().lockWait())) {
      for (FileStep step : steps) {
        if (attempt(step, () -> step.apply(tools, hold))) {
          applied.add(step);
          done++;
          gained += step.item().bytes() - step.bytesAfter();
        }
      }
    } catch (LockedException | ChangedException | NoSuchFileException e) {
      steps.forEach(step -> skip(step, e.getMessage()));
    }
    tools.context().progress().progress(command, done, plan.steps().size());
  }

  /** Something that may have to say something. */
  @FunctionalInterface
  private interface Look {
    String look() throws IOException;
  }

  private void note(Look look) throws IOException {
    try {
      String notice = look.look();
      if (notice != null) {
        notices.add(notice);
      }
    } catch (LockedException | ChangedException | NoSuchFileException e) {
      notices.add(e.getMessage());
    }
  }

  /** Something that may find the store changed. */
  @FunctionalInterface
  private interface Phase {
    void run() throws IOException;
  }

  private boolean attempt(FileStep step, Phase phase) throws IOException {
    try {
      phase.run();
      return true;
    } catch (NoSuchFileException e) {
      skip(step, e.getMessage() + " is gone");
    } catch (LockedException | ChangedException e) {
      skip(step, e.getMessage());
    }
    return false;
  }

  private void skip(FileStep step, String reason) {
    PlanItem item = step.item();
    skipped.add(new PlanItem(item.key(), item.path(), item.action(), reason, item.bytes()));
  }

  @Override
  public void close() {
    // Nothing is held between plan and apply.
  }
}
