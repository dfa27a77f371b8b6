package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.ChannelInput;
import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.text.JsonText;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Streams the entries of a {@code sessions.json}: one JSON object whose members are the sessions. Holds one key
 * at a time. Accepts exactly what OpenClaw reads as a store: everything it would treat as an EMPTY store without
 * an error (a byte order mark, an array, a torn or empty file; OpenClaw 2026.3.13 and 2026.7.1) is corrupt here.
 */
final class IndexScanner {

  private static final int BUFFER = 1 << 16;

  private IndexScanner() {}

  /** Receives the entries in the order of the file. */
  interface Visitor {
    /**
     * One entry. The parser stands on the first token of the value and must be left on its last one.
     *
     * @param key the key, as stored
     * @param value the parser
     * @param start byte offset of the value in the file
     */
    void entry(String key, JsonParser value, long start) throws IOException;

    /**
     * The end of the entry just visited.
     *
     * @param limit a byte offset behind the value; between them are only white space and at most one comma
     */
    default void entryEnd(long limit) throws IOException {}
  }

  /**
   * Visits every entry of the first {@code size} bytes of an open file.
   *
   * @param path named in messages
   * @throws CorruptStoreException when the file is no such object; entries before the damage were visited
   */
  static void scan(FileChannel channel, long size, Path path, Visitor visitor) throws IOException {
    if (size == 0) {
      throw new CorruptIndexException(Flaw.INDEX_EMPTY, path + " is empty (0 bytes); OpenClaw would start from an empty"
          + " store; put a backup in its place");
    }
    try (InputStream in = new BufferedInputStream(new ChannelInput(channel, 0, size), BUFFER)) {
      refuseOtherEncodings(in, path);
      scan(in, path, visitor);
    }
  }

  private static void scan(InputStream in, Path path, Visitor visitor) throws IOException {
    try (JsonParser parser = Json.FACTORY.createParser(in)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new CorruptIndexException(Flaw.INDEX_NOT_AN_OBJECT,
            path + " is not a JSON object; OpenClaw would start from an empty store");
      }
      JsonToken token = parser.nextToken();
      while (token == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        parser.nextToken();
        visitor.entry(key, parser, parser.currentTokenLocation().getByteOffset());
        token = parser.nextToken();
        visitor.entryEnd(parser.currentTokenLocation().getByteOffset());
      }
      if (parser.nextToken() != null) {
        throw new CorruptIndexException(Flaw.INDEX_TRAILING, path + " has further content behind its JSON object");
      }
    } catch (JsonProcessingException e) {
      throw new CorruptIndexException(Flaw.INDEX_UNPARSABLE, path + " is not valid JSON: " + describe(e));
    }
  }

  /** The parser's complaint in one line, with the byte offset. */
  static String describe(JsonProcessingException e) {
    String message = e.getOriginalMessage();
    int line = message == null ? -1 : message.indexOf('\n');
    String first = line < 0 ? message : message.substring(0, line);
    long offset = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
    return first + (offset < 0 ? "" : " (at byte " + offset + ")");
  }

  /** What the parser would put up with, because it guesses encodings, and JavaScript does not. */
  private static void refuseOtherEncodings(InputStream in, Path path) throws IOException {
    in.mark(4);
    byte[] start = in.readNBytes(4);
    in.reset();
    if (start.length >= 3 && start[0] == (byte) 0xef && start[1] == (byte) 0xbb && start[2] == (byte) 0xbf) {
      throw new CorruptIndexException(Flaw.INDEX_BYTE_ORDER_MARK, path + " begins with a byte order mark; OpenClaw"
          + " would start from an empty store; remove the first three bytes");
    }
    if (!JsonText.beginsAsUtf8(start, start.length)) {
      throw new CorruptIndexException(Flaw.INDEX_UNPARSABLE,
          path + " is not UTF-8 text; OpenClaw would start from an empty store");
    }
  }
}
