package dev.sessionctl.storage.trash;

import java.nio.file.Path;

/**
 * Where a store was when a run set things aside, and where it is now: a state directory may have been moved with the
 * trash in it, or be reached by another name. What a manifest names below the one is meant below the other.
 *
 * @param former the directory as it was called then
 * @param present the same directory as it is called now
 */
public record FormerPlace(Path former, Path present) {

  /** Nothing moved. */
  public static final FormerPlace SAME = new FormerPlace(null, null);

  /**
   * Tells it by the place of the trash then and now: what differs of the two stands in front.
   *
   * @param former directory of the area then, or null when nobody knows
   * @param present its directory now
   */
  static FormerPlace of(Path former, Path present) {
    if (former == null || !former.isAbsolute() || former.equals(present)) {
      return SAME;
    }
    Path from = former;
    Path to = present;
    while (from.getParent() != null && to.getParent() != null && from.getFileName().equals(to.getFileName())) {
      from = from.getParent();
      to = to.getParent();
    }
    return new FormerPlace(from, to);
  }

  /** Whether it has another name now. */
  public boolean isMoved() {
    return former != null;
  }

  /** What a path of then is called now; what lay elsewhere is called what it was. */
  Path map(Path path) {
    return path != null && isMoved() && path.startsWith(former) ? present.resolve(former.relativize(path)) : path;
  }
}
