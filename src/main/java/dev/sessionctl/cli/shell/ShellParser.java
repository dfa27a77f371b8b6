package dev.sessionctl.cli.shell;

import java.util.ArrayList;
import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Takes lines apart for the line editor: what is open asks for another line, and completions come back quoted. */
final class ShellParser implements Parser {

  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    if (context == ParseContext.COMPLETE) {
      return Before.of(line, cursor);
    }
    ShellWords.Open open = ShellWords.of(line).open();
    if (open != ShellWords.Open.NOTHING && context != ParseContext.UNSPECIFIED) {
      throw new EOFError(-1, -1, "open: " + open);
    }
    return Before.of(line, cursor);
  }

  /**
   * The words up to the cursor, the last of which is to be completed.
   *
   * @param line all of it
   * @param cursor where the cursor stands
   * @param words the words; the last may be empty
   * @param raw how the last one stands in the line
   */
  record Before(String line, int cursor, List<String> words, String raw) implements CompletingParsedLine {

    static Before of(String line, int cursor) {
      int end = Math.min(cursor, line.length());
      String before = line.substring(0, end);
      ShellWords split = ShellWords.of(before);
      List<String> words = new ArrayList<>(split.texts());
      String raw = "";
      if (!split.words().isEmpty() && split.pipe() == null) {
        ShellWords.Word last = split.words().get(split.words().size() - 1);
        if (last.end() == end) {
          raw = before.substring(last.start());
        }
      }
      if (raw.isEmpty()) {
        words.add("");
      }
      return new Before(line, cursor, words, raw);
    }

    @Override
    public String word() {
      return words.get(words.size() - 1);
    }

    @Override
    public int wordCursor() {
      return word().length();
    }

    @Override
    public int wordIndex() {
      return words.size() - 1;
    }

    /** As the word began: within a double quote that is open when it did, otherwise as it needs to be. */
    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
      String text = candidate.toString();
      if (raw.startsWith("\"")) {
        return "\"" + text.replaceAll("([\"\\\\$`])", "\\\\$1") + (complete ? "\"" : "");
      }
      String quoted = ShellWords.quoted(text);
      boolean open = !complete && quoted.startsWith("'");
      return open || !complete && raw.startsWith("'") ? "'" + text.replace("'", "'\\''") : quoted;
    }

    @Override
    public int rawWordCursor() {
      return raw.length();
    }

    @Override
    public int rawWordLength() {
      return raw.length();
    }
  }
}
