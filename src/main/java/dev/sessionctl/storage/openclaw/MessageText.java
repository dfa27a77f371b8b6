package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.Message;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.text.Utf8;
import java.io.IOException;

/**
 * Makes a {@link Message} of a transcript row: its text blocks, and the names of the other blocks in brackets.
 * Arguments of tool calls, thoughts and pictures are left out: they are long, and often secret.
 */
final class MessageText {
  /** Longest text of one message, in UTF-16 units. */
  static final int LIMIT = 64 << 10;

  private static final int NAME_LIMIT = 128;

  private final CutText text = new CutText(LIMIT);
  private long rowTime = Session.UNKNOWN;
  private long messageTime = Session.UNKNOWN;
  private String role = "";

  private MessageText() {}

  /** The message in a line; one that cannot be read says so in place of its text. */
  static Message of(byte[] line) throws IOException {
    MessageText message = new MessageText();
    byte[] bytes = Utf8.firstInvalid(line, 0, line.length) < 0 ? line
        : TranscriptJson.repairUtf8(line, 0, line.length);
    try (JsonParser parser = TranscriptJson.FACTORY.createParser(bytes)) {
      parser.nextToken();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        JsonToken value = parser.nextToken();
        if (name.equals("timestamp")) {
          message.rowTime = TranscriptJson.time(parser);
        } else if (name.equals("message") && value == JsonToken.START_OBJECT) {
          message.body(parser);
        }
        parser.skipChildren();
      }
    } catch (JsonProcessingException e) {
      message.text.separate();
      message.text.write("[unreadable]");
    }
    long time = message.messageTime == Session.UNKNOWN ? message.rowTime : message.messageTime;
    return new Message(time, message.role, message.text.toString());
  }

  private void body(JsonParser parser) throws IOException {
    text.clear();
    role = "";
    messageTime = Session.UNKNOWN;
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken value = parser.nextToken();
      switch (name) {
        case "role" -> role = value == JsonToken.VALUE_STRING ? shortText(parser) : "";
        case "timestamp" -> messageTime = TranscriptJson.time(parser);
        case "content" -> {
          text.clear();
          content(parser, value);
        }
        default -> { }
      }
      parser.skipChildren();
    }
  }

  private void content(JsonParser parser, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_STRING) {
      parser.getText(text);
    } else if (value == JsonToken.START_ARRAY) {
      for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
        if (item == JsonToken.START_OBJECT) {
          block(parser);
        } else if (item == JsonToken.VALUE_STRING) {
          text.separate();
          parser.getText(text);
        } else {
          parser.skipChildren();
        }
      }
    }
  }

  private void block(JsonParser parser) throws IOException {
    String type = null;
    String label = null;
    CutText content = null;
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      if (parser.nextToken() == JsonToken.VALUE_STRING) {
        switch (name) {
          case "type" -> type = shortText(parser);
          case "name", "toolName" -> label = shortText(parser);
          case "text" -> {
            content = new CutText(LIMIT);
            parser.getText(content);
          }
          default -> { }
        }
      }
      parser.skipChildren();
    }
    text.separate();
    if ("text".equals(type)) {
      text.write(content == null ? "" : content.toString());
    } else {
      text.write("[" + (type == null ? "block" : type) + (label == null ? "" : " " + label) + "]");
    }
  }

  private static String shortText(JsonParser parser) throws IOException {
    CutText name = new CutText(NAME_LIMIT);
    parser.getText(name);
    return name.toString();
  }
}
