package dev.sessionctl.storage.praisonai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Reads the messages of one session into one object. */
final class MessageReader {

  private final MessageFields message = new MessageFields();
  private final SessionContent content;
  private final boolean whole;
  private JsonParser in;

  /**
   * A reader.
   *
   * @param content where departures from the shape are noted
   * @param whole whether every string is looked at
   */
  MessageReader(SessionContent content, boolean whole) {
    this.content = content;
    this.whole = whole;
  }

  /** Reads the message whose object the parser has just begun. */
  MessageFields read(JsonParser parser) throws IOException {
    in = parser;
    message.clear();
    message.from = in.currentTokenLocation().getByteOffset();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      JsonToken token = in.nextToken();
      switch (name) {
        case "role" -> message.role = text(token);
        case "content" -> content(token);
        case "timestamp" -> {
          message.textTimestamp = token == JsonToken.VALUE_STRING;
          message.timestamp = token.isScalarValue() ? SessionContent.cut(in.getText()) : null;
          skip();
        }
        case "metadata" -> metadata(token);
        case "tool_call_id" -> message.toolCallId = text(token);
        case "tool_calls" -> toolCalls(token);
        default -> skip();
      }
    }
    message.to = in.currentLocation().getByteOffset();
    if (message.loneSurrogate) {
      content.shapes.add(Shape.LONE_SURROGATE);
    }
    return message;
  }

  private void content(JsonToken token) throws IOException {
    message.contentFrom = in.currentTokenLocation().getByteOffset();
    message.listContent = token == JsonToken.START_ARRAY;
    if (message.listContent) {
      content.shapes.add(Shape.CONTENT_LIST);
    }
    if (token == JsonToken.VALUE_STRING) {
      message.text = text(token);
    } else {
      skip();
    }
    in.finishToken();
    message.contentTo = token.isNumeric() ? message.contentFrom + in.getTextLength()
        : in.currentLocation().getByteOffset();
  }

  private void metadata(JsonToken token) throws IOException {
    if (token != JsonToken.START_OBJECT) {
      skip();
      return;
    }
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      JsonToken value = in.nextToken();
      message.metadataFields++;
      switch (name) {
        case "compaction" -> {
          message.compaction = isTrue(value);
          skip();
        }
        case "compacted_count" -> {
          message.compactedCount = value.isNumeric() ? SessionContent.cut(in.getText()) : null;
          skip();
        }
        case "session_data" -> {
          long from = in.currentTokenLocation().getByteOffset();
          skip();
          message.sessionDataBytes = in.currentLocation().getByteOffset() - from;
        }
        default -> skip();
      }
    }
  }

  /** As Python takes a value for true; the value is still to be passed over. */
  private boolean isTrue(JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_FALSE, VALUE_NULL -> false;
      case VALUE_STRING -> !in.getText().isEmpty();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> !in.getText().matches("-?0(\\.0*)?([eE][-+]?\\d+)?");
      default -> true;
    };
  }

  private void toolCalls(JsonToken token) throws IOException {
    if (token != JsonToken.START_ARRAY) {
      skip();
      return;
    }
    for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
      if (next != JsonToken.START_OBJECT) {
        skip();
        continue;
      }
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        JsonToken value = in.nextToken();
        if (name.equals("id") && value == JsonToken.VALUE_STRING) {
          message.toolCalls.add(in.getText());
        } else {
          skip();
        }
      }
    }
  }

  private String text(JsonToken token) throws IOException {
    if (token != JsonToken.VALUE_STRING) {
      skip();
      return null;
    }
    String text = in.getText();
    message.loneSurrogate |= Strings.hasLoneSurrogate(text);
    return text;
  }

  private void skip() throws IOException {
    message.loneSurrogate |= Strings.skip(in, whole);
  }
}
