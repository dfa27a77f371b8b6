package dev.sessionctl.storage.change;

import java.nio.file.Path;
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
    public String text(String field) {
      return (String) fields.get(field);
    }

    public Path path(String field) {
      String text = text(field);
      return text == null ? null : Path.of(text);
    }
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
