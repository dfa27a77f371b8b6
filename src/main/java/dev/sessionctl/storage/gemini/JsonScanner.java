package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.ChannelInput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * Reads one JSON text token by token and tells where each stands in its file, so that parts can be copied as they are.
 * As strict as V8's {@code JSON.parse}, by which the product reads, and as lenient with what it does not mind: depth,
 * lengths, duplicate names, and invalid UTF-8 inside strings. Works by position in constant memory; values that nobody
 * asks for are passed over. Not safe for use by several threads.
 */
final class JsonScanner {

  /** What was read. */
  enum Token { BEGIN_OBJECT, END_OBJECT, BEGIN_ARRAY, END_ARRAY, NAME, STRING, NUMBER, TRUE, FALSE, NULL, END }

  private enum Expect { VALUE, VALUE_OR_END, NAME_OR_END, COMMA_OR_END, END }

  private static final int BUFFER = 1 << 16;
  /** More than any product writes; a hostile file shall not take memory for nothing. */
  private static final int DEEPEST = 1 << 20;

  private final FileChannel channel;
  private final long end;
  private final byte[] buffer;
  /** Offset in the file of the first byte of the buffer. */
  private long base;
  private int at;
  private int limit;

  private Expect expect = Expect.VALUE;
  /** One bit a level: set for an object. */
  private long[] levels = new long[4];
  private int depth;
  private Token token;
  private long start;
  private long behind;

  /** Reads a range of a file; what is behind it does not exist. */
  JsonScanner(FileChannel channel, long from, long to) {
    this.channel = channel;
    this.base = from;
    this.end = to;
    this.buffer = new byte[(int) Math.max(16, Math.min(BUFFER, to - from))];
  }

  /** Reads a text at hand. */
  JsonScanner(byte[] text) {
    this.channel = null;
    this.buffer = text;
    this.limit = text.length;
    this.end = text.length;
  }

  /** Offset of the first byte of the last token. */
  long start() {
    return start;
  }

  /** Offset behind the last token. */
  long end() {
    return behind;
  }

  /** Open objects and arrays around what comes next. */
  int depth() {
    return depth;
  }

  /**
   * The next token; {@link Token#END} once the document is complete, whatever follows it.
   *
   * @throws JsonSyntaxException when there is none
   */
  Token next() throws IOException {
    if (expect == Expect.END) {
      return token = Token.END;
    }
    int c = skipSpace();
    if (expect == Expect.COMMA_OR_END && c == ',') {
      at++;
      c = skipSpace();
      expect = Expect.VALUE;
      return token = inObject() ? name(c) : value(c);
    }
    return token = switch (expect) {
      case NAME_OR_END -> c == '}' ? close(Token.END_OBJECT) : name(c);
      case VALUE_OR_END -> c == ']' ? close(Token.END_ARRAY) : value(c);
      case COMMA_OR_END -> closeAfterValue(c);
      default -> value(c);
    };
  }

  /** Passes over the rest of the object or array that the last token began; nothing for other values. */
  void skip() throws IOException {
    if (token == Token.BEGIN_OBJECT || token == Token.BEGIN_ARRAY) {
      int level = depth - 1;
      while (depth > level) {
        next();
      }
    }
  }

  /** Offset of the first byte behind the complete document that is no white space, or -1. */
  long rest() throws IOException {
    return skipSpace() < 0 ? -1 : offset();
  }

  /**
   * The text of the last token, a name or a string, without quotation marks and escapes.
   *
   * @param longest how many bytes of it are wanted at most, as they are written
   */
  String text(int longest) throws IOException {
    int length = (int) Math.min(longest, behind - start - 2);
    return JsonStrings.decode(bytes(start + 1, length));
  }

  /** The characters of the last token, a number. */
  String number(int longest) throws IOException {
    return new String(bytes(start, (int) Math.min(longest, behind - start)),
        java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  /** Copies the last token as it is written. */
  void copy(OutputStream out) throws IOException {
    if (start >= base && behind <= base + limit) {
      out.write(buffer, (int) (start - base), (int) (behind - start));
      return;
    }
    for (long at = start; at < behind; ) {
      byte[] part = ChannelInput.readRange(channel, at, (int) Math.min(BUFFER, behind - at));
      out.write(part);
      at += part.length;
    }
  }

  private byte[] bytes(long from, int length) throws IOException {
    if (from >= base && from + length <= base + limit) {
      int first = (int) (from - base);
      return Arrays.copyOfRange(buffer, first, first + length);
    }
    return ChannelInput.readRange(channel, from, length);
  }

  private long offset() {
    return base + at;
  }

  private boolean inObject() {
    return (levels[depth - 1 >> 6] & 1L << (depth - 1)) != 0;
  }

  private Token closeAfterValue(int c) throws IOException {
    if (c != (inObject() ? '}' : ']')) {
      throw wrong(c, "a comma or a closing bracket is missing");
    }
    return close(inObject() ? Token.END_OBJECT : Token.END_ARRAY);
  }

  private Token close(Token closing) {
    mark();
    depth--;
    return finish(closing);
  }

  private Token name(int c) throws IOException {
    if (c != '"') {
      throw wrong(c, "a name is missing");
    }
    string();
    long nameEnd = offset();
    long nameStart = start;
    int colon = skipSpace();
    if (colon != ':') {
      throw wrong(colon, "a colon is missing");
    }
    at++;
    start = nameStart;
    behind = nameEnd;
    expect = Expect.VALUE;
    return Token.NAME;
  }

  private Token value(int c) throws IOException {
    switch (c) {
      case '{':
        return open(Token.BEGIN_OBJECT, Expect.NAME_OR_END);
      case '[':
        return open(Token.BEGIN_ARRAY, Expect.VALUE_OR_END);
      case '"':
        string();
        return finishedAt(Token.STRING);
      case 't':
        return word("true", Token.TRUE);
      case 'f':
        return word("false", Token.FALSE);
      case 'n':
        return word("null", Token.NULL);
      default:
        if (c == '-' || c >= '0' && c <= '9') {
          return numeral(c);
        }
        throw wrong(c, "a value is missing");
    }
  }

  private Token open(Token opening, Expect inside) throws IOException {
    mark();
    if (depth == DEEPEST) {
      throw new JsonSyntaxException("nested too deep", start, false);
    }
    if (depth >> 6 == levels.length) {
      levels = Arrays.copyOf(levels, levels.length * 2);
    }
    long bit = 1L << depth;
    levels[depth >> 6] = opening == Token.BEGIN_OBJECT ? levels[depth >> 6] | bit : levels[depth >> 6] & ~bit;
    depth++;
    expect = inside;
    return opening;
  }

  /** Takes one byte as a token of its own. */
  private void mark() {
    start = offset();
    at++;
    behind = offset();
  }

  private Token finishedAt(Token value) {
    behind = offset();
    return finish(value);
  }

  private Token finish(Token value) {
    expect = depth == 0 ? Expect.END : Expect.COMMA_OR_END;
    return value;
  }

  private Token word(String word, Token value) throws IOException {
    start = offset();
    for (int i = 0; i < word.length(); i++, at++) {
      int c = peek();
      if (c != word.charAt(i)) {
        throw wrong(c, "no value");
      }
    }
    return finishedAt(value);
  }

  private Token numeral(int first) throws IOException {
    start = offset();
    int c = first;
    if (c == '-') {
      c = advance();
    }
    if (c == '0') {
      c = advance();
    } else {
      c = digits(c);
    }
    if (c == '.') {
      c = digits(advance());
    }
    if (c == 'e' || c == 'E') {
      c = advance();
      digits(c == '+' || c == '-' ? advance() : c);
    }
    return finishedAt(Token.NUMBER);
  }

  private int digits(int first) throws IOException {
    if (first < '0' || first > '9') {
      throw wrong(first, "a digit is missing");
    }
    int c = first;
    while (c >= '0' && c <= '9') {
      c = advance();
    }
    return c;
  }

  private int advance() throws IOException {
    at++;
    return peek();
  }

  /** Passes over a string from its opening to behind its closing quotation mark. */
  private void string() throws IOException {
    start = offset();
    at++;
    while (true) {
      int i = at;
      byte c = 0;
      while (i < limit && (c = buffer[i]) != '"' && c != '\\' && (c < 0 || c >= ' ')) {
        i++;
      }
      at = i;
      if (i == limit) {
        if (!fill()) {
          throw wrong(-1, "a string does not end");
        }
      } else if (c == '"') {
        at++;
        return;
      } else if (c == '\\') {
        escape(advance());
      } else {
        throw wrong(c, "a control character in a string");
      }
    }
  }

  private void escape(int c) throws IOException {
    if (c == 'u') {
      for (int i = 0; i < 4; i++) {
        int digit = advance();
        if (Character.digit(digit < 0 ? 0 : digit, 16) < 0) {
          throw wrong(digit, "no escape");
        }
      }
    } else if (c < 0 || "\"\\/bfnrt".indexOf(c) < 0) {
      throw wrong(c, "no escape");
    }
    at++;
  }

  private int skipSpace() throws IOException {
    while (true) {
      int c = peek();
      if (c != ' ' && c != '\n' && c != '\t' && c != '\r') {
        return c;
      }
      at++;
    }
  }

  private int peek() throws IOException {
    return at < limit || fill() ? buffer[at] & 0xff : -1;
  }

  private boolean fill() throws IOException {
    if (channel == null) {
      return false;
    }
    long next = base + limit;
    int wanted = (int) Math.min(buffer.length, end - next);
    if (wanted <= 0) {
      return false;
    }
    int count = channel.read(ByteBuffer.wrap(buffer, 0, wanted), next);
    if (count <= 0) {
      // Cut short since its length was looked at; what describes the file is compared afterwards.
      return false;
    }
    base = next;
    at = 0;
    limit = count;
    return true;
  }

  private JsonSyntaxException wrong(int c, String message) {
    return new JsonSyntaxException(c < 0 ? "it ends too early" : message, offset(), c < 0);
  }
}
