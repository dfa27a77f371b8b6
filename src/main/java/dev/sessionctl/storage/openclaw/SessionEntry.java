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

  /** A field that is of no interest; the others have numbers from 1. */
  static final int NOTHING = 0;
  private static final int SESSION_ID = 1;
  private static final int SESSION_FILE = 2;
  private static final int STATUS = 3;
  private static final int CHAT_TYPE = 4;
  private static final int LABEL = 5;
  private static final int DISPLAY_NAME = 6;
  private static final int SUBJECT = 7;
  private static final int MODEL = 8;
  private static final int CHANNEL = 9;
  private static final int LAST_CHANNEL = 10;
  private static final int LAST_THREAD_ID = 11;
  private static final int PARENT = 12;
  private static final int UPDATED_AT = 13;
  private static final int SESSION_STARTED_AT = 14;
  private static final int STARTED_AT = 15;
  private static final int LAST_INTERACTION = 16;
  private static final int ARCHIVED_AT = 17;
  private static final int PINNED_AT = 18;
  private static final int TOTAL_TOKENS = 19;
  private static final int TOTAL_TOKENS_FRESH = 20;
  private static final int COMPACTION_COUNT = 21;
  private static final int PENDING = 22;
  private static final int USAGE_FAMILY = 23;
  private static final int CHECKPOINTS = 24;
  private static final int SKILLS = 25;

  /** One more than the largest number of a field. */
  static final int FIELDS = 26;

  /** All that {@link #field} knows by its whole name. */
  private static final String[] NAMES = {"sessionId", "sessionFile", "status", "chatType", "label", "displayName",
      "subject", "model", "channel", "lastChannel", "lastThreadId", "parentSessionKey", "spawnedBy", "updatedAt",
      "sessionStartedAt", "startedAt", "lastActivityAt", "lastInteractionAt", "archivedAt", "pinnedAt", "totalTokens",
      "totalTokensFresh", "compactionCount", "usageFamilySessionIds", "compactionCheckpoints", "skillsSnapshot",
      "quotaSuspension", "subagentRecovery"};

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
  /** Whether references are decoded; a list needs none, and they take longer than all the rest. */
  private final boolean withReferences;

  private String label;
  private String displayName;
  private String subject;
  private boolean tokensStale;

  /** An entry that is filled with everything. */
  SessionEntry() {
    this(true);
  }

  /** @param withReferences whether {@link #references} is wanted */
  SessionEntry(boolean withReferences) {
    this.withReferences = withReferences;
  }

  /** The value of one field, however it is read. */
  interface Value {
    boolean isNull() throws IOException;

    boolean isFalse() throws IOException;

    /** A string, or null when it is none. */
    String text() throws IOException;

    /** A string, or a number or truth value as it is written; null for anything else. */
    String scalar() throws IOException;

    /** A whole number, a fraction cut to one, or {@link Session#UNKNOWN}. */
    long number() throws IOException;

    /** What a field of that name refers to, added to what is known. */
    EntryReferences references(EntryReferences known, String name) throws IOException;
  }

  /** Fills this object from the value the parser stands on, and leaves the parser on its last token. */
  void read(JsonParser in) throws IOException {
    begin(in.currentToken() == JsonToken.START_OBJECT);
    if (!object) {
      in.skipChildren();
      return;
    }
    Value value = new Parsed(in);
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      int field = field(in.currentName());
      in.nextToken();
      if (field != NOTHING) {
        set(field, value);
      }
      // Leaves structures that were of no interest, or not what they should be.
      in.skipChildren();
    }
    end();
  }

  /** Last activity as the product itself orders by. */
  long lastActivity() {
    return updatedAt != Session.UNKNOWN ? updatedAt : lastInteractionAt;
  }

  /** The number of a field by its name. */
  static int field(String name) {
    return switch (name) {
      case "sessionId" -> SESSION_ID;
      case "sessionFile" -> SESSION_FILE;
      case "status" -> STATUS;
      case "chatType" -> CHAT_TYPE;
      case "label" -> LABEL;
      case "displayName" -> DISPLAY_NAME;
      case "subject" -> SUBJECT;
      case "model" -> MODEL;
      case "channel" -> CHANNEL;
      case "lastChannel" -> LAST_CHANNEL;
      case "lastThreadId" -> LAST_THREAD_ID;
      case "parentSessionKey", "spawnedBy" -> PARENT;
      case "updatedAt" -> UPDATED_AT;
      case "sessionStartedAt" -> SESSION_STARTED_AT;
      case "startedAt" -> STARTED_AT;
      case "lastActivityAt", "lastInteractionAt" -> LAST_INTERACTION;
      case "archivedAt" -> ARCHIVED_AT;
      case "pinnedAt" -> PINNED_AT;
      case "totalTokens" -> TOTAL_TOKENS;
      case "totalTokensFresh" -> TOTAL_TOKENS_FRESH;
      case "compactionCount" -> COMPACTION_COUNT;
      case "usageFamilySessionIds" -> USAGE_FAMILY;
      case "compactionCheckpoints" -> CHECKPOINTS;
      case "skillsSnapshot" -> SKILLS;
      case "quotaSuspension", "subagentRecovery" -> PENDING;
      default -> family(name);
    };
  }

  /** The number of a field by the begin of its name. */
  static int family(String name) {
    return isPending(name) ? PENDING : NOTHING;
  }

  /** The fields that have a name of their own; not to be changed. */
  static String[] names() {
    return NAMES;
  }

  /** Whether the entries of a store have few different texts in that field. */
  static boolean isRepetitive(int field) {
    return field == CHAT_TYPE || field == MODEL || field == CHANNEL || field == LAST_CHANNEL || field == STATUS;
  }

  /** Empties the object for another entry. */
  void begin(boolean isObject) {
    reset();
    object = isObject;
  }

  /** Takes the value of a field. */
  void set(int field, Value value) throws IOException {
    switch (field) {
      case SESSION_ID -> sessionId = text(value);
      case SESSION_FILE -> sessionFile = text(value);
      case STATUS -> status = text(value);
      case CHAT_TYPE -> chatType = text(value);
      case LABEL -> label = text(value);
      case DISPLAY_NAME -> displayName = text(value);
      case SUBJECT -> subject = text(value);
      case MODEL -> model = text(value);
      case CHANNEL -> channel = text(value);
      case LAST_CHANNEL -> channel = channel == null ? text(value) : channel;
      case LAST_THREAD_ID -> threadId = value.scalar();
      case PARENT -> parentKey = parentKey == null ? text(value) : parentKey;
      case UPDATED_AT -> updatedAt = value.number();
      case SESSION_STARTED_AT -> createdAt = value.number();
      case STARTED_AT -> createdAt = createdAt == Session.UNKNOWN ? value.number() : createdAt;
      case LAST_INTERACTION -> lastInteractionAt = Math.max(lastInteractionAt, value.number());
      case ARCHIVED_AT -> archivedAt = value.number();
      case PINNED_AT -> pinned = !value.isNull();
      case TOTAL_TOKENS -> tokens = value.number();
      case TOTAL_TOKENS_FRESH -> tokensStale = value.isFalse();
      case COMPACTION_COUNT -> compactions = value.number();
      case USAGE_FAMILY -> refer("usageFamilySessionIds", value);
      case CHECKPOINTS -> refer("compactionCheckpoints", value);
      case SKILLS -> refer("skillsSnapshot", value);
      case PENDING -> pending |= !value.isNull() && !value.isFalse();
      default -> throw new IllegalArgumentException("field " + field);
    }
  }

  private void refer(String field, Value value) throws IOException {
    if (withReferences) {
      references = value.references(references, field);
    }
  }

  /** Settles what depends on several fields, behind the last one. */
  void end() {
    title = label != null ? label : displayName != null ? displayName : subject;
    if (tokensStale) {
      tokens = Session.UNKNOWN;
    }
  }

  /** The families of fields by which OpenClaw marks work that is still to be done (2026.3.13 to 2026.9.6). */
  private static boolean isPending(String name) {
    return name.startsWith("pendingFinalDelivery") || name.startsWith("restartRecovery");
  }

  private static String text(Value value) throws IOException {
    String text = value.text();
    return text == null || text.isEmpty() ? null : text;
  }

  /** The value a parser stands on. */
  private record Parsed(JsonParser in) implements Value {
    @Override
    public boolean isNull() {
      return in.currentToken() == JsonToken.VALUE_NULL;
    }

    @Override
    public boolean isFalse() {
      return in.currentToken() == JsonToken.VALUE_FALSE;
    }

    @Override
    public EntryReferences references(EntryReferences known, String name) throws IOException {
      return EntryReferences.read(known, name, in);
    }

    @Override
    public String text() throws IOException {
      return in.currentToken() == JsonToken.VALUE_STRING ? in.getText() : null;
    }

    @Override
    public String scalar() throws IOException {
      return in.currentToken().isScalarValue() && !isNull() ? in.getText() : null;
    }

    @Override
    public long number() throws IOException {
      JsonToken token = in.currentToken();
      if (token == JsonToken.VALUE_NUMBER_INT && in.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
        return in.getLongValue();
      }
      if (token == JsonToken.VALUE_NUMBER_FLOAT) {
        double value = in.getDoubleValue();
        return Math.abs(value) < 1e18 ? (long) value : Session.UNKNOWN;
      }
      return Session.UNKNOWN;
    }
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
