package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.files.SessionHold;
import dev.sessionctl.storage.restore.Places;
import dev.sessionctl.storage.restore.RestoreTarget;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The way back into a store of PraisonAI's. */
final class PraisonRestoreTarget implements RestoreTarget {

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final StoreRef ref;
  private final Place place;
  private final Environment environment;
  private final Places places;

  PraisonRestoreTarget(StoreRef ref, Place place, Environment environment) throws IOException {
    this.ref = ref;
    this.place = place;
    this.environment = environment;
    List<Path> roots = new ArrayList<>(List.of(place.sessions()));
    roots.addAll(place.spillDirectories(environment));
    if (Files.isDirectory(place.root().resolve(Shares.DIRECTORY))) {
      roots.add(place.root().resolve(Shares.DIRECTORY));
    }
    this.places = new Places(roots, true);
  }

  @Override
  public Path store() {
    return ref.path();
  }

  @Override
  public AdminArea area() {
    return place.area();
  }

  @Override
  public Environment environment() {
    return environment;
  }

  @Override
  public Gate gate(GateOptions options) throws IOException {
    return new Gates(place, environment).change(options, false);
  }

  /** None that matters: the lock of each session keeps everybody out, also those that cannot be found. */
  @Override
  public List<Owner> owners() {
    return List.of();
  }

  @Override
  public Places.Place place(TrashedFile file) throws IOException {
    return places.file(file.origin());
  }

  @Override
  public String refuseMode(Path path) throws IOException {
    return places.refuseMode(path);
  }

  @Override
  public SessionHold hold(TrashedFile file, Path path, boolean replaces, Duration wait) throws IOException {
    return new Holds(place, environment).take(file.key() == null ? "" : file.key(), List.of(path), wait);
  }

  /** Caches of the hierarchical store take what has the same or an earlier time for what they know. */
  @Override
  public long modifiedNanos(TrashedFile file) {
    return Math.max(environment.now() * NANOS_PER_MILLI, file.modifiedNanos() + NANOS_PER_MILLI);
  }

  @Override
  public boolean isEssential(TrashedFile file) {
    return "session".equals(file.role());
  }
}
