package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.restore.Places;
import dev.sessionctl.storage.restore.RestoreEntries;
import dev.sessionctl.storage.restore.RestoreTarget;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The way back into a database of claude-mem, and of copies of it into its directory. */
final class MemRestoreTarget implements RestoreTarget {

  private final StoreRef ref;
  private final AdminArea area;
  private final Environment environment;
  private final String runId;
  private GateOptions options;

  /**
   * The way back of what a run set aside.
   *
   * @param stated what the operator states, until the gate is asked
   */
  MemRestoreTarget(StoreRef ref, AdminArea area, Environment environment, String runId, GateOptions stated) {
    this.ref = ref;
    this.area = area;
    this.environment = environment;
    this.runId = runId;
    this.options = stated;
  }

  @Override
  public Path store() {
    return ref.path();
  }

  @Override
  public AdminArea area() {
    return area;
  }

  @Override
  public Environment environment() {
    return environment;
  }

  @Override
  public Gate gate(GateOptions stated) throws IOException {
    options = stated;
    return new MemGates(ref.path(), environment).change(options);
  }

  /** Nobody writes the files that are set aside: they are copies. */
  @Override
  public List<Owner> owners() {
    return List.of();
  }

  @Override
  public Places.Place place(TrashedFile file) throws IOException {
    Path directory = ref.path().getParent();
    if (file.origin().equals(ref.path())) {
      return Places.Place.refused("its manifest names the database itself");
    }
    return new Places(List.of(directory), true).file(file.origin());
  }

  @Override
  public String refuseMode(Path path) {
    return "no run changes modes here";
  }

  @Override
  public RestoreEntries entries() {
    return new RestoredRows(ref.path(), area.trash().resolve(runId), () -> options, environment);
  }
}
