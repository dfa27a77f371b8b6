package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.relocate.RelocationTarget;
import dev.sessionctl.storage.relocate.Treatment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * The product's data directory, which is given another place while nobody has its database open. The database names no
 * directory of the product's own; the settings do, and the worker's records are those of a process that is gone.
 */
final class MemDirectory implements RelocationTarget {

  private static final Set<String> LEFT = Set.of(Worker.PID_FILE, "supervisor.json", Worker.SPAWN_LOCK,
      ".server-beta.pid", ".server-beta.port", ".server-beta.runtime.json");

  private final StoreRef ref;
  private final AdminArea area;
  private final Environment environment;

  /**
   * The directory of a store.
   *
   * @throws UnsupportedChangeException when the database has another name than the product gives it, so that its
   *     directory need not be the product's
   */
  MemDirectory(StoreRef ref, AdminArea area, Environment environment) throws UnsupportedChangeException {
    if (!ref.path().endsWith(ClaudeMem.DATABASE)) {
      throw new UnsupportedChangeException(ref.path() + " is a copy of a database; name the data directory, where it is"
          + " called " + ClaudeMem.DATABASE);
    }
    this.ref = ref;
    this.area = area;
    this.environment = environment;
  }

  @Override
  public Path root() {
    return ref.path().getParent();
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
  public Gate gate(GateOptions options) throws StoreException {
    return new MemGates(ref.path(), environment).closed(options);
  }

  @Override
  public Treatment treatment(Path directory, Path file) {
    String name = file.getFileName().toString();
    boolean direct = directory.equals(file.getParent());
    if (direct && (LEFT.contains(name) || name.equals(ClaudeMem.DATABASE + "-shm"))) {
      return Treatment.LEAVE;
    }
    boolean settings = name.equals("settings.json") || name.startsWith("transcript-watch") && name.endsWith(".json");
    return direct && settings ? Treatment.REWRITE : Treatment.KEEP;
  }

  @Override
  public void beforeMoving(ApplyContext context) throws IOException {
    if (new MemGates(ref.path(), environment).isOpen()) {
      throw new LockedException("somebody has opened " + ref.path() + "; stop the worker first");
    }
  }
}
