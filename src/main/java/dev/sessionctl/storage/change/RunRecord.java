package dev.sessionctl.storage.change;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the journal of a run says.
 *
 * @param runId the run
 * @param file the journal
 * @param command the command that ran
 * @param store path of the store it changed
 * @param steps the steps that were recorded, in order
 * @param finished whether the run came to its end; if not, it was interrupted
 */
public record RunRecord(
    String runId, Path file, String command, Path store, List<Step> steps, boolean finished) {

  /**
   * One recorded step.
   *
   * @param name its name
   * @param fields its fields as they were recorded; values are String, Long or Boolean
   */
  public record Step(String name, Map<String, Object> fields) {
    /** A field's text, or null when there is none; a journal may hold anything. */
    public String text(String field) {
      return fields.get(field) instanceof String text ? text : null;
    }

    /** A field's path, or null when there is none. */
    public Path path(String field) {
      String text = text(field);
      try {
        return text == null ? null : Path.of(text);
      } catch (InvalidPathException e) {
        return null;
      }
    }
  }

  /**
   * Whether the run changed the store at a path: that very one, or one that a step moved there, which says so with
   * {@code state} and {@code destination}.
   */
  public boolean changed(Path path) {
    return store != null && (store.equals(path) || placesMovedTo().contains(path));
  }

  /** Whether the run changed the store at a path, or another one in the same directory. */
  public boolean changedBeside(Path path) {
    if (store == null || path.getParent() == null) {
      return changed(path);
    }
    return path.getParent().equals(store.getParent())
        || placesMovedTo().stream().anyMatch(place -> path.getParent().equals(place.getParent()));
  }

  /** Where the steps of the run say that they moved the store to. */
  private List<Path> placesMovedTo() {
    List<Path> places = new ArrayList<>();
    for (Step step : steps) {
      Path from = step.path("state");
      Path to = step.path("destination");
      if (from != null && to != null && store.startsWith(from)) {
        places.add(to.resolve(from.relativize(store)));
      }
    }
    return places;
  }

  /** The last recorded step of that name, or null. */
  public Step last(String name) {
    for (int i = steps.size() - 1; i >= 0; i--) {
      if (steps.get(i).name().equals(name)) {
        return steps.get(i);
      }
    }
    return null;
  }
}
