package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.Message;
import dev.sessionctl.storage.gemini.JsonScanner.Token;
import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * Makes a {@link Message} of one entry of {@code messages}: its text, and the names of other blocks in brackets.
 * Arguments and results of tools are left out: they are long, and often secret.
 */
final class MessageText {

  /** Longest text of one message, in bytes as written. */
  private static final int LIMIT = 64 << 10;
  private static final int NAME_LIMIT = 128;

  private MessageText() {}

  static Message of(FileChannel channel, long start, long end) throws IOException {
    SessionMessage message = SessionParser.message(channel, start, end);
    StringBuilder text = new StringBuilder();
    if (message.contentStart >= 0) {
      JsonScanner json = new JsonScanner(channel, message.contentStart, message.contentEnd);
      Token content = json.next();
      if (content == Token.STRING) {
        text.append(json.text(LIMIT));
      } else if (content == Token.BEGIN_ARRAY) {
        for (Token block = json.next(); block != Token.END_ARRAY; block = json.next()) {
          block(json, block, text);
        }
      }
    }
    return new Message(message.time, message.role == null ? "" : message.role, cut(text));
  }

  private static void block(JsonScanner json, Token block, StringBuilder text) throws IOException {
    if (text.length() > 0) {
      text.append('\n');
    }
    if (block == Token.STRING) {
      text.append(json.text(LIMIT));
      return;
    }
    if (block != Token.BEGIN_OBJECT) {
      json.skip();
      return;
    }
    String type = null;
    String name = null;
    String content = null;
    for (Token token = json.next(); token != Token.END_OBJECT; token = json.next()) {
      String field = json.text(NAME_LIMIT);
      Token value = json.next();
      if (value != Token.STRING) {
        json.skip();
        continue;
      }
      switch (field) {
        case "type" -> type = json.text(NAME_LIMIT);
        case "name" -> name = json.text(NAME_LIMIT);
        case "text" -> content = json.text(LIMIT);
        default -> { }
      }
    }
    if ("text".equals(type)) {
      text.append(content == null ? "" : content);
    } else {
      text.append('[').append(type == null ? "block" : type).append(name == null ? "" : " " + name).append(']');
    }
  }

  private static String cut(StringBuilder text) {
    return text.length() <= LIMIT ? text.toString() : text.substring(0, LIMIT) + "…";
  }
}
