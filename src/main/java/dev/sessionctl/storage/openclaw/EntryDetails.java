package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All fields of one entry, by group, for people and scripts that look at one session. Texts that a user or a model
 * wrote, and prompts, are shown by their size only; unknown fields are shown under {@code other}.
 */
final class EntryDetails {

  private static final int LONGEST_TEXT = 500;
  private static final int DEEPEST = 6;
  private static final int LONGEST_LIST = 50;
  /** Between these, in 2001 and 2128, a number of milliseconds is taken for a time. */
  private static final long EARLIEST_TIME = 1_000_000_000_000L;
  private static final long LATEST_TIME = 5_000_000_000_000L;

  private final Map<String, Map<String, Object>> groups = new LinkedHashMap<>();
  private final List<String> earlierIds = new ArrayList<>();
  private String promptHash;

  private EntryDetails() {
    for (String group : new String[] {"identity", "activity", "tokens", "model", "channel", "delivery", "lineage",
        "pending", "settings", "context", "other"}) {
      groups.put(group, new LinkedHashMap<>());
    }
  }

  /** Decodes the text of an entry. */
  static EntryDetails of(byte[] text) throws IOException {
    EntryDetails details = new EntryDetails();
    try (JsonParser in = Json.FACTORY.createParser(text)) {
      if (in.nextToken() == JsonToken.START_OBJECT) {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
          String name = in.currentName();
          in.nextToken();
          details.field(name, in);
        }
      }
    }
    details.groups.values().removeIf(Map::isEmpty);
    return details;
  }

  Map<String, Map<String, Object>> groups() {
    return groups;
  }

  /** Session ids that this conversation had before. */
  List<String> earlierIds() {
    return earlierIds;
  }

  /** The file of the prompt the entry refers to (2026.5.28 and later), or null. */
  Path promptBlob(Path sessions) {
    if (promptHash == null || promptHash.length() != 64
        || !promptHash.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
      return null;
    }
    return sessions.resolve("skills-prompts").resolve("sha256").resolve(promptHash.substring(0, 2))
        .resolve(promptHash + ".txt");
  }

  private void field(String name, JsonParser in) throws IOException {
    String group = groupOf(name);
    boolean body = group.equals("pending") || name.equals("systemPromptReport");
    Object value = value(name, in, 1, body);
    if (value == null) {
      return;
    }
    groups.get(group).put(name, value);
    if (name.equals("usageFamilySessionIds") && value instanceof List<?> ids) {
      for (Object id : ids) {
        if (id instanceof String text && SessionIdShape.of(text) != SessionIdShape.UNSAFE) {
          earlierIds.add(text);
        }
      }
    }
    if (name.equals("skillsSnapshot") && value instanceof Map<?, ?> snapshot
        && snapshot.get("promptRef") instanceof Map<?, ?> reference && reference.get("hash") instanceof String hash) {
      promptHash = hash;
    }
  }

  /** @param body whether texts in it may be somebody's words, so that only their size is shown */
  private static Object value(String field, JsonParser in, int depth, boolean body) throws IOException {
    switch (in.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> members = new LinkedHashMap<>();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
          String name = in.currentName();
          in.nextToken();
          boolean words = body || name.equals("prompt");
          Object value = depth < DEEPEST ? value(name, in, depth + 1, words) : skipped(in);
          if (value != null) {
            members.put(name, value);
          }
        }
        return members;
      }
      case START_ARRAY -> {
        List<Object> items = new ArrayList<>();
        long count = 0;
        while (in.nextToken() != JsonToken.END_ARRAY) {
          Object item = depth < DEEPEST && count < LONGEST_LIST ? value(field, in, depth + 1, body) : skipped(in);
          if (item != null && count < LONGEST_LIST) {
            items.add(item);
          }
          count++;
        }
        if (count > LONGEST_LIST) {
          items.add("… " + (count - LONGEST_LIST) + " more");
        }
        return items;
      }
      case VALUE_STRING -> {
        int length = in.getTextLength();
        if (body && length > 64 || length > LONGEST_TEXT) {
          return "(" + length + " characters)";
        }
        return in.getText();
      }
      case VALUE_NUMBER_INT -> {
        if (in.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
          return in.getText();
        }
        long number = in.getLongValue();
        return field.endsWith("At") && number > EARLIEST_TIME && number < LATEST_TIME
            ? (Object) Instant.ofEpochMilli(number) : number;
      }
      case VALUE_NUMBER_FLOAT -> {
        return in.getText().length() < 40 && Double.isFinite(in.getDoubleValue()) ? in.getDoubleValue() : in.getText();
      }
      case VALUE_TRUE -> {
        return Boolean.TRUE;
      }
      case VALUE_FALSE -> {
        return Boolean.FALSE;
      }
      default -> {
        return null;
      }
    }
  }

  private static Object skipped(JsonParser in) throws IOException {
    in.skipChildren();
    return "…";
  }

  private static String groupOf(String name) {
    if (name.startsWith("pendingFinalDelivery") || name.startsWith("restartRecovery")) {
      return "pending";
    }
    return switch (name) {
      case "sessionId", "sessionFile", "label", "displayName", "subject", "category", "chatType", "groupId",
          "groupChannel", "space", "acp", "lifecycleRevision", "cliSessionIds", "cliSessionBindings",
          "claudeCliSessionId" -> "identity";
      case "updatedAt", "startedAt", "endedAt", "runtimeMs", "sessionStartedAt", "lastInteractionAt", "lastActivityAt",
          "archivedAt", "pinnedAt", "lastReadAt", "markedUnreadAt", "archiveReason", "archivedBy", "status",
          "abortedLastRun" -> "activity";
      case "inputTokens", "outputTokens", "totalTokens", "totalTokensFresh", "contextTokens", "cacheRead",
          "cacheWrite", "estimatedCostUsd", "compactionCount" -> "tokens";
      case "model", "modelProvider", "providerOverride", "modelOverride", "modelOverrideSource",
          "authProfileOverride", "agentRuntimeOverride", "agentHarnessId" -> "model";
      case "channel", "origin", "lastChannel", "lastTo", "lastAccountId", "lastThreadId", "route" -> "channel";
      case "deliveryContext", "delivery" -> "delivery";
      case "spawnedBy", "parentSessionKey", "spawnDepth", "subagentRole", "forkedFromParent", "usageFamilyKey",
          "usageFamilySessionIds", "compactionCheckpoints" -> "lineage";
      case "quotaSuspension", "subagentRecovery" -> "pending";
      case "skillsSnapshot", "systemPromptReport", "systemSent" -> "context";
      case "thinkingLevel", "fastMode", "verboseLevel", "reasoningLevel", "elevatedLevel", "ttsAuto", "sendPolicy",
          "groupActivation" -> "settings";
      default -> name.startsWith("queue") || name.startsWith("exec") || name.startsWith("heartbeat")
          || name.startsWith("memoryFlush") || name.startsWith("abortCutoff") ? "settings" : "other";
    };
  }
}
