package dev.sessionctl.storage.openclaw;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Goes over JSON in memory, several times as fast as a general parser, and without what loading one costs a start.
 * It takes only what the general parser reads alike, and refuses with {@link Unusual} all other input, right or wrong;
 * the caller then asks the general parser, which also words the complaint. Behind the input stand {@link #PADDING}
 * zero bytes, at which every loop ends. Not safe for use by several threads.
 */
class JsonScanner {

  /** Zero bytes that must stand behind the input. */
  static final int PADDING = 16;

  private static final int DEEPEST = 64;
  private static final int LONGEST_NUMBER = 300;
  private static final int LONGEST_TEXT = 1 << 20;

  protected byte[] in;
  protected int at;
  /** Whether the string passed last has escapes, or characters of several bytes. */
  private boolean escaped;
  private boolean wide;

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
    at = space(in, at);
  }

  /** Reads a name. */
  String key() throws Unusual {
    int start = at;
    at = name(start);
    return decode(start + 1, at - 1);
  }

  /**
   * Goes to the value of one field of the object that begins here, when it is the next one.
   *
   * @return the number of its name in the list, or -1 at the end of the object, behind which the scanner then is
   */
  int next(String[] wanted, boolean first) throws Unusual {
    int i = space(in, at);
    if (first) {
      if (in[i] != '{') {
        throw refused(i);
      }
      i = space(in, i + 1);
    }
    if (in[i] == '}' || !first && in[i] != ',') {
      at = close('}', i);
      return -1;
    }
    int start = first ? i : space(in, i + 1);
    i = name(start);
    int found = wanted.length;
    for (int n = 0; n < wanted.length; n++) {
      if (FieldNames.is(wanted[n], in, start + 1, i - 1)) {
        found = n;
      }
    }
    at = colon(i);
    return found;
  }

  /** Passes over the value that begins here. */
  void skipValue() throws Unusual {
    at = skip(at, 1);
  }

  /** Passes over the value that begins here, and returns it when it is a string. */
  String stringValue() throws Unusual {
    int start = at;
    at = skip(start, 1);
    return in[start] == '"' ? decode(start + 1, at - 1) : null;
  }

  final Unusual refused(int i) {
    at = i;
    return Unusual.ONLY;
  }

  /** The first index from another one at which no white space stands. */
  static int space(byte[] bytes, int from) {
    int i = from;
    while (bytes[i] <= ' ' && (bytes[i] == ' ' || bytes[i] == '\n' || bytes[i] == '\r' || bytes[i] == '\t')) {
      i++;
    }
    return i;
  }

  /** The index of the value that follows a name. */
  final int colon(int from) throws Unusual {
    int i = in[from] == ':' ? from : space(in, from);
    if (in[i] != ':') {
      throw refused(i);
    }
    return space(in, i + 1);
  }

  final int close(char c, int i) throws Unusual {
    if (in[i] != c) {
      throw refused(i);
    }
    return i + 1;
  }

  /** The end of the value that begins at an index. */
  final int skip(int i, int depth) throws Unusual {
    return switch (in[i]) {
      case '"' -> skipString(i);
      case '{' -> skipObject(i, depth + 1);
      case '[' -> skipArray(i, depth + 1);
      case 't' -> skipWord(i + 1, 'r', 'u', 'e');
      case 'n' -> skipWord(i + 1, 'u', 'l', 'l');
      case 'f' -> {
        if (in[i + 1] != 'a') {
          throw refused(i);
        }
        yield skipWord(i + 2, 'l', 's', 'e');
      }
      default -> skipNumber(i);
    };
  }

  private int skipWord(int i, char first, char second, char third) throws Unusual {
    if (in[i] != first || in[i + 1] != second || in[i + 2] != third) {
      throw refused(i);
    }
    return i + 3;
  }

  private int skipObject(int from, int depth) throws Unusual {
    byte[] bytes = in;
    int i = enter(from, depth);
    if (bytes[i] == '}') {
      return i + 1;
    }
    while (true) {
      i = space(bytes, skip(colon(name(i)), depth));
      if (bytes[i] != ',') {
        return close('}', i);
      }
      i = space(bytes, i + 1);
    }
  }

  private int skipArray(int from, int depth) throws Unusual {
    byte[] bytes = in;
    int i = enter(from, depth);
    if (bytes[i] == ']') {
      return i + 1;
    }
    while (true) {
      i = space(bytes, skip(i, depth));
      if (bytes[i] != ',') {
        return close(']', i);
      }
      i = space(bytes, i + 1);
    }
  }

  private int enter(int i, int depth) throws Unusual {
    if (depth > DEEPEST) {
      throw refused(i);
    }
    return space(in, i + 1);
  }

  private int skipNumber(int start) throws Unusual {
    byte[] bytes = in;
    int i = bytes[start] == '-' ? start + 1 : start;
    i = bytes[i] == '0' ? i + 1 : digits(i);
    if (bytes[i] == '.') {
      i = digits(i + 1);
    }
    if (bytes[i] == 'e' || bytes[i] == 'E') {
      i = digits(bytes[i + 1] == '+' || bytes[i + 1] == '-' ? i + 2 : i + 1);
    }
    if (i - start > LONGEST_NUMBER) {
      throw refused(i);
    }
    return i;
  }

  /** The end of at least one digit. */
  private int digits(int from) throws Unusual {
    byte[] bytes = in;
    int i = from;
    while (bytes[i] >= '0' && bytes[i] <= '9') {
      i++;
    }
    if (i == from) {
      throw refused(i);
    }
    return i;
  }

  /** The end of a name. Those with escapes are left to the general parser, which refuses some of them. */
  final int name(int from) throws Unusual {
    if (in[from] != '"') {
      throw refused(from);
    }
    int i = skipString(from);
    if (escaped || i - from > LONGEST_TEXT) {
      throw refused(i);
    }
    return i;
  }

  /** The end of a name of which the first bytes, up to an index, are plain. */
  final int endOfName(int from, int i) throws Unusual {
    return in[i] == '"' && i - from < LONGEST_TEXT ? i + 1 : name(from);
  }

  /** The end of the string that begins at an index. */
  private int skipString(int from) throws Unusual {
    byte[] bytes = in;
    int i = from + 1;
    escaped = false;
    wide = false;
    while (true) {
      byte b = bytes[i];
      if (b >= ' ' && b != '"' && b != '\\') {
        i++;
      } else if (b == '"') {
        return i + 1;
      } else {
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
            throw refused(i);
          }
        }
        return i + 6;
      }
      default -> throw refused(i);
    }
  }

  /** The end of a character of several bytes, in UTF-8 as it must be. */
  private int sequence(int i) throws Unusual {
    wide = true;
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
      throw refused(i);
    }
    return i + length;
  }

  /** The text between the quotes of the string passed last. */
  final String decode(int from, int to) throws Unusual {
    if (to - from > LONGEST_TEXT) {
      throw Unusual.ONLY;
    }
    return escaped ? unescape(from, to)
        : new String(in, from, to - from, wide ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
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
}
