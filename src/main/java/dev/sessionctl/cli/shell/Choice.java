package dev.sessionctl.cli.shell;

import dev.sessionctl.cli.CliContext;
import dev.sessionctl.cli.Messages;
import dev.sessionctl.output.SafeText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * Lets a person mark some of many: on the whole screen, or, where there is none, by numbers. What is shown is
 * neutralised here; nothing is done but marking.
 */
final class Choice {

  private static final String HELP = "space marks  a all  / finds  Enter goes on  q gives up";
  private static final int LONGEST_ANSWER = 10_000;

  private final String title;
  private final List<String> items;
  private final BitSet marked = new BitSet();
  private int cursor;
  private int top;
  private String sought = "";

  /**
   * A choice.
   *
   * @param title what is chosen, and what for
   * @param items one line each
   */
  Choice(String title, List<String> items) {
    this.title = title;
    this.items = items.stream().map(SafeText::neutralise).toList();
  }

  /** The marked items by their indexes; null when it was given up. */
  List<Integer> onScreen(EditedLines edited) {
    try (FullScreen screen = edited.fullScreen()) {
      while (true) {
        draw(screen);
        FullScreen.Key key = screen.read();
        switch (key) {
          case UP -> cursor--;
          case DOWN -> cursor++;
          case PAGE_UP -> cursor -= screen.rows() - 1;
          case PAGE_DOWN -> cursor += screen.rows() - 1;
          case HOME -> cursor = 0;
          case END -> cursor = items.size() - 1;
          case ENTER -> {
            return marked.stream().boxed().toList();
          }
          case ESCAPE, INTERRUPT, GONE -> {
            return null;
          }
          case CHARACTER -> {
            if (screen.character().equals("q")) {
              return null;
            }
            character(screen, screen.character());
          }
          default -> top = 0;
        }
        cursor = Math.max(0, Math.min(items.size() - 1, cursor));
      }
    }
  }

  private void character(FullScreen screen, String character) {
    switch (character) {
      case " ", "x" -> {
        marked.flip(cursor);
        cursor++;
      }
      case "a" -> marked.set(0, items.size(), marked.cardinality() < items.size());
      case "j" -> cursor++;
      case "k" -> cursor--;
      case "g" -> cursor = 0;
      case "G" -> cursor = items.size() - 1;
      case "/" -> ask(screen);
      case "n" -> find();
      default -> top = Math.max(0, top);
    }
  }

  private void ask(FullScreen screen) {
    StringBuilder typed = new StringBuilder();
    while (true) {
      screen.draw(page(screen), "/" + SafeText.neutralise(typed.toString()));
      switch (screen.read()) {
        case CHARACTER -> typed.append(screen.character());
        case BACKSPACE -> typed.setLength(Math.max(0, typed.length() - 1));
        case ENTER -> {
          sought = typed.toString().toLowerCase(Locale.ROOT);
          find();
          return;
        }
        case ESCAPE, INTERRUPT, GONE -> {
          return;
        }
        default -> top = Math.max(0, top);
      }
    }
  }

  /** Goes to the next item that holds what is sought, from the beginning again behind the last. */
  private void find() {
    for (int i = 1; i <= items.size(); i++) {
      int at = (cursor + i) % items.size();
      if (items.get(at).toLowerCase(Locale.ROOT).contains(sought)) {
        cursor = at;
        return;
      }
    }
  }

  private void draw(FullScreen screen) {
    screen.draw(page(screen), marked.cardinality() + " of " + items.size() + " marked   " + HELP);
  }

  private List<String> page(FullScreen screen) {
    int room = Math.max(1, screen.rows() - 1);
    if (cursor < top) {
      top = cursor;
    } else if (cursor >= top + room) {
      top = cursor - room + 1;
    }
    List<String> page = new ArrayList<>();
    page.add(SafeText.neutralise(title));
    for (int i = top; i < Math.min(items.size(), top + room); i++) {
      page.add((i == cursor ? "\033[7m" : "") + (marked.get(i) ? "[x] " : "[ ] ") + items.get(i));
    }
    return page;
  }

  /** The same by numbers, on a terminal that shows one line after another. */
  List<Integer> byNumber(CliContext context) throws IOException {
    Messages messages = new Messages(context.err());
    messages.line(title);
    for (int i = 0; i < items.size(); i++) {
      messages.line(String.valueOf(i + 1) + "  " + items.get(i));
    }
    while (true) {
      messages.ask("numbers such as 1,3-5, or all; nothing gives up: ");
      String answer = answer(context);
      if (answer.isBlank()) {
        return null;
      }
      BitSet chosen = numbers(answer.strip(), items.size());
      if (chosen != null) {
        return chosen.stream().boxed().toList();
      }
      messages.line("'" + answer.strip() + "' does not name numbers from 1 to " + items.size());
    }
  }

  /** The indexes that an answer names; null when it does not. */
  static BitSet numbers(String answer, int count) {
    BitSet chosen = new BitSet();
    if (answer.equals("all")) {
      chosen.set(0, count);
      return chosen;
    }
    for (String part : answer.split("[, ]+")) {
      if (!part.matches("[0-9]{1,6}(-[0-9]{1,6})?")) {
        return null;
      }
      int dash = part.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? part : part.substring(0, dash));
      int last = Integer.parseInt(part.substring(dash + 1));
      if (first < 1 || last > count || first > last) {
        return null;
      }
      chosen.set(first - 1, last);
    }
    return chosen;
  }

  private static String answer(CliContext context) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int b = context.in().read(); b >= 0 && b != '\n' && bytes.size() < LONGEST_ANSWER; b = context.in().read()) {
      bytes.write(b);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
