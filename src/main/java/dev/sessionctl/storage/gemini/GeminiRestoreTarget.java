package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.restore.Places;
import dev.sessionctl.storage.restore.RestoreTarget;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The way back into a store: files go directly into its directory, while no server lives. */
final class GeminiRestoreTarget implements RestoreTarget {

  private final Path directory;
  private final AdminArea area;
  private final Environment environment;
  private final Places places;

  GeminiRestoreTarget(Path directory, AdminArea area, Environment environment) throws IOException {
    this.directory = directory;
    this.area = area;
    this.environment = environment;
    this.places = new Places(List.of(directory), false);
  }

  @Override
  public Path store() {
    return directory;
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
  public Gate gate(GateOptions options) throws IOException {
    return new Gates(directory, environment).change(options);
  }

  /** Only those that certainly use the store: the others are the operator's word, which the gate has asked for. */
  @Override
  public List<Owner> owners() throws IOException {
    return new Gates(directory, environment).certainOwners();
  }

  @Override
  public Places.Place place(TrashedFile file) throws IOException {
    Path origin = file.origin();
    if (!directory.equals(origin.getParent())) {
      return Places.Place.refused("its manifest names a place outside of the store");
    }
    return places.file(origin);
  }

  @Override
  public String refuseMode(Path path) throws IOException {
    return places.refuseMode(path);
  }
}
