package dev.sessionctl.storage;

/**
 * What decides whether a session may be taken away, beyond its age and size.
 *
 * @param protection why it must stay whatever a policy says, one short phrase, or null when nothing forbids it:
 *     running, locked, pinned, work pending, an agent's main session, or a rule of the product's own
 * @param parent key of the session it was forked or spawned from, or null
 * @param touchedAt newest of its recorded activity and of the changes of its files, milliseconds since the epoch
 * @param liftable whether the protection is only a habit of the product's, which an operator may lift
 */
public record Standing(String protection, String parent, long touchedAt, boolean liftable) {

  /** With a protection that cannot be lifted. */
  public Standing(String protection, String parent, long touchedAt) {
    this(protection, parent, touchedAt, false);
  }
}
