package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import dev.sessionctl.storage.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads entries from bytes in memory, several times as fast as a general parser, and without what loading one costs a
 * start. It takes only JSON that the general parser reads alike, and refuses with {@link Unusual} all other input,
 * right or wrong; the caller then asks the general parser, which also words the complaint. Behind the input stand
 * {@link #PADDING} zero bytes, at which every loop ends. Not safe for use by several threads.
 */
final class EntryScanner {

  /** Zero bytes that must stand behind the input. */
  static final int PADDING = 16;

  private static final int DEEPEST = 64;
  private static final int LONGEST_NUMBER = 300;
  private static final int LONGEST_TEXT = 1 << 20;
  private static final int LONGEST_LONG = 18;
  private static final int NAMES = 256;

  private final byte[][] names = new byte[NAMES][];
  private final int[] fields = new int[NAMES];
  private final Value value = new Value();
  private byte[] in;
  private int at;
  private boolean escaped;

  /** The input is not of the kind that is read here; whether it is right has to be asked elsewhere. */
  static final class Unusual extends IOException {
    private static final Unusual ONLY = new Unusual();

    private Unusual() {
      super("unusual JSON");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  /** Begins to read at a place; also after the bytes were moved. */
  void moveTo(byte[] bytes, int position) {
    in = bytes;
    at = position;
  }

  /** Where the scanner stands; after a refusal, where it could not go on. */
  int position() {
    return at;
  }

  /** The byte it stands at. */
  byte peek() {
    return in[at];
  }

  /** Passes over white space and then that character. */
  void expect(char c) throws Unusual {
    skipSpace();
    if (in[at] != c) {
      throw Unusual.ONLY;
    }
    at++;
  }

  void skipSpace() {
    int i = at;
    while (in[i] == ' ' || in[i] == '\n' || in[i] == '\r' || in[i] == '\t') {
      i++;
    }
    at = i;
  }

  /** Reads a name. */
  String key() throws Unusual {
    int start = at;
    skipName();
    return decode(start + 1, at - 1);
  }

  /** Fills an entry from the value that begins here, and goes behind it. */
  void entry(SessionEntry entry) throws IOException {
    entry.begin(in[at] == '{');
    if (in[at] != '{') {
      skip(0);
      return;
    }
    at++;
    skipSpace();
    if (in[at] == '}') {
      at++;
    } else {
      do {
        skipSpace();
        int field = name();
        expect(':');
        skipSpace();
        int start = at;
        skip(1);
        if (field != SessionEntry.NOTHING) {
          int stop = at;
          value.start = start;
          value.stop = stop;
          entry.set(field, value);
        }
        skipSpace();
      } while (in[at++] == ',');
      close('}');
    }
    entry.end();
  }

  /** Checks the character just passed. */
  private void close(char c) throws Unusual {
    if (in[at - 1] != c) {
      at--;
      throw Unusual.ONLY;
    }
  }

  /** Goes behind a name and says which field it is; names that were met are remembered by their bytes. */
  private int name() throws Unusual {
    int start = at;
    int hash = 0;
    if (in[start] != '"') {
      throw Unusual.ONLY;
    }
    int i = start + 1;
    while (in[i] >= ' ' && in[i] != '"' && in[i] != '\\') {
      hash = hash * 31 + in[i++];
    }
    if (in[i] != '"') {
      skipName();
      return SessionEntry.field(decode(start + 1, at - 1));
    }
    at = i + 1;
    int slot = (hash ^ hash >>> 8) & NAMES - 1;
    byte[] known = names[slot];
    if (known == null || !Arrays.equals(known, 0, known.length, in, start + 1, i)) {
      names[slot] = Arrays.copyOfRange(in, start + 1, i);
      fields[slot] = SessionEntry.field(decode(start + 1, i));
    }
    return fields[slot];
  }

  private void skip(int depth) throws Unusual {
    switch (in[at]) {
      case '"' -> skipString();
      case '{' -> skipObject(depth + 1);
      case '[' -> skipArray(depth + 1);
      case 't' -> skipWord('r', 'u', 'e');
      case 'n' -> skipWord('u', 'l', 'l');
      case 'f' -> {
        at++;
        skipWord('l', 's', 'e');
      }
      default -> skipNumber();
    }
  }

  /** Passes over four letters of which the first is known; for {@code false} over the last four. */
  private void skipWord(char second, char third, char fourth) throws Unusual {
    boolean falsehood = second == 'l';
    if (falsehood && in[at] != 'a' || in[at + 1] != second || in[at + 2] != third || in[at + 3] != fourth) {
      throw Unusual.ONLY;
    }
    at += 4;
  }

  private void skipObject(int depth) throws Unusual {
    enter(depth);
    if (in[at] == '}') {
      at++;
      return;
    }
    do {
      skipSpace();
      skipName();
      expect(':');
      skipSpace();
      skip(depth);
      skipSpace();
    } while (in[at++] == ',');
    close('}');
  }

  private void skipArray(int depth) throws Unusual {
    enter(depth);
    if (in[at] == ']') {
      at++;
      return;
    }
    do {
      skipSpace();
      skip(depth);
      skipSpace();
    } while (in[at++] == ',');
    close(']');
  }

  private void enter(int depth) throws Unusual {
    if (depth > DEEPEST) {
      throw Unusual.ONLY;
    }
    at++;
    skipSpace();
  }

  private void skipNumber() throws Unusual {
    int start = at;
    int i = in[start] == '-' ? start + 1 : start;
    at = i;
    if (in[i] == '0') {
      i++;
    } else {
      i = digits(i);
    }
    if (in[i] == '.') {
      i = digits(i + 1);
    }
    if (in[i] == 'e' || in[i] == 'E') {
      i = digits(in[i + 1] == '+' || in[i + 1] == '-' ? i + 2 : i + 1);
    }
    at = i;
    if (i - start > LONGEST_NUMBER) {
      throw Unusual.ONLY;
    }
  }

  /** The end of at least one digit. */
  private int digits(int from) throws Unusual {
    int i = from;
    while (in[i] >= '0' && in[i] <= '9') {
      i++;
    }
    at = i;
    if (i == from) {
      throw Unusual.ONLY;
    }
    return i;
  }

  /** Names with escapes are left to the general parser, which refuses some of them. */
  private void skipName() throws Unusual {
    escaped = false;
    skipString();
    if (escaped) {
      throw Unusual.ONLY;
    }
  }

  private void skipString() throws Unusual {
    byte[] bytes = in;
    if (bytes[at] != '"') {
      throw Unusual.ONLY;
    }
    int i = at + 1;
    while (true) {
      byte b = bytes[i];
      if (b >= ' ' && b != '"' && b != '\\') {
        i++;
      } else if (b == '"') {
        at = i + 1;
        return;
      } else {
        at = i;
        i = b == '\\' ? escape(i) : sequence(i);
      }
    }
  }

  /** The end of an escape. */
  private int escape(int i) throws Unusual {
    escaped = true;
    switch (in[i + 1]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
        return i + 2;
      }
      case 'u' -> {
        for (int n = i + 2; n < i + 6; n++) {
          if (Character.digit(in[n], 16) < 0) {
            throw Unusual.ONLY;
          }
        }
        return i + 6;
      }
      default -> throw Unusual.ONLY;
    }
  }

  /** The end of a character of several bytes, in UTF-8 as it must be. */
  private int sequence(int i) throws Unusual {
    int first = in[i] & 0xff;
    int second = in[i + 1] & 0xff;
    int length;
    boolean right;
    if (first >= 0xc2 && first < 0xe0) {
      length = 2;
      right = true;
    } else if (first >= 0xe0 && first < 0xf0) {
      length = 3;
      right = (first != 0xe0 || second >= 0xa0) && (first != 0xed || second < 0xa0);
    } else {
      length = 4;
      right = first >= 0xf0 && first < 0xf5 && (first != 0xf0 || second >= 0x90) && (first != 0xf4 || second < 0x90);
    }
    for (int n = 1; n < length; n++) {
      right &= (in[i + n] & 0xc0) == 0x80;
    }
    if (!right) {
      throw Unusual.ONLY;
    }
    return i + length;
  }

  /** The text between the quotes of a string that was passed. */
  private String decode(int from, int to) throws Unusual {
    if (to - from > LONGEST_TEXT) {
      throw Unusual.ONLY;
    }
    boolean ascii = true;
    for (int i = from; i < to; i++) {
      if (in[i] == '\\') {
        return unescape(from, to);
      }
      ascii &= in[i] >= 0;
    }
    return new String(in, from, to - from, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
  }

  private String unescape(int from, int to) {
    StringBuilder out = new StringBuilder(to - from);
    int plain = from;
    for (int i = from; i < to; ) {
      if (in[i] != '\\') {
        i++;
        continue;
      }
      out.append(new String(in, plain, i - plain, StandardCharsets.UTF_8));
      char c = (char) in[i + 1];
      i += 2;
      switch (c) {
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        case 'u' -> {
          int unit = 0;
          for (int n = i; n < i + 4; n++) {
            unit = unit << 4 | Character.digit(in[n], 16);
          }
          out.append((char) unit);
          i += 4;
        }
        default -> out.append(c);
      }
      plain = i;
    }
    return out.append(new String(in, plain, to - plain, StandardCharsets.UTF_8)).toString();
  }

  /** The value that was just passed. */
  private final class Value implements SessionEntry.Value {
    private int start;
    private int stop;

    @Override
    public boolean isNull() {
      return in[start] == 'n';
    }

    @Override
    public boolean isFalse() {
      return in[start] == 'f';
    }

    @Override
    public String text() throws IOException {
      return in[start] == '"' ? decode(start + 1, stop - 1) : null;
    }

    @Override
    public String scalar() throws IOException {
      return switch (in[start]) {
        case '"' -> decode(start + 1, stop - 1);
        case '{', '[', 'n' -> null;
        default -> new String(in, start, stop - start, StandardCharsets.ISO_8859_1);
      };
    }

    @Override
    public EntryReferences references(EntryReferences known, String name) throws IOException {
      try (JsonParser parser = Json.FACTORY.createParser(in, start, stop - start)) {
        parser.nextToken();
        return EntryReferences.read(known, name, parser);
      }
    }

    @Override
    public long number() throws IOException {
      int i = in[start] == '-' ? start + 1 : start;
      if (in[i] < '0' || in[i] > '9') {
        return Session.UNKNOWN;
      }
      if (stop - i > LONGEST_LONG || i > start && in[i] == '0') {
        throw Unusual.ONLY;
      }
      long number = 0;
      for (int n = i; n < stop; n++) {
        if (in[n] < '0' || in[n] > '9') {
          throw Unusual.ONLY;
        }
        number = number * 10 + in[n] - '0';
      }
      return i > start ? -number : number;
    }
  }
}
