package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Session;
import java.util.ArrayList;
import java.util.List;

/** One message of a session. */
final class MessageFields {

  /** What the product puts before a summary of its own. */
  static final String SUMMARY_MARK = "[Session Summary]";

  String role;
  /** The text, or null when the content is no text. */
  String text;
  boolean listContent;
  /** Where the content begins and ends in the file. */
  long contentFrom;
  long contentTo;
  String timestamp;
  boolean textTimestamp;
  boolean compaction;
  String compactedCount;
  long sessionDataBytes;
  /** How many fields its metadata has. */
  int metadataFields;
  String toolCallId;
  final List<String> toolCalls = new ArrayList<>();
  boolean loneSurrogate;
  /** Where the object begins and ends in the file. */
  long from;
  long to;

  void clear() {
    role = null;
    text = null;
    listContent = false;
    contentFrom = 0;
    contentTo = 0;
    timestamp = null;
    textTimestamp = false;
    compaction = false;
    compactedCount = null;
    sessionDataBytes = 0;
    metadataFields = 0;
    toolCallId = null;
    toolCalls.clear();
    loneSurrogate = false;
    from = 0;
    to = 0;
  }

  /** Bytes of the content as it stands in the file. */
  long contentBytes() {
    return contentTo - contentFrom;
  }

  /** Whether it is there for nothing but a copy of the whole session in its metadata. */
  boolean isCarrier() {
    return sessionDataBytes > 0 && metadataFields == 1 && "system".equals(role) && toolCalls.isEmpty()
        && toolCallId == null && ("Session initialized".equals(text) || "Session closed".equals(text));
  }

  /** When it was written, milliseconds since the epoch; the product keeps seconds with a fraction. */
  long millis() {
    try {
      double seconds = timestamp == null || textTimestamp ? Double.NaN : Double.parseDouble(timestamp);
      return seconds >= 0 && seconds < 1e11 ? (long) (seconds * 1000) : Session.UNKNOWN;
    } catch (NumberFormatException e) {
      return Session.UNKNOWN;
    }
  }
}
