package dev.sessionctl.storage;

import dev.sessionctl.storage.change.InterruptedSwitch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Finds the stores at places that were named, or where products keep them by default; each store once. */
public final class StoreFinder {

  private final List<StoreFormat> formats;
  private final Environment environment;
  private final boolean lost;
  private final Map<String, StoreRef> found = new LinkedHashMap<>();

  /**
   * Has found nothing yet.
   *
   * @param lost whether stores are wanted too that have lost what leads to their sessions
   */
  public StoreFinder(List<StoreFormat> formats, Environment environment, boolean lost) {
    this.formats = formats;
    this.environment = environment;
    this.lost = lost;
  }

  /** The stores found so far, in the order in which they were found. */
  public List<StoreRef> found() {
    return List.copyOf(found.values());
  }

  /**
   * Looks at or below a place.
   *
   * @throws NoStoreException when nothing stands there, or nothing that one of the formats recognises
   */
  public void lookAt(Path place) throws StoreException {
    boolean exists = Files.exists(place);
    if (!exists && lookForSwitched(place)) {
      return;
    }
    if (!exists && !(lost && ask(formats, place, false))) {
      throw new NoStoreException("no such file or directory: " + place);
    }
    if (exists && !ask(formats, place, true) && !lookForSwitched(place)) {
      throw new NoStoreException("no store at or below " + place + "; looked for " + names());
    }
  }

  /** A store that is not at its place since a run was interrupted, which only another run can finish. */
  private boolean lookForSwitched(Path place) {
    try {
      boolean any = false;
      for (StoreRef ref : InterruptedSwitch.find(place)) {
        if (formats.stream().anyMatch(format -> format.name().equals(ref.format()))) {
          found.putIfAbsent(identity(ref), ref);
          any = true;
        }
      }
      return any;
    } catch (IOException e) {
      // Another user's area, for example: then there is no store for this one.
      return false;
    }
  }

  /**
   * Looks where each product keeps its stores for this user.
   *
   * @return the places that were looked for, existing or not
   */
  public List<Path> lookAtDefaults() throws StoreException {
    List<Path> places = new ArrayList<>();
    for (StoreFormat format : formats) {
      for (Path place : format.defaultLocations(environment)) {
        if (!places.contains(place)) {
          places.add(place);
        }
        if (Files.exists(place)) {
          ask(List.of(format), place, true);
        }
      }
    }
    return places;
  }

  private boolean ask(List<StoreFormat> candidates, Path place, boolean exists) throws StoreException {
    boolean[] any = new boolean[1];
    Consumer<StoreRef> take = ref -> {
      any[0] = true;
      found.putIfAbsent(identity(ref), ref);
    };
    for (StoreFormat format : candidates) {
      try {
        if (exists) {
          format.discover(place, environment, take);
        }
        if (lost) {
          format.discoverLost(place, environment, take);
        }
      } catch (IOException e) {
        throw StorageIoException.wrap("read", place, e);
      }
    }
    return any[0];
  }

  private static String identity(StoreRef ref) {
    try {
      return ref.format() + ' ' + ref.path().toRealPath();
    } catch (IOException e) {
      // It went away since it was found; whoever opens it will say so.
      return ref.format() + ' ' + ref.path();
    }
  }

  private String names() {
    List<String> names = new ArrayList<>();
    for (StoreFormat format : formats) {
      names.add(format.name());
    }
    return names.isEmpty() ? "no format at all" : String.join(", ", names);
  }
}
