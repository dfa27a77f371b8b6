package dev.sessionctl.storage;

/**
 * What decides whether a session may be taken away, beyond its age and size.
 *
 * @param protection why it must stay whatever a policy says, one short phrase, or null when nothing forbids it:
 *     running, locked, pinned, work pending, an agent's main session, or a rule of the product's own
 * @param parent key of the session it was forked or spawned from, or null
 * @param touchedAt newest of its recorded activity and of the changes of its files, milliseconds since the epoch
 * @param liftable whether the protection is only a habit of the product's, which an operator may lift
 * @param files number of its files in the store's directories, its entry's own file among them
 * @param idFiles how many of those every session with the same id uses, so that they go with the last of these
 */
public record Standing(String protection, String parent, long touchedAt, boolean liftable, long files,
    long idFiles) {

  /** With a protection that cannot be lifted. */
  public Standing(String protection, String parent, long touchedAt) {
    this(protection, parent, touchedAt, false);
  }

  /** With files that nobody counted. */
  public Standing(String protection, String parent, long touchedAt, boolean liftable) {
    this(protection, parent, touchedAt, liftable, 0, 0);
  }
}
