package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.Session;
import java.io.IOException;

/**
 * What the tool needs to know of one entry of a store, whichever layout it came from. Only these fields are
 * decoded; everything else is passed over. Times are milliseconds since the epoch, {@link Session#UNKNOWN} where
 * missing. One object is filled again and again by a scan, so nobody may keep it.
 */
final class SessionEntry {

  /** Whether the value is a JSON object at all; OpenClaw 2026.3.13 keeps entries that are {@code null}. */
  boolean object;

  String sessionId;
  String sessionFile;
  String status;
  String chatType;
  String title;
  String model;
  String channel;
  String threadId;
  String parentKey;
  long updatedAt;
  long createdAt;
  long lastInteractionAt;
  long archivedAt;
  long tokens;
  long compactions;
  boolean pinned;
  /** Whether the product recorded delivery, recovery or suspension that still has to be dealt with. */
  boolean pending;
  /** What it refers to besides its transcript, or null when that is nothing. Never filled again. */
  EntryReferences references;

  private String label;
  private String displayName;
  private String subject;
  private boolean tokensStale;

  /** Fills this object from the value the parser stands on, and leaves the parser on its last token. */
  void read(JsonParser in) throws IOException {
    reset();
    object = in.currentToken() == JsonToken.START_OBJECT;
    if (!object) {
      in.skipChildren();
      return;
    }
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      JsonToken token = in.nextToken();
      field(name, token, in);
      // Leaves structures that were of no interest, or not what they should be.
      in.skipChildren();
    }
    title = label != null ? label : displayName != null ? displayName : subject;
    if (tokensStale) {
      tokens = Session.UNKNOWN;
    }
  }

  /** Last activity as the product itself orders by. */
  long lastActivity() {
    return updatedAt != Session.UNKNOWN ? updatedAt : lastInteractionAt;
  }

  private void field(String name, JsonToken token, JsonParser in) throws IOException {
    switch (name) {
      case "sessionId" -> sessionId = text(token, in);
      case "sessionFile" -> sessionFile = text(token, in);
      case "status" -> status = text(token, in);
      case "chatType" -> chatType = text(token, in);
      case "label" -> label = text(token, in);
      case "displayName" -> displayName = text(token, in);
      case "subject" -> subject = text(token, in);
      case "model" -> model = text(token, in);
      case "channel" -> channel = text(token, in);
      case "lastChannel" -> channel = channel == null ? text(token, in) : channel;
      case "lastThreadId" -> threadId = token.isScalarValue() && token != JsonToken.VALUE_NULL ? in.getText() : null;
      case "parentSessionKey", "spawnedBy" -> parentKey = parentKey == null ? text(token, in) : parentKey;
      case "updatedAt" -> updatedAt = number(token, in);
      case "sessionStartedAt" -> createdAt = number(token, in);
      case "startedAt" -> createdAt = createdAt == Session.UNKNOWN ? number(token, in) : createdAt;
      case "lastActivityAt", "lastInteractionAt" -> lastInteractionAt = Math.max(lastInteractionAt, number(token, in));
      case "archivedAt" -> archivedAt = number(token, in);
      case "pinnedAt" -> pinned = token != JsonToken.VALUE_NULL;
      case "totalTokens" -> tokens = number(token, in);
      case "totalTokensFresh" -> tokensStale = token == JsonToken.VALUE_FALSE;
      case "compactionCount" -> compactions = number(token, in);
      case "usageFamilySessionIds", "compactionCheckpoints", "skillsSnapshot" ->
          references = EntryReferences.read(references, name, in);
      default -> pending |= isPending(name, token);
    }
  }

  /** The families of fields by which OpenClaw marks work that is still to be done (2026.3.13 to 2026.9.6). */
  private static boolean isPending(String name, JsonToken token) {
    if (token == JsonToken.VALUE_NULL || token == JsonToken.VALUE_FALSE) {
      return false;
    }
    return name.startsWith("pendingFinalDelivery")
        || name.startsWith("restartRecovery")
        || name.equals("quotaSuspension")
        || name.equals("subagentRecovery");
  }

  private static String text(JsonToken token, JsonParser in) throws IOException {
    if (token != JsonToken.VALUE_STRING) {
      return null;
    }
    String text = in.getText();
    return text.isEmpty() ? null : text;
  }

  private static long number(JsonToken token, JsonParser in) throws IOException {
    if (token == JsonToken.VALUE_NUMBER_INT && in.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      return in.getLongValue();
    }
    if (token == JsonToken.VALUE_NUMBER_FLOAT) {
      double value = in.getDoubleValue();
      return Math.abs(value) < 1e18 ? (long) value : Session.UNKNOWN;
    }
    return Session.UNKNOWN;
  }

  private void reset() {
    object = false;
    sessionId = null;
    sessionFile = null;
    status = null;
    chatType = null;
    title = null;
    model = null;
    channel = null;
    threadId = null;
    parentKey = null;
    label = null;
    displayName = null;
    subject = null;
    updatedAt = Session.UNKNOWN;
    createdAt = Session.UNKNOWN;
    lastInteractionAt = Session.UNKNOWN;
    archivedAt = Session.UNKNOWN;
    tokens = Session.UNKNOWN;
    compactions = Session.UNKNOWN;
    pinned = false;
    pending = false;
    references = null;
    tokensStale = false;
  }
}
