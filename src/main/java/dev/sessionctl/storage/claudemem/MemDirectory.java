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
import dev.sessionctl.storage.relocate.Taking;
import dev.sessionctl.storage.relocate.Treatment;
import dev.sessionctl.storage.sqlite.DatabaseFile;
import dev.sessionctl.storage.sqlite.DatabaseWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The product's data directory, which is given another place while nobody has its database open. The database names no
 * directory of the product's own; the settings do, and the worker's records are those of a process that is gone.
 */
final class MemDirectory implements RelocationTarget {

  private static final Set<String> LEFT = Set.of(Worker.PID_FILE, "supervisor.json", Worker.SPAWN_LOCK,
      ".server-beta.pid", ".server-beta.port", ".server-beta.runtime.json");

  private static final List<String> MARKS = List.of(".cwd-remap-applied-v1", ".cleanup-v12.4.3-applied");

  private static final List<String> LIKENESS = List.of("chroma-sync-state.json", "chroma", "vector-db");

  private final StoreRef ref;
  private final AdminArea area;
  private final Environment environment;

  /** The directory that a database lies in, whether or not it is the product's. */
  MemDirectory(StoreRef ref, AdminArea area, Environment environment) {
    this.ref = ref;
    this.area = area;
    this.environment = environment;
  }

  /**
   * This one, as a directory of the product's.
   *
   * @throws UnsupportedChangeException when the database has another name than the product gives it, so that its
   *     directory need not be the product's
   */
  MemDirectory requireOwn() throws UnsupportedChangeException {
    if (!ref.path().endsWith(ClaudeMem.DATABASE)) {
      throw new UnsupportedChangeException(ref.path() + " is a copy of a database; name the data directory, where it is"
          + " called " + ClaudeMem.DATABASE);
    }
    return this;
  }

  @Override
  public Path root() {
    return ref.path().getParent();
  }

  /**
   * The database, and the marks of clean-ups that were done. Without {@code .cwd-remap-applied-v1} a worker copies the
   * database when it starts, and so loses its lock on it (13.25.3). Settings and logs are no sessions, and what is
   * searched by likeness the product makes anew.
   */
  @Override
  public List<Path> places() {
    List<Path> places = new ArrayList<>(List.of(ref.path()));
    for (String mark : MARKS) {
      Path file = root().resolve(mark);
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        places.add(file);
      }
    }
    return places;
  }

  @Override
  public Taking taking(Path directory, Path file) {
    return file.equals(directory.resolve(ref.path().getFileName().toString())) ? Taking.DATABASE : Taking.REPLACED;
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

  /**
   * What is searched by likeness, and how far that has come: by ids of rows, which other rows may have in another
   * state of the database. The product drops and makes them anew together when it cleans up (12.4.3).
   */
  @Override
  public List<Path> derived() {
    List<Path> derived = new ArrayList<>();
    for (String name : LIKENESS) {
      if (Files.exists(root().resolve(name), LinkOption.NOFOLLOW_LINKS)) {
        derived.add(root().resolve(name));
      }
    }
    return derived;
  }

  @Override
  public void beforeMoving(ApplyContext context) throws IOException {
    if (Files.exists(ref.path(), LinkOption.NOFOLLOW_LINKS) && new MemGates(ref.path(), environment).isOpen()) {
      throw new LockedException("somebody has opened " + ref.path() + "; stop the worker first");
    }
  }

  /**
   * Brings the log into the database, so that there is only one file; where that fails, both go as they are. Of a
   * database that is empty by now SQLite would remove the log, so it is not opened.
   */
  @Override
  public void beforeReplacing(ApplyContext context) throws IOException {
    beforeMoving(context);
    if (!DatabaseFile.isDatabase(ref.path())
        || !Files.exists(DatabaseFile.beside(ref.path(), "-wal"), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (DatabaseWriter writer = DatabaseWriter.open(ref.path(), context.lockWait(), environment)) {
      writer.emptyLog();
    } catch (LockedException e) {
      throw e;
    } catch (StoreException e) {
      // It is damaged, which may be why it is replaced.
      return;
    }
  }
}
