package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.check.FindingClass;
import dev.sessionctl.storage.check.Findings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** Looks at the rows of a gateway's database with the eyes of the gateway (praisonaiagents 1.7.0). */
record RowCheck(Path path, Environment environment, Findings findings, TwinFiles twins) {

  private static final Map<Shape, TranscriptFlaw> FLAWS = new EnumMap<>(Shape.class);

  static {
    for (Shape shape : Shape.values()) {
      FLAWS.put(shape, switch (shape) {
        case NOT_A_FILE, EMPTY, BYTE_ORDER_MARK, NOT_JSON -> TranscriptFlaw.UNREADABLE;
        case INVALID_UTF8 -> TranscriptFlaw.INVALID_UTF8;
        case NOT_AN_OBJECT, MESSAGES_NULL, MESSAGES_NO_LIST -> TranscriptFlaw.HIDES_ALL;
        case MESSAGES_OBJECT, MESSAGE_NO_OBJECT, COMPACTION_NO_OBJECT, METADATA_NO_OBJECT, ARCHIVE_NO_LIST ->
            TranscriptFlaw.SHAPE;
        case LONE_SURROGATE -> TranscriptFlaw.LONE_SURROGATE;
        case METADATA_NULL, SNAPSHOTS_NULL, SNAPSHOTS_NO_LIST, UPDATED_NUMBER, CONTENT_LIST, DUPLICATE_KEY ->
            TranscriptFlaw.ODD;
      });
    }
  }

  /** Returns whether all of the row was looked at. */
  boolean run(TranscriptRow row) throws IOException {
    String key = row.key();
    if (row.isLarge()) {
      twins.seen(key);
      findings.add(TranscriptFlaw.ROW_LARGE, key, path, "has " + row.bytes() + " bytes and was not looked into");
      return false;
    }
    MessageCheck messages = new MessageCheck();
    TwinFiles.Comparison comparison = twins.compared(key);
    SessionContent content = row.content(comparison == null ? messages : comparison.with(messages));
    for (Shape shape : content.shapes) {
      findings.add(FLAWS.get(shape), key, path,
          shape.isUnreadable() && content.damage != null ? content.damage : shape.words());
    }
    if (!content.isReadable() || content.shapes.contains(Shape.NOT_AN_OBJECT)) {
      return true;
    }
    identity(row, content);
    columns(row, content);
    new SessionCheck(environment, findings, RowCheck::flaw).run(key, path, content, messages);
    if (comparison != null) {
      comparison.end();
    }
    return true;
  }

  private void identity(TranscriptRow row, SessionContent content) throws IOException {
    if (content.id == null) {
      findings.add(TranscriptFlaw.NO_ID, row.key(), path, "has no session_id in its data");
    } else if (!content.id.equals(row.key())) {
      findings.add(TranscriptFlaw.OTHER_ID, row.key(), path, "says that it is " + content.id);
    }
  }

  private void columns(TranscriptRow row, SessionContent content) throws IOException {
    column(row, "agent_name", row.agentName(), content.agentName);
    column(row, "gateway_session_id", row.gatewayId(), content.gatewayId);
    column(row, "agent_id", row.agentId(), content.agentId);
    if (content.updatedNumber == null) {
      column(row, "updated_at", row.updatedAt(), content.updatedAt);
    }
  }

  private void column(TranscriptRow row, String name, String column, String data) throws IOException {
    // Both are shortened by different rules; so long a text is none of the product's.
    boolean cut = column != null && column.length() >= SessionContent.LONGEST;
    if (!cut && (column == null ? data != null : !column.equals(data))) {
      findings.add(TranscriptFlaw.ROW_COLUMN, row.key(), path, "has " + shown(column) + " in the column " + name
          + " and " + shown(data) + " in its data");
    }
  }

  private static String shown(String text) {
    return text == null ? "nothing" : "\"" + text + "\"";
  }

  private static FindingClass flaw(Flaw flaw) {
    return switch (flaw) {
      case UNKNOWN_KEY -> TranscriptFlaw.UNKNOWN_KEY;
      case FUTURE -> TranscriptFlaw.FUTURE;
      case NO_TIME -> TranscriptFlaw.NO_TIME;
      case SUMMARY -> TranscriptFlaw.SUMMARY;
      case ARCHIVE -> TranscriptFlaw.ARCHIVE;
      case SESSION_DATA -> TranscriptFlaw.SESSION_DATA;
      case TOOL_RESULT -> TranscriptFlaw.TOOL_RESULT;
      case COMPACTION_INDEX -> TranscriptFlaw.COMPACTION_INDEX;
      // The gateway's store knows no snapshots.
      default -> null;
    };
  }
}
