package dev.sessionctl.storage.openclaw;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the members of one JSON object stand in its text, so that one can be taken out or given another value while
 * every other byte stays. For text that a parser has accepted already: nothing is checked here.
 */
final class JsonObjectText {

  /**
   * One member.
   *
   * @param start where its name begins, at the quotation mark
   * @param nameEnd behind the name
   * @param valueStart where its value begins
   * @param end behind its value
   */
  record Member(int start, int nameEnd, int valueStart, int end) {
    int bytes() {
      return end - start;
    }
  }

  /** Says what becomes of a member. */
  @FunctionalInterface
  interface Edit {
    /** The value to write: {@link #KEEP} for the present one, null to take the member out. */
    byte[] valueOf(Member member);
  }

  /** The value as it is. */
  static final byte[] KEEP = new byte[0];

  private final byte[] json;
  private final int open;
  private final int close;
  private final List<Member> members = new ArrayList<>();

  /** An object, or an array with its elements as members without names. */
  private JsonObjectText(byte[] json, int open) {
    this.json = json;
    this.open = open;
    if (json[open] == '[') {
      close = readElements();
      return;
    }
    int at = skipSpace(open + 1);
    while (json[at] != '}') {
      int nameEnd = skipString(at);
      int valueStart = skipSpace(skipSpace(nameEnd) + 1);
      int end = skipValue(valueStart);
      members.add(new Member(at, nameEnd, valueStart, end));
      at = skipSpace(end);
      if (json[at] == ',') {
        at = skipSpace(at + 1);
      }
    }
    close = at;
  }

  /** The object whose opening brace stands at an index, or null when something else stands there. */
  static JsonObjectText at(byte[] json, int open) {
    return open < json.length && json[open] == '{' ? new JsonObjectText(json, open) : null;
  }

  /** The objects in the array that begins at an index, or null when it holds anything else too. */
  static List<JsonObjectText> elements(byte[] json, int open) {
    List<JsonObjectText> objects = new ArrayList<>();
    for (Member element : new JsonObjectText(json, open).members) {
      JsonObjectText object = at(json, element.valueStart());
      if (object == null) {
        return null;
      }
      objects.add(object);
    }
    return objects;
  }

  /** Where the first brace of a line stands, or its length. */
  static int start(byte[] line) {
    int i = 0;
    while (i < line.length && line[i] != '{') {
      i++;
    }
    return i;
  }

  private int readElements() {
    int at = skipSpace(open + 1);
    while (json[at] != ']') {
      int end = skipValue(at);
      members.add(new Member(at, at, at, end));
      at = skipSpace(end);
      if (json[at] == ',') {
        at = skipSpace(at + 1);
      }
    }
    return at;
  }

  /** Where its opening brace stands. */
  int from() {
    return open;
  }

  /** Behind its closing brace. */
  int to() {
    return close + 1;
  }

  List<Member> members() {
    return members;
  }

  /** The last member of that name, which is the one that counts, or null. */
  Member last(String name) {
    Member found = null;
    for (Member member : members) {
      found = isNamed(member, name) ? member : found;
    }
    return found;
  }

  /** The member of that name where there is exactly one, or null. */
  Member only(String name) {
    Member found = null;
    for (Member member : members) {
      if (isNamed(member, name)) {
        if (found != null) {
          return null;
        }
        found = member;
      }
    }
    return found;
  }

  /** Whether a member has that name, written without escapes as {@code JSON.stringify} does. */
  boolean isNamed(Member member, String name) {
    return member.nameEnd() - member.start() - 2 == name.length()
        && new String(json, member.start() + 1, name.length(), StandardCharsets.ISO_8859_1).equals(name);
  }

  /** The text of a member's value. */
  byte[] value(Member member) {
    return Arrays.copyOfRange(json, member.valueStart(), member.end());
  }

  /**
   * The text from an index to another with this object edited. What separated a member that stays from the one
   * before it stays as it was; an object that loses all its members becomes {@code {}}.
   */
  byte[] edited(int from, int to, Edit edit) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(to - from);
    out.write(json, from, open + 1 - from);
    boolean first = true;
    int before = open + 1;
    for (Member member : members) {
      byte[] value = edit.valueOf(member);
      if (value != null) {
        int gap = first ? open + 1 : before;
        out.write(json, gap, (first ? members.get(0).start() : member.start()) - gap);
        out.write(json, member.start(), member.valueStart() - member.start());
        out.write(value == KEEP ? json : value, value == KEEP ? member.valueStart() : 0,
            value == KEEP ? member.end() - member.valueStart() : value.length);
        first = false;
      }
      before = member.end();
    }
    if (!first) {
      out.write(json, before, close - before);
    }
    out.write(json, close, to - close);
    return out.toByteArray();
  }

  private int skipSpace(int from) {
    int i = from;
    while (json[i] == ' ' || json[i] == '\n' || json[i] == '\r' || json[i] == '\t') {
      i++;
    }
    return i;
  }

  private int skipString(int from) {
    int i = from + 1;
    while (json[i] != '"') {
      i += json[i] == '\\' ? 2 : 1;
    }
    return i + 1;
  }

  private int skipValue(int from) {
    int depth = 0;
    int i = from;
    do {
      switch (json[i]) {
        case '"' -> i = skipString(i);
        case '{', '[' -> {
          depth++;
          i++;
        }
        case '}', ']' -> {
          depth--;
          i++;
        }
        case ',', ':', ' ', '\n', '\r', '\t' -> i++;
        default -> i = skipWord(i);
      }
    } while (depth > 0);
    return i;
  }

  /** Behind a number, a truth value or {@code null}. */
  private int skipWord(int from) {
    int i = from;
    while (json[i] > ' ' && json[i] != ',' && json[i] != '}' && json[i] != ']') {
      i++;
    }
    return i;
  }
}
