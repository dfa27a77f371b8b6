package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.files.TemporaryNames;
import dev.sessionctl.storage.relocate.RelocationTarget;
import dev.sessionctl.storage.relocate.Taking;
import dev.sessionctl.storage.relocate.Treatment;
import dev.sessionctl.storage.sqlite.DatabaseFile;
import dev.sessionctl.storage.sqlite.DatabaseLocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The product's root directory, or a sessions directory that lies by itself, when it is given another place. No file
 * in it names the directory, so no path is rewritten. Locks are of no help: whoever writes after the move makes a
 * directory of the old name anew.
 */
final class ProductDirectory implements RelocationTarget {

  private final StoreRef ref;
  private final Place place;
  private final Environment environment;

  ProductDirectory(StoreRef ref, Place place, Environment environment) {
    this.ref = ref;
    this.place = place;
    this.environment = environment;
  }

  /** A sessions directory somewhere is moved by itself: nothing tells what else lies beside it. */
  @Override
  public Path root() {
    Path root = place.root();
    boolean product = place.sessions().endsWith(PraisonFormat.SESSIONS) && root.getFileName() != null
        && (PraisonFormat.ROOT_NAMES.contains(root.getFileName().toString())
            || new PraisonFormat().defaultLocations(environment).contains(root));
    return product ? root : place.sessions();
  }

  /**
   * The directory of sessions, what processes could not write to it, and the pages of shared sessions. Where those lie
   * beside another root, {@link #elsewhere} has them.
   */
  @Override
  public List<Path> places() {
    List<Path> places = new ArrayList<>(List.of(place.directory()));
    if (root().equals(place.root())) {
      List<Path> more = new ArrayList<>(place.spillDirectories(environment));
      more.add(root().resolve(Shares.DIRECTORY));
      more.removeIf(path -> !path.startsWith(root()) || !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS));
      places.addAll(more);
    }
    return places;
  }

  @Override
  public List<Path> elsewhere() {
    List<Path> spill = new ArrayList<>(place.spillDirectories(environment));
    spill.removeIf(path -> path.startsWith(root()));
    return spill;
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
  public Gate gate(GateOptions options) {
    try {
      List<Owner> owners = Owners.of(Listing.of(place.directory()), environment);
      if (!owners.isEmpty()) {
        return Gate.owned(owners.get(0) + " may use " + root() + "; stop it first");
      }
      Path database = place.sessions().resolve(TranscriptFormat.DATABASE);
      if (DatabaseFile.isDatabase(database) && DatabaseLocks.of(database).isOpen()) {
        return Gate.owned("a process has " + database + " open; stop the gateway first");
      }
    } catch (IOException e) {
      return Gate.owned("cannot look for processes that use " + root() + ": " + e.getMessage());
    }
    return options.assumeOffline() ? Gate.OPEN
        : Gate.owned("any Python program may use PraisonAI's library, which cannot be told from here: one that runs"
            + " would go on in a new directory of the old name; say --assume-offline if none does");
  }

  @Override
  public Set<Path> formerRoots() {
    return Set.of();
  }

  @Override
  public Treatment treatment(Path directory, Path file) {
    String name = file.getFileName().toString();
    return TemporaryNames.isTemporary(name) || Listing.isTemporary(name) ? Treatment.LEAVE : Treatment.KEEP;
  }

  /**
   * Files of the families with a lock beside them are replaced by renames; those of the interactive prompt, of the
   * former manager and of the key-value backend are written in place, and a name does not tell which is which (1.7.0).
   */
  @Override
  public Taking taking(Path directory, Path file) {
    String name = file.getFileName().toString();
    if (treatment(directory, file) == Treatment.LEAVE || name.endsWith(Listing.LOCK)
        || Listing.isPartOfDatabase(name)) {
      return Taking.LEAVE;
    }
    if (Listing.isDatabase(name)) {
      return Taking.DATABASE;
    }
    return name.endsWith(".jsonl") ? Taking.APPENDED
        : name.endsWith(Listing.SESSION) ? Taking.REWRITTEN : Taking.REPLACED;
  }

  @Override
  public void beforeMoving(ApplyContext context) throws IOException {
    List<Path> directories = new ArrayList<>(List.of(place.sessions()));
    directories.addAll(Discovery.projects(place.sessions()));
    for (Path directory : directories) {
      for (LockView lock : new HeldLocks(environment).in(Listing.of(directory))) {
        throw new LockedException(lock.path() + " is held by " + lock.holder());
      }
    }
  }
}
