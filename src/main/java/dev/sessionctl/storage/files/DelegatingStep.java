package dev.sessionctl.storage.files;

import dev.sessionctl.storage.change.PlanItem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A step that does what another one does, and something of its own in one of the phases; so that a phase is not
 * forgotten on the way.
 */
public abstract class DelegatingStep implements FileStep {

  private final FileStep step;

  protected DelegatingStep(FileStep step) {
    this.step = step;
  }

  @Override
  public PlanItem item() {
    return step.item();
  }

  @Override
  public long bytesAfter() {
    return step.bytesAfter();
  }

  @Override
  public List<Path> files() {
    return step.files();
  }

  @Override
  public void prepare(Tools tools) throws IOException {
    step.prepare(tools);
  }

  @Override
  public void secure(Tools tools) throws IOException {
    step.secure(tools);
  }

  @Override
  public void apply(Tools tools, SessionHold hold) throws IOException {
    step.apply(tools, hold);
  }

  @Override
  public String settle(Tools tools) throws IOException {
    return step.settle(tools);
  }

  @Override
  public String lookBack(Tools tools) throws IOException {
    return step.lookBack(tools);
  }

  @Override
  public void close() throws IOException {
    step.close();
  }
}
