package dev.sessionctl.cli.shell;

import dev.sessionctl.output.SafeText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;

/**
 * Shows what a command prints: as it is when it fits on the screen, page by page otherwise, with the keys of {@code
 * less}. Who has set {@code SESSIONCTL_PAGER} or {@code PAGER} gets that program instead. What was on the screen last
 * stays there, so that keys can be taken from it.
 */
final class Pager {

  /** So many lines are laid out at once, so that it is known how many rows there are. */
  private static final int SMALL = 20_000;
  private static final String HELP = "space b page  j k line  g G ends  / n N search  q quit";

  private final Terminal terminal;
  private final OutputLines lines;
  /** What is shown of the lines that were wrapped so far, in rows of the screen. */
  private final List<String> rows = new ArrayList<>();
  private int wrapped;
  private int columns;
  private int top;
  private String sought = "";
  private int found = -1;
  private String note = HELP;

  private Pager(Terminal terminal, OutputLines lines) {
    this.terminal = terminal;
    this.lines = lines;
    this.columns = Math.max(1, terminal.getWidth());
  }

  /** The program that is to show what is too long, or null for this class; empty for none at all. */
  static String program(Map<String, String> variables) {
    String own = variables.get("SESSIONCTL_PAGER");
    String program = own != null ? own : variables.get("PAGER");
    return program == null ? null : program.strip().equals("cat") ? "" : program.strip();
  }

  /**
   * Shows the output of a process to its end, or until enough was seen, when the process is ended.
   *
   * @param program as {@link #program} gives it
   * @return the exit code
   */
  static int show(EditedLines edited, Process process, String program) throws IOException {
    Terminal terminal = edited.terminal();
    OutputLines lines = new OutputLines(process.getInputStream());
    Pager pager = new Pager(terminal, lines);
    try {
      int page = Math.max(2, terminal.getHeight()) - 1;
      lines.await(page + 1);
      pager.wrapTo(page + 1);
      if (pager.rows.size() <= page && lines.ended()) {
        FullScreen.print(terminal, pager.rows);
        return CommandRunner.await(List.of(process));
      }
    } catch (InterruptedException e) {
      process.destroy();
      return CommandRunner.await(List.of(process));
    }
    if (program != null) {
      return pager.through(program, process);
    }
    List<String> last;
    try (FullScreen screen = edited.fullScreen()) {
      last = pager.read(screen);
    }
    FullScreen.print(terminal, last);
    boolean whole = lines.ended() && !lines.cut();
    if (!whole) {
      process.destroy();
    }
    int code = CommandRunner.await(List.of(process));
    return whole ? code : 0;
  }

  /** Gives everything to a program. */
  private int through(String program, Process process) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", program)
        .redirectOutput(ProcessBuilder.Redirect.INHERIT).redirectError(ProcessBuilder.Redirect.INHERIT);
    // As git does: ends by itself when all fits, shows colours, leaves the text on the screen.
    builder.environment().putIfAbsent("LESS", "FRX");
    Process reader = builder.start();
    boolean taken = true;
    try (OutputStream out = reader.getOutputStream()) {
      for (int i = 0; ; i++) {
        lines.await(i + 1);
        if (i >= lines.size()) {
          break;
        }
        out.write((lines.line(i) + "\n").getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException | InterruptedException e) {
      // It had enough.
      taken = false;
      process.destroy();
    }
    CommandRunner.await(List.of(reader));
    int code = CommandRunner.await(List.of(process));
    return taken && !lines.cut() ? code : 0;
  }

  /** Answers keys until it is enough; gives what was shown last. */
  private List<String> read(FullScreen screen) {
    while (true) {
      columns = screen.columns();
      wrapTo(lines.ended() && lines.size() < SMALL ? Integer.MAX_VALUE : top + screen.rows());
      top = Math.max(0, Math.min(top, rows.size() - screen.rows()));
      List<String> page = new ArrayList<>(rows.subList(top, Math.min(rows.size(), top + screen.rows())));
      screen.draw(marked(page), position(page.size()) + "  " + note);
      note = HELP;
      FullScreen.Key key = screen.read();
      int step = screen.rows();
      switch (key) {
        case UP -> top--;
        case DOWN, ENTER -> top++;
        case PAGE_UP -> top -= step;
        case PAGE_DOWN -> top += step;
        case HOME -> top = 0;
        case END -> end(screen);
        case RESIZE -> again(screen);
        case INTERRUPT, GONE, ESCAPE -> {
          return page;
        }
        case CHARACTER -> {
          if (screen.character().equals("q") || screen.character().equals("Q")) {
            return page;
          }
          character(screen, screen.character(), step);
        }
        default -> note = HELP;
      }
      top = Math.max(0, top);
    }
  }

  /** The page with the row reversed in which something was found. */
  private List<String> marked(List<String> page) {
    if (found < top || found >= top + page.size()) {
      found = -1;
      return page;
    }
    List<String> marked = new ArrayList<>(page);
    marked.set(found - top, "\033[7m" + AttributedString.stripAnsi(page.get(found - top)));
    return marked;
  }

  private void character(FullScreen screen, String character, int step) {
    switch (character) {
      case " ", "f" -> top += step;
      case "b" -> top -= step;
      case "j" -> top++;
      case "k" -> top--;
      case "d" -> top += step / 2;
      case "u" -> top -= step / 2;
      case "g" -> top = 0;
      case "G" -> end(screen);
      case "/" -> ask(screen);
      case "n" -> find(1);
      case "N" -> find(-1);
      default -> note = "no such key: " + SafeText.neutralise(character) + "   " + HELP;
    }
  }

  private void end(FullScreen screen) {
    wrapTo(Integer.MAX_VALUE);
    top = rows.size() - screen.rows();
  }

  private void again(FullScreen screen) {
    rows.clear();
    found = -1;
    wrapped = 0;
    columns = screen.columns();
  }

  private String position(int shown) {
    boolean all = lines.ended() && wrapped == lines.size();
    boolean atEnd = all && top + shown >= rows.size();
    String of = all ? " of " + rows.size() : "";
    return atEnd ? lines.cut() ? "(cut here: use '| less' for more)" : "(end)" : (top + 1) + "-" + (top + shown) + of;
  }

  private void ask(FullScreen screen) {
    StringBuilder typed = new StringBuilder();
    while (true) {
      screen.draw(rows.subList(top, Math.min(rows.size(), top + screen.rows())),
          "/" + SafeText.neutralise(typed.toString()));
      switch (screen.read()) {
        case CHARACTER -> typed.append(screen.character());
        case BACKSPACE -> typed.setLength(Math.max(0, typed.length() - 1));
        case ENTER -> {
          sought = typed.isEmpty() ? sought : typed.toString();
          find(1);
          return;
        }
        case ESCAPE, INTERRUPT, GONE -> {
          return;
        }
        default -> note = HELP;
      }
    }
  }

  /** Goes to the next row that holds what is sought; small letters stand for both. */
  private void find(int direction) {
    boolean exact = !sought.equals(sought.toLowerCase(Locale.ROOT));
    int from = found >= 0 ? found : direction > 0 ? top - 1 : top;
    for (int i = from + direction; i >= 0 && !sought.isEmpty(); i += direction) {
      if (i >= rows.size()) {
        int before = rows.size();
        wrapTo(i + 1000);
        if (rows.size() == before) {
          break;
        }
      }
      String text = AttributedString.stripAnsi(rows.get(i));
      if ((exact ? text : text.toLowerCase(Locale.ROOT)).contains(sought)) {
        top = i;
        found = i;
        return;
      }
    }
    note = "not found: " + SafeText.neutralise(sought);
  }

  /** Makes rows of lines until there are so many, as far as the command has come. */
  private void wrapTo(int count) {
    int known = lines.size();
    // The last column stays free: terminals differ in what they do behind it.
    int width = Math.max(1, columns - 1);
    while (rows.size() < count && wrapped < known) {
      String line = lines.line(wrapped++);
      if (line.length() <= width && line.chars().allMatch(c -> c >= ' ' && c < 127)) {
        rows.add(line);
      } else {
        AttributedString.fromAnsi(line).columnSplitLength(width).forEach(row -> rows.add(row.toAnsi(terminal)));
      }
    }
  }
}
