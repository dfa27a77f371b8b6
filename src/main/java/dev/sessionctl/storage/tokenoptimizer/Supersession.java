package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.files.FileStep;
import dev.sessionctl.storage.files.SessionHold;
import dev.sessionctl.storage.files.SetAside;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Leaves lines out of a manifest, and then sets their checkpoints aside. In this order and as one step: a line that
 * arrived meanwhile keeps both from being done, and of an interrupted run the checkpoints follow the lines.
 */
final class Supersession implements FileStep {

  private final PlanItem item;
  private final LineRewriting manifest;
  private final SetAside checkpoints;
  private String left;

  Supersession(PlanItem item, LineRewriting manifest, SetAside checkpoints) {
    this.item = item;
    this.manifest = manifest;
    this.checkpoints = checkpoints;
  }

  @Override
  public PlanItem item() {
    return item;
  }

  @Override
  public long bytesAfter() {
    return manifest.bytesAfter();
  }

  @Override
  public List<Path> files() {
    List<Path> files = new ArrayList<>(manifest.files());
    files.addAll(checkpoints.files());
    return files;
  }

  @Override
  public void prepare(Tools tools) throws IOException {
    manifest.prepare(tools);
    checkpoints.prepare(tools);
  }

  @Override
  public void secure(Tools tools) throws IOException {
    manifest.secure(tools);
    checkpoints.secure(tools);
  }

  @Override
  public void apply(Tools tools, SessionHold hold) throws IOException {
    manifest.apply(tools, hold);
    try {
      checkpoints.apply(tools, hold);
    } catch (ChangedException e) {
      // Nobody writes an old checkpoint again; should it be, it is found as one without a line.
      left = e.getMessage();
    }
  }

  @Override
  public String settle(Tools tools) throws IOException {
    String carried = manifest.settle(tools);
    checkpoints.settle(tools);
    return left == null ? carried : left;
  }

  @Override
  public void close() throws IOException {
    try {
      manifest.close();
    } finally {
      checkpoints.close();
    }
  }
}
