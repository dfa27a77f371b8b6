package dev.sessionctl.cli.shell;

import java.util.ArrayList;
import java.util.List;

/**
 * A line taken apart as a POSIX shell does: blanks part words; single quotes keep everything; within double quotes a
 * backslash keeps its meaning before {@code " \ $ `} only; elsewhere it takes the next character as it is, and a line
 * feed away. Nothing is expanded. An unquoted {@code #} at the beginning of a word begins a comment, an unquoted
 * {@code |} ends the words: what follows is for the system's shell. Immutable.
 */
final class ShellWords {

  /** What keeps the line from being whole. */
  enum Open { NOTHING, SINGLE_QUOTE, DOUBLE_QUOTE, BACKSLASH }

  /**
   * One word.
   *
   * @param text what it says
   * @param start where it begins in the line
   * @param end behind its last character
   * @param bare whether none of it is quoted
   */
  record Word(String text, int start, int end, boolean bare) {}

  private final String line;
  private final List<Word> words = new ArrayList<>();
  private Open open = Open.NOTHING;
  private String pipe;
  private int at;

  private ShellWords(String line) {
    this.line = line;
  }

  static ShellWords of(String line) {
    ShellWords words = new ShellWords(line);
    words.split();
    return words;
  }

  List<Word> words() {
    return words;
  }

  /** What the words say. */
  List<String> texts() {
    return words.stream().map(Word::text).toList();
  }

  /** What has to be closed before the line can be carried out. */
  Open open() {
    return open;
  }

  /** What stands behind the first unquoted {@code |}, or null. */
  String pipe() {
    return pipe;
  }

  private void split() {
    while (true) {
      while (at < line.length() && isBlank(line.charAt(at))) {
        at++;
      }
      if (at < line.length() && line.charAt(at) == '#') {
        at = endOfLine();
      } else if (at == line.length()) {
        return;
      } else if (line.charAt(at) == '|') {
        pipe = line.substring(at + 1);
        open = of(pipe).open;
        return;
      } else {
        word();
      }
    }
  }

  private int endOfLine() {
    int feed = line.indexOf('\n', at);
    return feed < 0 ? line.length() : feed;
  }

  private void word() {
    int start = at;
    StringBuilder text = new StringBuilder();
    boolean bare = true;
    boolean any = false;
    while (at < line.length() && !isBlank(line.charAt(at)) && line.charAt(at) != '|') {
      char c = line.charAt(at);
      if (c == '\'') {
        bare = false;
        any = true;
        single(text);
      } else if (c == '"') {
        bare = false;
        any = true;
        dbl(text);
      } else if (c == '\\') {
        bare = false;
        any |= backslash(text);
      } else {
        any = true;
        text.append(c);
        at++;
      }
    }
    if (any) {
      words.add(new Word(text.toString(), start, at, bare));
    }
  }

  private void single(StringBuilder text) {
    int end = line.indexOf('\'', at + 1);
    if (end < 0) {
      open = Open.SINGLE_QUOTE;
      end = line.length();
    }
    text.append(line, at + 1, end);
    at = Math.min(line.length(), end + 1);
  }

  private void dbl(StringBuilder text) {
    for (at++; at < line.length(); at++) {
      char c = line.charAt(at);
      if (c == '"') {
        at++;
        return;
      }
      if (c == '\\' && at + 1 < line.length() && "\"\\$`\n".indexOf(line.charAt(at + 1)) >= 0) {
        at++;
        if (line.charAt(at) != '\n') {
          text.append(line.charAt(at));
        }
      } else {
        text.append(c);
      }
    }
    open = Open.DOUBLE_QUOTE;
  }

  /** Takes what a backslash stands before; whether that is anything of a word. */
  private boolean backslash(StringBuilder text) {
    at++;
    if (at == line.length()) {
      open = Open.BACKSLASH;
      return false;
    }
    char c = line.charAt(at++);
    if (c == '\n') {
      return false;
    }
    text.append(c);
    return true;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  /** A text so that it comes back as one word that says the same. */
  static String quoted(String text) {
    boolean plain = !text.isEmpty() && text.charAt(0) != '#';
    for (int i = 0; plain && i < text.length(); i++) {
      char c = text.charAt(i);
      plain = c > ' ' && "'\"\\|<>&;".indexOf(c) < 0;
    }
    return plain ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
