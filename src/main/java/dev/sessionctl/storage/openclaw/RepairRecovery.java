package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.trash.Trash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Cleans up after an interrupted repair. Each mending is whole or did not happen, so what was mended stays, what was
 * not is found again by the next run, and only what was being prepared has to go.
 */
final class RepairRecovery {

  private final StoreFiles files;
  private final AdminArea area;
  private final Environment environment;

  RepairRecovery(StoreFiles files, AdminArea area, Environment environment) {
    this.files = files;
    this.area = area;
    this.environment = environment;
  }

  /** Whether an interrupted run was a repair, or broke locks. */
  static boolean isOf(RunRecord run) {
    return "repair".equals(run.command()) || "locks".equals(run.command());
  }

  String recover(RunRecord run) throws IOException {
    for (RunRecord.Step step : run.steps()) {
      Path staged = step.name().equals(LayoutChange.STEP_STAGE) ? step.path("path") : null;
      if (isOurs(staged)) {
        DurableFiles.deleteIfExists(staged);
      }
    }
    EditLeftovers.remove(run, files, environment);
    if (Files.isDirectory(files.sessions())) {
      DurableFiles.syncDirectory(files.sessions());
    }
    for (Trash.Run kept : new Trash(area).runs()) {
      if (kept.root().getFileName().toString().equals(run.runId())) {
        settle(kept);
      }
    }
    return "kept what " + run.command() + " run " + run.runId() + " had mended, and removed what it had prepared";
  }

  /**
   * A file that was to be replaced and was not has a second name in the trash, which it must not keep; one that was
   * may lack what a writer appended at that moment.
   */
  private void settle(Trash.Run run) throws IOException {
    new Trash(area).read(run, new CompactionRecovery.Replaced(files.sessions(), environment));
  }

  /** A journal is a file like any other: only names that a repair of this store gives are ever removed. */
  private boolean isOurs(Path staged) {
    if (staged == null || staged.getFileName() == null || !files.sessions().equals(staged.getParent())) {
      return false;
    }
    return switch (ArtifactName.of(staged.getFileName().toString(), files.indexName()).kind()) {
      case INDEX_TEMP, REPAIR_TEMP -> Files.isRegularFile(staged, LinkOption.NOFOLLOW_LINKS);
      default -> false;
    };
  }
}
