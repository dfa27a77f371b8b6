package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.files.FileStep;
import dev.sessionctl.storage.files.SessionHold;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts a session into one file, and only then sets aside the other files that it was in: what is set aside is in the
 * new file already. When one of them changes at that moment it stays, and the next compaction merges it again.
 */
final class MergeStep implements FileStep {

  private final PlanItem item;
  private final FileStep united;
  private final List<FileStep> others;
  private String stayed;

  /**
   * A merge.
   *
   * @param united writes the one file
   * @param others set the other files aside
   */
  MergeStep(PlanItem item, FileStep united, List<? extends FileStep> others) {
    this.item = item;
    this.united = united;
    this.others = List.copyOf(others);
  }

  @Override
  public PlanItem item() {
    return item;
  }

  @Override
  public long bytesAfter() {
    return united.bytesAfter();
  }

  @Override
  public List<Path> files() {
    List<Path> files = new ArrayList<>(united.files());
    others.forEach(step -> files.addAll(step.files()));
    return files;
  }

  @Override
  public void prepare(Tools tools) throws IOException {
    united.prepare(tools);
    for (FileStep step : others) {
      step.prepare(tools);
    }
  }

  @Override
  public void secure(Tools tools) throws IOException {
    united.secure(tools);
    for (FileStep step : others) {
      step.secure(tools);
    }
  }

  @Override
  public void apply(Tools tools, SessionHold hold) throws IOException {
    united.apply(tools, hold);
    // What was moved away must not come to be gone before what it is in is there.
    tools.trash().settle();
    for (FileStep step : others) {
      try {
        step.apply(tools, hold);
      } catch (ChangedException | NoSuchFileException e) {
        stayed = e.getMessage();
      }
    }
  }

  @Override
  public String settle(Tools tools) throws IOException {
    return stayed;
  }

  @Override
  public String lookBack(Tools tools) throws IOException {
    List<String> notices = new ArrayList<>();
    add(notices, united.lookBack(tools));
    for (FileStep step : others) {
      add(notices, step.lookBack(tools));
    }
    return notices.isEmpty() ? null : String.join("; ", notices);
  }

  private static void add(List<String> notices, String notice) {
    if (notice != null) {
      notices.add(notice);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      united.close();
    } finally {
      FileStep.closeAll(others);
    }
  }
}
