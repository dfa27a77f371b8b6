package dev.sessionctl.storage.praisonai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.DurableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;

/**
 * Reads a session's file as a stream, whatever is in it: what departs from the product's shape is noted, and reading
 * goes on. Used once.
 */
final class ContentReader {

  private final SessionContent content = new SessionContent();
  private final MessageVisitor visitor;
  private final MessageReader messages;
  private JsonParser in;

  private ContentReader(MessageVisitor visitor) {
    this.visitor = visitor;
    this.messages = new MessageReader(content, visitor != null);
  }

  /** What a file says, with a look at its first message only. */
  static SessionContent read(Path file) throws IOException {
    return read(file, null);
  }

  /**
   * What a file says.
   *
   * @param visitor receives every message; null to pass over all but the first
   * @throws IOException when it cannot be read, or as the visitor throws it
   */
  static SessionContent read(Path file, MessageVisitor visitor) throws IOException {
    try (FileChannel channel = DurableFiles.openForRead(file)) {
      return read(channel, visitor);
    }
  }

  /** The same for a file that is open, from its beginning. */
  static SessionContent read(FileChannel channel, MessageVisitor visitor) throws IOException {
    return read(Channels.newInputStream(channel.position(0)), visitor);
  }

  /** The same for bytes that are in no file yet. */
  static SessionContent read(InputStream bytes, MessageVisitor visitor) throws IOException {
    return new ContentReader(visitor).read(new Utf8Guard(bytes));
  }

  private SessionContent read(Utf8Guard bytes) throws IOException {
    if (visitor != null) {
      visitor.begin();
    }
    try (JsonParser parser = Json.FACTORY.createParser(bytes)) {
      in = parser;
      root();
    } catch (JsonProcessingException e) {
      damaged(bytes, e);
    } catch (CharacterCodingException e) {
      content.shapes.add(Shape.INVALID_UTF8);
      content.damage = "is not UTF-8";
    }
    if (!content.isReadable()) {
      // What was seen before the damage says nothing of the whole.
      content.shapes.removeIf(shape -> !shape.isUnreadable());
    }
    return content;
  }

  /** Python decodes the whole file first, so what is no UTF-8 counts before what is no JSON. */
  private void damaged(Utf8Guard bytes, JsonProcessingException failure) throws IOException {
    long at = failure.getLocation() == null ? 0 : Math.max(0, failure.getLocation().getByteOffset());
    try {
      bytes.drain();
      content.shapes.add(Shape.NOT_JSON);
      content.damage = "is no JSON: damaged at byte " + at;
    } catch (CharacterCodingException e) {
      content.shapes.add(Shape.INVALID_UTF8);
      content.damage = "is not UTF-8";
    }
  }

  private void root() throws IOException {
    JsonToken first;
    try {
      first = in.nextToken();
    } catch (JsonProcessingException e) {
      if (e.getOriginalMessage() != null && e.getOriginalMessage().contains("0xFEFF")
          || e.getOriginalMessage() != null && e.getOriginalMessage().contains("'\uFEFF'")) {
        content.shapes.add(Shape.BYTE_ORDER_MARK);
        content.damage = "begins with a byte order mark";
        return;
      }
      throw e;
    }
    if (first == null) {
      content.shapes.add(Shape.EMPTY);
      content.damage = "is empty";
      return;
    }
    if (first != JsonToken.START_OBJECT) {
      content.shapes.add(Shape.NOT_AN_OBJECT);
      content.damage = "is no object";
      skip();
    } else {
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        if (!content.keys.add(SessionContent.cut(name))) {
          content.shapes.add(Shape.DUPLICATE_KEY);
        }
        field(name, in.nextToken());
      }
    }
    if (in.nextToken() != null) {
      content.shapes.add(Shape.NOT_JSON);
      content.damage = "is no JSON: something follows the object";
    }
  }

  private void field(String name, JsonToken token) throws IOException {
    switch (name) {
      case "session_id" -> content.id = text(token);
      case "messages" -> messages(token);
      case "created_at" -> content.createdAt = text(token);
      case "updated_at" -> {
        note(token.isNumeric(), Shape.UPDATED_NUMBER);
        content.updatedNumber = token.isNumeric() ? SessionContent.cut(in.getText()) : null;
        content.updatedAt = text(token);
      }
      case "agent_name" -> content.agentName = text(token);
      case "user_id" -> content.userId = text(token);
      case "agent_id" -> content.agentId = text(token);
      case "gateway_session_id" -> content.gatewayId = text(token);
      case "parent_id" -> content.parentId = text(token);
      case "forked_from_message_id" -> content.forkedFrom = scalar(token);
      case "title" -> content.title = text(token);
      case "is_shared" -> content.shared = token == JsonToken.VALUE_TRUE;
      case "workspace" -> content.workspace = text(token);
      case "current_model" -> content.currentModel = text(token);
      case "children_ids" -> children(token);
      case "snapshots" -> snapshots(token);
      case "metadata" -> metadata(token);
      case "archived_messages" -> archive(token);
      case "last_compaction" -> compaction(token);
      default -> copied(name, token);
    }
  }

  /** Root copies of what is in the metadata: they count where that says nothing. */
  private void copied(String name, JsonToken token) throws IOException {
    switch (name) {
      case "model", "llm" -> content.model = content.model == null ? text(token) : content.model;
      case "total_tokens" -> content.tokens = scalar(token);
      case "token_count" -> content.tokens = content.tokens == null ? scalar(token) : content.tokens;
      case "cost", "total_cost" -> content.cost = content.cost == null ? scalar(token) : content.cost;
      case "source" -> content.source = content.source == null ? text(token) : content.source;
      default -> skip();
    }
  }

  private void messages(JsonToken token) throws IOException {
    content.messages = 0;
    note(token == JsonToken.VALUE_NULL, Shape.MESSAGES_NULL);
    note(token == JsonToken.START_OBJECT, Shape.MESSAGES_OBJECT);
    note(token.isScalarValue() && token != JsonToken.VALUE_NULL, Shape.MESSAGES_NO_LIST);
    if (token != JsonToken.START_ARRAY) {
      skip();
      return;
    }
    for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
      long index = content.messages++;
      if (next != JsonToken.START_OBJECT) {
        content.shapes.add(Shape.MESSAGE_NO_OBJECT);
        skip();
      } else if (index == 0 || visitor != null) {
        MessageFields message = messages.read(in);
        if (index == 0) {
          first(message);
        }
        if (visitor != null) {
          visitor.message(false, index, message);
        }
      } else {
        skip();
      }
    }
  }

  private void first(MessageFields message) {
    content.textTimestamps = message.textTimestamp;
    if (message.compaction) {
      content.summaryBytes = message.contentBytes();
      content.summaryCount = SessionContent.whole(message.compactedCount);
    }
  }

  private void archive(JsonToken token) throws IOException {
    content.archived = 0;
    long from = in.currentTokenLocation().getByteOffset();
    note(token != JsonToken.START_ARRAY && token != JsonToken.VALUE_NULL, Shape.ARCHIVE_NO_LIST);
    if (token != JsonToken.START_ARRAY) {
      skip();
      return;
    }
    for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
      long index = content.archived++;
      if (visitor != null && next == JsonToken.START_OBJECT) {
        visitor.message(true, index, messages.read(in));
      } else {
        skip();
      }
    }
    content.archivedBytes = in.currentLocation().getByteOffset() - from;
  }

  private void compaction(JsonToken token) throws IOException {
    content.compacted = token == JsonToken.START_OBJECT;
    note(token != JsonToken.START_OBJECT && token != JsonToken.VALUE_NULL, Shape.COMPACTION_NO_OBJECT);
    if (!content.compacted) {
      skip();
      return;
    }
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      JsonToken value = in.nextToken();
      if (name.equals("message_index")) {
        content.compactionIndex = scalar(value);
      } else {
        skip();
      }
    }
  }

  private void children(JsonToken token) throws IOException {
    content.children.clear();
    if (token == JsonToken.START_ARRAY) {
      for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
        if (next == JsonToken.VALUE_STRING) {
          content.children.add(in.getText());
        } else {
          skip();
        }
      }
    } else {
      skip();
    }
  }

  private void snapshots(JsonToken token) throws IOException {
    content.snapshots.clear();
    note(token == JsonToken.VALUE_NULL, Shape.SNAPSHOTS_NULL);
    note(token != JsonToken.START_ARRAY && token != JsonToken.VALUE_NULL, Shape.SNAPSHOTS_NO_LIST);
    if (token != JsonToken.START_ARRAY) {
      skip();
      return;
    }
    for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
      String id = null;
      String index = null;
      String label = null;
      while (next == JsonToken.START_OBJECT && in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        JsonToken value = in.nextToken();
        switch (name) {
          case "id" -> id = text(value);
          case "message_index" -> index = scalar(value);
          case "label" -> label = text(value);
          default -> skip();
        }
      }
      if (next != JsonToken.START_OBJECT) {
        skip();
      }
      content.snapshots.add(new SessionContent.Snapshot(id, SessionContent.whole(index), label));
    }
  }

  private void metadata(JsonToken token) throws IOException {
    note(token == JsonToken.VALUE_NULL, Shape.METADATA_NULL);
    note(token != JsonToken.START_OBJECT && token != JsonToken.VALUE_NULL, Shape.METADATA_NO_OBJECT);
    if (token != JsonToken.START_OBJECT) {
      skip();
      return;
    }
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      JsonToken value = in.nextToken();
      switch (name) {
        case "title" -> content.metadataTitle = text(value);
        case "agent_name" -> content.metadataAgent = text(value);
        case "parent_id", "parent_session_id" -> {
          content.metadataParent = text(value);
          content.subagent |= name.equals("parent_session_id");
        }
        case "agent_key" -> {
          content.subagent = true;
          skip();
        }
        case "automated" -> content.automated = value == JsonToken.VALUE_TRUE;
        default -> copied(name, value);
      }
    }
  }

  /** Passes over the value at hand; when everything is looked at, its strings as well. */
  private void skip() throws IOException {
    note(Strings.skip(in, visitor != null), Shape.LONE_SURROGATE);
  }

  private void note(boolean departs, Shape shape) {
    if (departs) {
      content.shapes.add(shape);
    }
  }

  /** A text, shortened; null for everything else, which is passed over. */
  private String text(JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_STRING) {
      String text = in.getText();
      note(Strings.hasLoneSurrogate(text), Shape.LONE_SURROGATE);
      return SessionContent.cut(text);
    }
    skip();
    return null;
  }

  /** A text or a number as it stands. */
  private String scalar(JsonToken token) throws IOException {
    return token.isNumeric() ? SessionContent.cut(in.getText()) : text(token);
  }
}
