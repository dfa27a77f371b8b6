package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.ChannelInput;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.gemini.JsonScanner.Token;
import dev.sessionctl.storage.gemini.SessionDocument.Condition;
import dev.sessionctl.storage.gemini.SessionDocument.TimeState;
import dev.sessionctl.storage.text.IsoTime;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads one session file as the product does (1.34.0, {@code loadSessions}): of keys that occur twice the last counts,
 * every entry of {@code messages} must be an object, and nothing may follow. In constant memory.
 */
final class SessionParser {

  /** Longest id, path or other short text, in bytes as written. */
  static final int LONGEST_TEXT = 1 << 16;
  private static final int LONGEST_NUMBER = 64;
  private static final int SUMMARY = 50;
  /** Enough for the summary with every character as an escaped pair of surrogates. */
  private static final int SUMMARY_BYTES = 16 * SUMMARY;
  /** What of a large file is read when its ends shall do. */
  private static final int HEAD = 1 << 14;
  private static final int TAIL = 1 << 12;
  private static final byte[] END_OF_MESSAGES = "\n  ],".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MINIFIED_END = "],\"createdAt\":".getBytes(StandardCharsets.US_ASCII);
  /** Times that {@code Date} can hold. */
  private static final double LATEST = 8.64e15;

  private final FileChannel channel;
  private final SessionMessage.Visitor visitor;
  private final boolean tools;
  private final SessionDocument found = new SessionDocument();
  private final SessionMessage message = new SessionMessage();
  private JsonScanner json;
  private boolean titled;

  private SessionParser(FileChannel channel, SessionMessage.Visitor visitor, boolean tools) {
    this.channel = channel;
    this.visitor = visitor;
    this.tools = tools;
  }

  /** Reads a whole file. */
  static SessionDocument parse(FileChannel channel) throws IOException {
    return parse(channel, SessionMessage.Visitor.NONE, false);
  }

  /**
   * Reads a whole file and shows its messages.
   *
   * @param visitor sees every complete message, also those before a damage
   * @param tools whether the ids of tool calls and results are wanted
   */
  static SessionDocument parse(FileChannel channel, SessionMessage.Visitor visitor, boolean tools)
      throws IOException {
    return new SessionParser(channel, visitor, tools).run();
  }

  /** Reads the one message that a range of a file holds, with its tool ids. */
  static SessionMessage message(FileChannel channel, long start, long end) throws IOException {
    SessionParser parser = new SessionParser(channel, SessionMessage.Visitor.NONE, true);
    parser.json = new JsonScanner(channel, start, end);
    parser.json.next();
    parser.message(0);
    return parser.message;
  }

  /**
   * Reads a large file by its beginning and its end only, where both look as the product writes them: keys of the whole
   * are indented by two, and no string holds a line break, so the last line {@code ],} at that depth ends the messages.
   * Whether the middle is sound is not known then, nor the number of messages.
   *
   * The same goes for files without white space, as a compaction leaves them.
   *
   * @return null when that cannot be told, so that the whole has to be read
   */
  static SessionDocument parseEnds(FileChannel channel) throws IOException {
    long size = channel.size();
    SessionParser head = new SessionParser(channel, SessionMessage.Visitor.NONE, false);
    head.found.size = size;
    head.json = new JsonScanner(channel, 0, Math.min(size, HEAD));
    try {
      head.document();
      return null;
    } catch (JsonSyntaxException e) {
      if (!e.atEnd() || head.found.id == null || head.found.messages == Session.UNKNOWN) {
        return null;
      }
    }
    SessionDocument tail = tail(channel, size);
    if (tail == null) {
      return null;
    }
    SessionDocument found = head.found;
    found.hasMessages = true;
    found.messages = Session.UNKNOWN;
    found.lastMessage = Session.UNKNOWN;
    found.createdAt = tail.createdAt;
    found.created = tail.created;
    found.lastActivity = tail.lastActivity;
    found.active = tail.active;
    found.cliSessionId = tail.cliSessionId;
    return found;
  }

  /** The keys behind the messages at the end of a file, or null when they are not all there. */
  static SessionDocument tail(FileChannel channel, long size) throws IOException {
    int length = (int) Math.min(size, TAIL);
    byte[] text = ChannelInput.readRange(channel, size - length, length);
    int comma = commaBehindMessages(text);
    if (comma < 0) {
      return null;
    }
    byte[] keys = Arrays.copyOfRange(text, comma, length);
    keys[0] = '{';
    SessionParser parser = new SessionParser(null, SessionMessage.Visitor.NONE, false);
    parser.found.size = keys.length;
    parser.json = new JsonScanner(keys);
    try {
      parser.document();
    } catch (JsonSyntaxException e) {
      return null;
    }
    SessionDocument tail = parser.found;
    boolean usual = tail.condition == Condition.NO_SESSION && tail.messages == Session.UNKNOWN && tail.id == null
        && tail.created == TimeState.VALID && tail.active == TimeState.VALID;
    return usual ? tail : null;
  }

  /**
   * Where the comma behind the messages stands, or -1. In a minified text it is the last one before {@code createdAt}
   * and behind a list: what follows a list deeper in the document would not end with it.
   */
  private static int commaBehindMessages(byte[] text) {
    int pretty = lastIndexOf(text, END_OF_MESSAGES);
    if (pretty >= 0) {
      return pretty + END_OF_MESSAGES.length - 1;
    }
    int minified = lastIndexOf(text, MINIFIED_END);
    return minified < 0 ? -1 : minified + 1;
  }

  private static int lastIndexOf(byte[] text, byte[] wanted) {
    for (int i = text.length - wanted.length; i >= 0; i--) {
      if (Arrays.equals(text, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    return -1;
  }

  private SessionDocument run() throws IOException {
    found.size = channel.size();
    json = new JsonScanner(channel, 0, found.size);
    try {
      if (isBlank()) {
        found.damaged(Condition.EMPTY, found.size == 0 ? "it is empty" : "it holds nothing but white space", 0);
        return found;
      }
      if (hasByteOrderMark()) {
        found.damaged(Condition.BYTE_ORDER_MARK, "it begins with a byte order mark", 0);
        json = new JsonScanner(channel, 3, found.size);
      }
      document();
    } catch (JsonSyntaxException e) {
      found.damaged(e.atEnd() ? Condition.TORN : Condition.INVALID, e.getMessage(), e.offset());
    }
    return found;
  }

  private boolean isBlank() throws IOException {
    return new JsonScanner(channel, 0, found.size).rest() < 0;
  }

  private boolean hasByteOrderMark() throws IOException {
    byte[] first = found.size < 3 ? new byte[3] : ChannelInput.readRange(channel, 0, 3);
    return (first[0] & 0xff) == 0xef && (first[1] & 0xff) == 0xbb && (first[2] & 0xff) == 0xbf;
  }

  private void document() throws IOException {
    boolean object = json.next() == Token.BEGIN_OBJECT;
    if (object) {
      for (Token token = json.next(); token != Token.END_OBJECT; token = json.next()) {
        member(json.text(LONGEST_TEXT));
      }
    } else {
      json.skip();
    }
    found.documentEnd = json.end();
    long rest = json.rest();
    if (rest >= 0) {
      found.damaged(Condition.TRAILING, "a complete document ends at byte " + found.documentEnd + ", and "
          + (found.size - found.documentEnd) + " bytes follow it", found.documentEnd);
    }
    String lacking = !object ? "it is JSON, but no object"
        : !found.hasMessages ? "its messages are no list of objects" : null;
    if (lacking != null && found.condition != Condition.BYTE_ORDER_MARK) {
      found.damaged(Condition.NO_SESSION, lacking, 0);
    }
  }

  private void member(String name) throws IOException {
    Token value = json.next();
    switch (name) {
      case "id" -> id(value);
      case "projectPath" -> found.projectPath = text(value);
      case "cliSessionId" -> found.cliSessionId = text(value);
      case "createdAt" -> {
        found.createdAt = time(value);
        found.created = state(value, found.createdAt);
      }
      case "lastActivity" -> {
        found.activeStart = json.start();
        found.lastActivity = time(value);
        found.activeEnd = json.end();
        found.active = state(value, found.lastActivity);
      }
      case "messages" -> messages(value);
      default -> json.skip();
    }
  }

  private void id(Token value) throws IOException {
    String id = json.end() - json.start() - 2 > LONGEST_TEXT ? null : text(value);
    found.oddId = id == null || id.isEmpty();
    found.id = found.oddId ? null : id;
  }

  private String text(Token value) throws IOException {
    if (value == Token.STRING) {
      return json.text(LONGEST_TEXT);
    }
    json.skip();
    return null;
  }

  private void messages(Token value) throws IOException {
    found.messages = 0;
    found.firstMessage = Session.UNKNOWN;
    found.lastMessage = Session.UNKNOWN;
    found.hasMessages = value == Token.BEGIN_ARRAY;
    if (value != Token.BEGIN_ARRAY) {
      json.skip();
      return;
    }
    for (Token entry = json.next(); entry != Token.END_ARRAY; entry = json.next()) {
      if (entry == Token.BEGIN_OBJECT) {
        message(found.messages);
        found.messages++;
        times();
        summary();
        visitor.message(message);
      } else {
        found.hasMessages = false;
        json.skip();
      }
    }
    found.messagesClose = json.start();
  }

  private void times() {
    if (message.time != Session.UNKNOWN) {
      found.firstMessage = found.firstMessage == Session.UNKNOWN ? message.time : found.firstMessage;
      found.lastMessage = Math.max(found.lastMessage, message.time);
    }
  }

  /** The first text of the user, cut as the product cuts its summary. */
  private void summary() throws IOException {
    if (titled || !"user".equals(message.role) || message.contentStart < 0) {
      return;
    }
    titled = true;
    found.title = summary(channel, message.contentStart, message.contentEnd);
  }

  static String summary(FileChannel channel, long from, long to) throws IOException {
    byte[] first = ChannelInput.readRange(channel, from, (int) Math.min(SUMMARY_BYTES, to - from));
    if (first[0] != '"') {
      return null;
    }
    int length = to - from <= SUMMARY_BYTES ? first.length - 2 : first.length - 1;
    String text = JsonStrings.decode(Arrays.copyOfRange(first, 1, 1 + length));
    return text.length() > SUMMARY ? text.substring(0, SUMMARY) + "..." : text;
  }

  private void message(long number) throws IOException {
    message.begin(json.start(), number);
    for (Token token = json.next(); token != Token.END_OBJECT; token = json.next()) {
      String name = json.text(LONGEST_TEXT);
      Token value = json.next();
      switch (name) {
        case "role" -> message.role = text(value);
        case "timestamp" -> {
          message.time = time(value);
          message.timeState = state(value, message.time);
        }
        case "content" -> {
          message.contentStart = json.start();
          content(value);
          message.contentEnd = json.end();
        }
        default -> json.skip();
      }
    }
    message.end = json.end();
  }

  private void content(Token value) throws IOException {
    if (!tools || value != Token.BEGIN_ARRAY) {
      json.skip();
      return;
    }
    message.toolUses.clear();
    message.toolResults.clear();
    for (Token block = json.next(); block != Token.END_ARRAY; block = json.next()) {
      if (block == Token.BEGIN_OBJECT) {
        block();
      } else {
        json.skip();
      }
    }
  }

  private void block() throws IOException {
    String type = null;
    String id = null;
    String answered = null;
    for (Token token = json.next(); token != Token.END_OBJECT; token = json.next()) {
      String name = json.text(LONGEST_TEXT);
      Token value = json.next();
      switch (name) {
        case "type" -> type = text(value);
        case "id" -> id = text(value);
        case "tool_use_id" -> answered = text(value);
        default -> json.skip();
      }
    }
    if ("tool_use".equals(type) && id != null) {
      message.toolUses.add(id);
    } else if ("tool_result".equals(type) && answered != null) {
      message.toolResults.add(answered);
    }
  }

  private static TimeState state(Token value, long time) {
    return value == Token.NULL ? TimeState.NULL : time == Session.UNKNOWN ? TimeState.INVALID : TimeState.VALID;
  }

  /** Times as the product writes them, and numbers, which its {@code new Date()} takes as well. */
  private long time(Token value) throws IOException {
    if (value == Token.STRING) {
      String text = json.text(LONGEST_NUMBER);
      return IsoTime.parse(text, 0, text.length(), ':');
    }
    if (value == Token.NUMBER) {
      double number = Double.parseDouble(json.number(LONGEST_NUMBER));
      return Math.abs(number) <= LATEST ? (long) number : Session.UNKNOWN;
    }
    json.skip();
    return Session.UNKNOWN;
  }
}
