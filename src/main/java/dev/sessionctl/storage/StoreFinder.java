package dev.sessionctl.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the stores at places that were named, or where products keep them by default; each store once. */
public final class StoreFinder {

  private final List<StoreFormat> formats;
  private final Environment environment;
  private final Map<String, StoreRef> found = new LinkedHashMap<>();

  public StoreFinder(List<StoreFormat> formats, Environment environment) {
    this.formats = formats;
    this.environment = environment;
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
    if (!Files.exists(place)) {
      throw new NoStoreException("no such file or directory: " + place);
    }
    if (!ask(formats, place)) {
      throw new NoStoreException("no store at or below " + place + "; looked for " + names());
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
          ask(List.of(format), place);
        }
      }
    }
    return places;
  }

  private boolean ask(List<StoreFormat> candidates, Path place) throws StoreException {
    boolean[] any = new boolean[1];
    for (StoreFormat format : candidates) {
      try {
        format.discover(place, environment, ref -> {
          any[0] = true;
          found.putIfAbsent(identity(ref), ref);
        });
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
