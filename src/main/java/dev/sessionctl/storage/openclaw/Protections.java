package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionKind;
import dev.sessionctl.storage.SessionState;

/**
 * Which sessions of OpenClaw must stay whatever a retention policy says: those of which the product would bring back an
 * entry that points at nothing (running, locked), those it still owes something (delivery, recovery, suspension), an
 * agent's main session, what its user pinned, and group, channel and thread sessions, which the product itself never
 * prunes from 2026.4.20 on.
 */
final class Protections {

  /** The reason of the product's own rule; the one that an operator may lift by naming the kind. */
  static final String BY_PRODUCT = "OpenClaw itself never prunes ";

  private Protections() {}

  /** Why a session must stay, or null. */
  static String of(SessionEntry entry, SessionKind kind, SessionState state, long now) {
    if (state == SessionState.RUNNING) {
      return "running";
    }
    if (state == SessionState.PENDING) {
      return "delivery or recovery pending";
    }
    if (entry.pinned) {
      return "pinned";
    }
    if (kind == SessionKind.MAIN) {
      return "main session of its agent";
    }
    if (entry.lastActivity() != Session.UNKNOWN && entry.lastActivity() > now) {
      return "activity in the future";
    }
    return switch (kind) {
      case GROUP, CHANNEL, THREAD -> BY_PRODUCT + kind.label() + " sessions";
      default -> null;
    };
  }
}
