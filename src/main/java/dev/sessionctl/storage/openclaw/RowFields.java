package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Takes the fields of one transcript row from a parser. Not safe for use by several threads. */
final class RowFields {
  private static final int TYPE = 1;
  private static final int ID = 2;
  private static final int PARENT = 4;
  private static final int TIMESTAMP = 8;
  private static final int MESSAGE = 16;

  private final EntryIds ids;
  private final TranscriptRow row = new TranscriptRow();
  private int seen;
  private boolean duplicate;

  RowFields(EntryIds ids) {
    this.ids = ids;
  }

  /** Forgets the last row; returns the object that the next one is read into. */
  TranscriptRow clear() {
    row.clear();
    seen = 0;
    duplicate = false;
    return row;
  }

  /** Whether a field that matters occurred twice. */
  boolean duplicate() {
    return duplicate;
  }

  /** Reads the object whose start the parser is at, to its end. */
  void read(JsonParser parser) throws IOException {
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken value = parser.nextToken();
      switch (name) {
        case "type" -> {
          once(TYPE);
          row.typeText = TranscriptJson.text(parser);
          row.type = row.typeText == null ? RowType.OTHER : RowType.of(row.typeText);
        }
        case "id" -> {
          once(ID);
          id(parser, value);
        }
        case "parentId" -> {
          once(PARENT);
          row.hasParent = true;
          row.parent = reference(parser, value);
        }
        case "timestamp" -> {
          once(TIMESTAMP);
          row.time = TranscriptJson.time(parser);
        }
        case "message" -> {
          once(MESSAGE);
          message(parser, value);
        }
        case "targetId" -> row.target = reference(parser, value);
        case "appendParentId" -> row.appendParent = reference(parser, value);
        case "firstKeptEntryId" -> row.firstKept = reference(parser, value);
        case "firstKeptEntryIndex" -> row.firstKeptIndex =
            (int) Math.max(-1, Math.min(Integer.MAX_VALUE, TranscriptJson.number(parser, -1)));
        case "tokensBefore" -> row.tokensBefore = TranscriptJson.number(parser, row.tokensBefore);
        case "appendMode" -> row.side = "side".equals(TranscriptJson.text(parser));
        case "version" -> row.version = value == JsonToken.VALUE_NUMBER_INT ? TranscriptJson.number(parser, -1) : -1;
        case "cwd" -> row.cwd = TranscriptJson.text(parser);
        case "parentSession" -> row.parentSession = TranscriptJson.text(parser);
        default -> { }
      }
      parser.skipChildren();
    }
  }

  private void once(int field) {
    duplicate |= (seen & field) != 0;
    seen |= field;
  }

  private void id(JsonParser parser, JsonToken value) throws IOException {
    if (row.type == RowType.SESSION || row.typeText == null) {
      row.headerId = TranscriptJson.text(parser);
    }
    if (row.type == RowType.SESSION) {
      // A session id is no entry id: keep it out of the numbering.
      return;
    }
    int id = reference(parser, value);
    row.id = id == TranscriptRow.NULL ? TranscriptRow.ABSENT : id;
  }

  private int reference(JsonParser parser, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_NULL) {
      return TranscriptRow.NULL;
    }
    if (value != JsonToken.VALUE_STRING || parser.getTextLength() == 0) {
      return TranscriptRow.ABSENT;
    }
    return ids.of(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
  }

  private void message(JsonParser parser, JsonToken value) throws IOException {
    row.clearMessage();
    if (value != JsonToken.START_OBJECT) {
      return;
    }
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken field = parser.nextToken();
      switch (name) {
        case "role" -> row.role = TranscriptJson.text(parser);
        case "timestamp" -> row.messageTime = TranscriptJson.time(parser);
        case "usage" -> row.usage = field == JsonToken.START_OBJECT;
        default -> { }
      }
      parser.skipChildren();
    }
  }
}
