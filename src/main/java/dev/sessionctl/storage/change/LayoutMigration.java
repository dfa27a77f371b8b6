package dev.sessionctl.storage.change;

/**
 * Changes the layout of a store where it is.
 *
 * @param target name of the layout to change to, as the format calls it: {@code sessions.d} or {@code sessions.json}
 * @param layout variant of the target, where it has several
 * @param keepIndex whether the former index stays in place, for a trial
 */
public record LayoutMigration(String target, int layout, boolean keepIndex) implements ChangeRequest {
  @Override
  public String command() {
    return "migrate";
  }
}
