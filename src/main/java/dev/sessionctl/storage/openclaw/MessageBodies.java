package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import dev.sessionctl.storage.Sha256;
import dev.sessionctl.storage.openclaw.JsonObjectText.Member;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Where the texts and images of one {@code message} row stand in its line. Only what has exactly the shape that the
 * products write is seen: of anything else nobody knows what a reader makes of it, so it offers nothing to shorten.
 */
final class MessageBodies {

  /**
   * A text.
   *
   * @param from where its JSON string begins in the line
   * @param to behind the string
   * @param bytes of the text itself
   */
  record Text(int from, int to, int bytes) {}

  /**
   * An image.
   *
   * @param from where its block begins in the line
   * @param to behind the block
   * @param digest of its kind and data
   */
  record Image(int from, int to, String digest) {}

  private final byte[] line;
  private String role = "";
  private final List<Text> texts = new ArrayList<>();
  private final List<Image> images = new ArrayList<>();

  private MessageBodies(byte[] line) {
    this.line = line;
  }

  /** Looks at the line of a message row, which a parser has accepted. */
  static MessageBodies of(byte[] line) throws IOException {
    MessageBodies bodies = new MessageBodies(line);
    JsonObjectText row = JsonObjectText.at(line, JsonObjectText.start(line));
    Member member = row == null ? null : row.only("message");
    JsonObjectText message = member == null ? null : JsonObjectText.at(line, member.valueStart());
    if (message != null) {
      bodies.role = bodies.string(message, "role");
      Member content = message.only("content");
      boolean paired = !bodies.isToolResult() || !bodies.string(message, "toolCallId").isEmpty();
      if (content != null && paired && (bodies.isUser() || bodies.isToolResult())) {
        bodies.content(content);
      }
    }
    return bodies;
  }

  boolean isToolResult() {
    return role.equals("toolResult");
  }

  boolean isUser() {
    return role.equals("user");
  }

  List<Text> texts() {
    return texts;
  }

  List<Image> images() {
    return images;
  }

  private void content(Member content) throws IOException {
    if (line[content.valueStart()] == '"') {
      text(content);
    } else if (line[content.valueStart()] == '[') {
      List<JsonObjectText> blocks = JsonObjectText.elements(line, content.valueStart());
      for (int i = 0; blocks != null && i < blocks.size(); i++) {
        block(blocks.get(i));
      }
    }
  }

  private void block(JsonObjectText block) throws IOException {
    String type = string(block, "type");
    Member data = block.only("data");
    Member text = block.only("text");
    String kind = string(block, "mimeType");
    if (type.equals("text") && text != null && line[text.valueStart()] == '"') {
      text(text);
    } else if (type.equals("image") && data != null && line[data.valueStart()] == '"' && !kind.isEmpty()) {
      images.add(new Image(block.from(), block.to(), digest(kind, data)));
    }
  }

  private void text(Member value) throws IOException {
    int bytes = decode(value).getBytes(StandardCharsets.UTF_8).length;
    texts.add(new Text(value.valueStart(), value.end(), bytes));
  }

  /** The text of a member that is there once, or an empty one. */
  private String string(JsonObjectText object, String name) throws IOException {
    Member member = object.only(name);
    return member == null || line[member.valueStart()] != '"' ? "" : decode(member);
  }

  private String decode(Member value) throws IOException {
    try (JsonParser in = TranscriptJson.FACTORY.createParser(line, value.valueStart(),
        value.end() - value.valueStart())) {
      return in.nextTextValue();
    }
  }

  private String digest(String kind, Member data) {
    MessageDigest digest = Sha256.digest();
    digest.update(kind.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    digest.update(line, data.valueStart(), data.end() - data.valueStart());
    return HexFormat.of().formatHex(digest.digest());
  }
}
