package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import dev.sessionctl.storage.Message;
import dev.sessionctl.storage.SessionKind;
import dev.sessionctl.storage.SessionState;
import dev.sessionctl.storage.Standing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What an entry says, wherever it is kept: {@code entry_json} of the database holds the object that stood in the index
 * of earlier releases, less its {@code sessionFile} (2026.9.6).
 *
 * @param id the product's session id, or null
 * @param lastActivity milliseconds since the epoch, as {@code createdAt}, or {@code Session.UNKNOWN}
 * @param tokens tokens in its context, or {@code Session.UNKNOWN}
 * @param compactions how often it was compacted, or {@code Session.UNKNOWN}
 * @param flags what else a list shows of it
 * @param standing what decides whether it may be taken away
 */
public record EntryFacts(String id, SessionKind kind, String agent, String title, long createdAt, long lastActivity,
    long tokens, long compactions, String status, String model, String chatType, String parent, SessionState state,
    List<String> flags, Standing standing) {

  /**
   * Reads an entry.
   *
   * @param json the entry, or nothing that can be read: then only the key tells anything
   * @param now milliseconds since the epoch
   */
  public static EntryFacts of(String key, byte[] json, long now) {
    SessionEntry entry = new SessionEntry(false);
    List<String> flags = new ArrayList<>(0);
    try (JsonParser in = Json.FACTORY.createParser(json)) {
      if (in.nextToken() == null) {
        entry.begin(false);
      } else {
        entry.read(in);
      }
    } catch (IOException e) {
      entry.begin(false);
    }
    if (!entry.object) {
      flags.add("no-object");
    } else if (entry.sessionId == null) {
      flags.add("no-id");
    }
    if (entry.pinned) {
      flags.add("pinned");
    }
    if (entry.lastActivity() > now) {
      flags.add("future");
    }
    if (entry.status != null && !entry.status.equals("running") && !entry.status.equals("done")) {
      flags.add(entry.status);
    }
    SessionKind kind = SessionKeys.kind(key, entry.chatType, null);
    SessionState state = "running".equals(entry.status) ? SessionState.RUNNING
        : entry.pending ? SessionState.PENDING
        : entry.archivedAt != dev.sessionctl.storage.Session.UNKNOWN ? SessionState.ARCHIVED : SessionState.IDLE;
    String protection = Protections.of(entry, kind, state, now);
    return new EntryFacts(entry.sessionId, kind, SessionKeys.agent(key), entry.title, entry.createdAt,
        entry.lastActivity(), entry.tokens, entry.compactions, entry.status, entry.model, entry.chatType,
        entry.parentKey, state, flags, new Standing(protection, entry.parentKey, entry.lastActivity(),
            protection != null && protection.startsWith(Protections.BY_PRODUCT)));
  }

  /** Every field of an entry by group; empty for what is no entry. */
  public static Map<String, Map<String, Object>> groups(byte[] json) {
    try {
      return EntryDetails.of(json).groups();
    } catch (IOException e) {
      return Map.of();
    }
  }

  /** The message in a row of a transcript; one that cannot be read says so in place of its text. */
  public static Message message(byte[] row) throws IOException {
    return MessageText.of(row);
  }
}
