package dev.sessionctl.storage.change;

/**
 * Changes a store's layout in place.
 *
 * @param target the layout to change to: {@code sessions.d} or {@code sessions.json}
 * @param layout which variant of {@code sessions.d}; 1 is a directory of one file per session
 * @param keepIndex leave the old index in place beside the new layout, for a trial
 */
public record LayoutMigration(String target, int layout, boolean keepIndex) implements ChangeRequest {
  @Override
  public String command() {
    return "migrate";
  }
}
