package dev.sessionctl.storage.change;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Stores that are not at their place since a run was interrupted after it had set them aside and before what replaces
 * them had their name. The journal of the run says what they are, so that the next changing command can finish it.
 */
public final class InterruptedSwitch {

  /** From this step of a journal on the run is finished, and not undone. */
  public static final String GO = "go";

  private static final String FORMAT = "format";
  private static final String GENERATION = "generation";
  private static final String AGENT = "agent";

  /** Where OpenClaw keeps a directory for each agent, and this tool's area in each. */
  private static final String AGENTS = "agents";

  private InterruptedSwitch() {}

  /** The fields of a step that say which store a run is about to switch, with further ones. */
  public static Map<String, String> fields(StoreRef ref, Map<String, String> more) {
    Map<String, String> fields = new LinkedHashMap<>(more);
    fields.put(FORMAT, ref.format());
    fields.put(GENERATION, ref.generation());
    if (ref.agent() != null) {
      fields.put(AGENT, ref.agent());
    }
    return fields;
  }

  /** Whether a store is not at its place. */
  public static boolean isAway(StoreRef ref) {
    return !Files.exists(ref.path(), LinkOption.NOFOLLOW_LINKS);
  }

  /** The stores at, below or around a place that are gone in that way. */
  public static List<StoreRef> find(Path place) throws IOException {
    List<StoreRef> found = new ArrayList<>();
    for (Path directory : directories(place)) {
      AdminArea area = AdminArea.besides(directory.resolve("any"));
      if (!area.exists()) {
        continue;
      }
      for (RunRecord run : JournalFile.readAll(area)) {
        StoreRef ref = run.finished() || run.last(GO) == null ? null : store(run);
        if (ref != null && isAway(ref) && (ref.path().startsWith(place) || place.startsWith(ref.path()))) {
          found.add(ref);
        }
      }
    }
    return found;
  }

  /** Those in which an area of such a store may lie. */
  private static List<Path> directories(Path place) throws IOException {
    List<Path> directories = new ArrayList<>();
    for (Path each = place; each != null && directories.size() < 3; each = each.getParent()) {
      directories.add(each);
    }
    if (Files.isDirectory(place.resolve(AGENTS))) {
      try (DirectoryStream<Path> agents = Files.newDirectoryStream(place.resolve(AGENTS))) {
        agents.forEach(directories::add);
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    return directories;
  }

  private static StoreRef store(RunRecord run) {
    for (RunRecord.Step step : run.steps()) {
      if (step.text(FORMAT) != null && step.text(GENERATION) != null && run.store() != null
          && run.store().isAbsolute()) {
        return new StoreRef(step.text(FORMAT), step.text(GENERATION), run.store(), step.text(AGENT), null);
      }
    }
    return null;
  }
}
