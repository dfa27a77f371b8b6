package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
    boolean labels = group.equals("pending") || name.equals("systemPromptReport");
    Object value = value(name, in, 1, labels ? Texts.LABELS : isWords(name) ? Texts.SIZES : Texts.ALL);
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

  /** Which texts of a value are shown; of the others, which may be somebody's words, the size is. */
  private enum Texts { ALL, LABELS, SIZES }

  /** Whether what a person or a model wrote stands under that name; a reference to it is no such text. */
  private static boolean isWords(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return !isLabel(name) && !name.equals("promptRef")
        && (lower.contains("prompt") || lower.contains("text") && !lower.startsWith("context")
        || lower.contains("summary") || lower.contains("message") || lower.contains("payload")
        || lower.equals("content") || lower.equals("body"));
  }

  /** Whether texts under that name are ids, names and words of the product's own. */
  private static boolean isLabel(String name) {
    return switch (name) {
      case "id", "key", "status", "state", "kind", "mode", "source", "channel", "provider", "model", "name", "path",
          "to" -> true;
      default -> name.endsWith("Id") || name.endsWith("Ids") || name.endsWith("Key") || name.endsWith("At")
          || name.endsWith("Status") || name.endsWith("State") || name.endsWith("Kind") || name.endsWith("Mode")
          || name.endsWith("Channel") || name.endsWith("Dir");
    };
  }

  private static Object value(String field, JsonParser in, int depth, Texts texts) throws IOException {
    switch (in.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> members = new LinkedHashMap<>();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
          String name = in.currentName();
          in.nextToken();
          Texts inside = isWords(name) ? Texts.SIZES : texts;
          Object value = depth < DEEPEST ? value(name, in, depth + 1, inside) : skipped(in);
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
          Object item = depth < DEEPEST && count < LONGEST_LIST ? value(field, in, depth + 1, texts) : skipped(in);
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
        if (texts == Texts.SIZES || texts == Texts.LABELS && !isLabel(field) || length > LONGEST_TEXT) {
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
