package dev.sessionctl.storage.change;

/**
 * Whether a store may be changed now.
 *
 * @param verdict open or not, and if not, why
 * @param reason one line that names the owner, the file system or the version, or null when open
 */
public record Gate(Verdict verdict, String reason) {

  /** The ways a gate can stand. */
  public enum Verdict {
    OPEN,
    /** A live owner or a lock forbids it; it may open later. */
    OWNED,
    /** This format or version must not be changed that way at all. */
    UNSUPPORTED
  }

  public static final Gate OPEN = new Gate(Verdict.OPEN, null);

  public static Gate owned(String reason) {
    return new Gate(Verdict.OWNED, reason);
  }

  public static Gate unsupported(String reason) {
    return new Gate(Verdict.UNSUPPORTED, reason);
  }

  public boolean isOpen() {
    return verdict == Verdict.OPEN;
  }
}
