package dev.sessionctl.storage.files;

import dev.sessionctl.storage.change.PlanItem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Steps of which each is done only after those before it: a message is put into its session before the file that it
 * waited in goes. An interruption leaves what comes first without what comes after.
 */
public final class InOrder implements FileStep {

  private final PlanItem item;
  private final List<FileStep> steps;

  /** @param item what the plan shows of all of them */
  public InOrder(PlanItem item, List<FileStep> steps) {
    this.item = item;
    this.steps = List.copyOf(steps);
  }

  @Override
  public PlanItem item() {
    return item;
  }

  @Override
  public long bytesAfter() {
    return steps.stream().mapToLong(FileStep::bytesAfter).sum();
  }

  @Override
  public List<Path> files() {
    return steps.stream().flatMap(step -> step.files().stream()).distinct().toList();
  }

  @Override
  public void prepare(Tools tools) throws IOException {
    for (FileStep step : steps) {
      step.prepare(tools);
    }
  }

  @Override
  public void secure(Tools tools) throws IOException {
    for (FileStep step : steps) {
      step.secure(tools);
    }
  }

  @Override
  public void apply(Tools tools, SessionHold hold) throws IOException {
    for (FileStep step : steps) {
      step.apply(tools, hold);
    }
  }

  @Override
  public String settle(Tools tools) throws IOException {
    return together(step -> step.settle(tools));
  }

  @Override
  public String lookBack(Tools tools) throws IOException {
    return together(step -> step.lookBack(tools));
  }

  /** A look at one step, and what an operator should know of it. */
  private interface Look {
    String at(FileStep step) throws IOException;
  }

  private String together(Look look) throws IOException {
    String notices = null;
    for (FileStep step : steps) {
      String notice = look.at(step);
      notices = notices == null ? notice : notice == null ? notices : notices + "; " + notice;
    }
    return notices;
  }

  @Override
  public void close() throws IOException {
    FileStep.closeAll(steps);
  }
}
