package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.text.IsoTime;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a session's file says, without the texts of its messages. Filled by {@link ContentReader}. */
final class SessionContent {

  /** A snapshot: how far the history went. */
  record Snapshot(String id, long messageIndex, String label) {}

  /** Longest text that is kept of anything. */
  static final int LONGEST = 2000;

  final Set<Shape> shapes = EnumSet.noneOf(Shape.class);
  final Set<String> keys = new HashSet<>();
  /** Why it is no JSON, or null. */
  String damage;

  String id;
  String createdAt;
  String updatedAt;
  /** What stands for it when it is a number. */
  String updatedNumber;
  String agentName;
  String userId;
  String agentId;
  String gatewayId;
  String parentId;
  String forkedFrom;
  String title;
  boolean shared;
  List<String> children = new ArrayList<>();
  List<Snapshot> snapshots = new ArrayList<>();

  String metadataTitle;
  String metadataAgent;
  String metadataParent;
  boolean subagent;
  boolean automated;
  String model;
  String currentModel;
  String tokens;
  String cost;
  String source;
  String workspace;

  long messages;
  long archived;
  long archivedBytes;
  /** Size of the summary that the product makes of what fell out of the window, or -1 when there is none. */
  long summaryBytes = -1;
  long summaryCount = -1;
  boolean compacted;
  String compactionIndex;
  boolean textTimestamps;

  /** Whether the content could be read as JSON. */
  boolean isReadable() {
    return shapes.stream().noneMatch(Shape::isUnreadable);
  }

  Family family() {
    if (!isReadable() || shapes.contains(Shape.NOT_AN_OBJECT)) {
      return Family.UNKNOWN;
    }
    boolean unified = keys.stream().anyMatch(Family.UNIFIED_ONLY::contains);
    if (unified) {
      return keys.stream().allMatch(key -> Family.UNIFIED_ONLY.contains(key) || Family.UNIFIED_ALSO.contains(key))
          ? Family.UNIFIED : Family.HYBRID;
    }
    if (textTimestamps) {
      return Family.HYBRID;
    }
    boolean hierarchical = keys.contains("snapshots") || keys.contains("is_shared") || keys.contains("children_ids")
        || keys.contains("forked_from_message_id");
    return hierarchical ? Family.HIERARCHICAL : Family.DEFAULT;
  }

  /** What the product's list shows first, then the other kind of title. */
  String shownTitle() {
    return metadataTitle != null ? metadataTitle : title;
  }

  String shownAgent() {
    return agentName != null ? agentName : metadataAgent;
  }

  String shownModel() {
    return model != null ? model : currentModel;
  }

  String shownParent() {
    return parentId != null ? parentId : metadataParent;
  }

  /** Milliseconds since the epoch of a time in it; the interactive prompt writes local times without a zone. */
  static long millis(String text, Environment environment) {
    if (text == null || text.length() < 19 || text.length() > 40) {
      return Session.UNKNOWN;
    }
    String plain = text.charAt(10) == ' ' ? text.substring(0, 10) + 'T' + text.substring(11) : text;
    long zoned = IsoTime.parse(plain, 0, plain.length(), ':');
    if (zoned != Session.UNKNOWN) {
      return zoned;
    }
    String local = plain + "Z";
    long utc = IsoTime.parse(local, 0, local.length(), ':');
    if (utc == Session.UNKNOWN) {
      return Session.UNKNOWN;
    }
    try {
      LocalDateTime time = LocalDateTime.ofEpochSecond(Math.floorDiv(utc, 1000L), 0, ZoneOffset.UTC);
      return utc - environment.zone().getRules().getOffset(time).getTotalSeconds() * 1000L;
    } catch (DateTimeException e) {
      return Session.UNKNOWN;
    }
  }

  /** A number of the product's as a whole one, or unknown. */
  static long whole(String text) {
    try {
      return text == null || text.length() > 18 ? Session.UNKNOWN : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return Session.UNKNOWN;
    }
  }

  static String cut(String text) {
    return text == null || text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }
}
