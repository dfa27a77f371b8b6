package dev.sessionctl.cli;

import dev.sessionctl.storage.NoStoreException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreFinder;
import dev.sessionctl.storage.StoreFormat;
import dev.sessionctl.storage.StoreRef;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds the stores that a command is about. */
final class StoreSelection {
  private StoreSelection() {}

  /** The stores at the given places, or all that are where products keep them. */
  static List<StoreRef> forReading(CliContext context, List<String> places, String format) throws StoreException {
    return find(context, places, format, false);
  }

  /** The same, with stores that have lost what leads to their sessions; for commands that say so, or mend it. */
  static List<StoreRef> forChecking(CliContext context, List<String> places, String format) throws StoreException {
    return find(context, places, format, true);
  }

  private static List<StoreRef> find(CliContext context, List<String> places, String format, boolean lost)
      throws StoreException {
    StoreFinder finder = new StoreFinder(formats(context, format), context.environment(), lost);
    return places.isEmpty() ? byDefault(finder) : at(finder, context, places);
  }

  /** The same, but silence is not taken for consent: the places, or {@code --all-stores}, must be given. */
  static List<StoreRef> forChange(CliContext context, List<String> places, boolean all, String format)
      throws StoreException {
    requireNamed(places, all);
    return forReading(context, places, format);
  }

  /** The same as {@link #forChecking}, for a change. */
  static List<StoreRef> forMending(CliContext context, List<String> places, boolean all, String format)
      throws StoreException {
    requireNamed(places, all);
    return forChecking(context, places, format);
  }

  /** The stores at the given places, or all that are found when that is said; of them a copy is made. */
  static List<StoreRef> forCopy(CliContext context, List<String> places, boolean all, String format)
      throws StoreException {
    if (places.isEmpty() == !all) {
      throw new UsageException(all ? "--store and --all-stores contradict each other"
          : "say which store to back up with --store PATH, or --all-stores");
    }
    return find(context, places, format, true);
  }

  private static void requireNamed(List<String> places, boolean all) {
    if (places.isEmpty() == !all) {
      throw new UsageException(all ? "--store and --all-stores contradict each other"
          : "say which store to change with --store PATH, or --all-stores");
    }
  }

  private static List<StoreRef> at(StoreFinder finder, CliContext context, List<String> places)
      throws StoreException {
    for (String place : places) {
      if (place.isEmpty()) {
        throw new UsageException("--store needs a path");
      }
      finder.lookAt(context.environment().path(place));
    }
    return finder.found();
  }

  private static List<StoreRef> byDefault(StoreFinder finder) throws StoreException {
    List<Path> places = finder.lookAtDefaults();
    if (finder.found().isEmpty()) {
      List<String> names = new ArrayList<>();
      places.forEach(place -> names.add(place.toString()));
      throw new NoStoreException("no store found" + (names.isEmpty() ? "" : "; looked in " + String.join(", ", names))
          + "; name one with --store PATH");
    }
    return finder.found();
  }

  private static List<StoreFormat> formats(CliContext context, String name) {
    if (name == null) {
      return context.formats();
    }
    StoreFormat format = context.format(name);
    if (format == null) {
      List<String> names = new ArrayList<>();
      context.formats().forEach(known -> names.add(known.name()));
      throw new UsageException("unknown format '" + name + "': there are " + String.join(", ", names));
    }
    return List.of(format);
  }
}
