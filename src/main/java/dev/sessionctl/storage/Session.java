package dev.sessionctl.storage;

import java.util.List;

/**
 * One session as {@code list} shows it. Times are milliseconds since the epoch, sizes are bytes; a number that
 * the product does not record, or that was not asked for, is {@link #UNKNOWN}.
 *
 * @param store where it is kept
 * @param key its address in the store, exactly as stored
 * @param id the product's own id inside it, or null
 * @param kind what it is for
 * @param agent the agent it belongs to, or null
 * @param title what a person would call it, or null
 * @param createdAt when it began
 * @param lastActivity last activity recorded in the content, never the time of a file
 * @param messages number of messages
 * @param tokens tokens in its context as the product last counted them
 * @param bytes bytes on disk of its entry and of the files that belong to it alone
 * @param state what it is doing
 * @param flags further findings of the scan, such as {@code relocated}; see docs/formats
 * @param standing what decides whether it may be taken away; only when asked for, else null
 * @param extra values of the further columns that were asked for, in the order of the request; may be null
 */
public record Session(
    StoreRef store,
    String key,
    String id,
    SessionKind kind,
    String agent,
    String title,
    long createdAt,
    long lastActivity,
    long messages,
    long tokens,
    long bytes,
    SessionState state,
    List<String> flags,
    Standing standing,
    Object[] extra) {

  /** Marks a number that is not known. */
  public static final long UNKNOWN = Long.MIN_VALUE;
}
