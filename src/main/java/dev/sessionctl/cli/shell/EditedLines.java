package dev.sessionctl.cli.shell;

import dev.sessionctl.storage.Cleanup;
import dev.sessionctl.storage.HistoryFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.Completer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.History;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.PosixSysTerminal;

/**
 * Lines from JLine's editor on a real terminal. Asks the terminal nothing: what it can do comes from its type, its
 * size from the kernel. Between two lines the terminal is as it was found.
 */
final class EditedLines implements LineSource {

  /** What the line editor has terminals do while it reads, and takes back by itself but at a signal. */
  private static final String PASTE_UNMARKED = "\033[?2004l";

  private final Terminal terminal;
  private final OutputStream out;
  private final Cleanup.Registration atExit;
  private final LineReader reader;
  private final Attributes found;

  /**
   * Opens the terminal.
   *
   * @param type its type, as {@code TERM} has it
   * @param out standard output, where it is given back at a signal
   */
  EditedLines(String type, OutputStream out, Completer completer, History history) throws IOException {
    this.out = out;
    // JLine 3.30 makes words of stty from the names of its constants in the default locale: in Turkish, ICANON is no
    // icanon.
    Locale.setDefault(Locale.ROOT);
    terminal = new PosixSysTerminal("sessionctl", type, new SttyPty(), StandardCharsets.UTF_8,
        StandardCharsets.UTF_8, StandardCharsets.UTF_8, false, Terminal.SignalHandler.SIG_IGN);
    found = terminal.getAttributes();
    atExit = Cleanup.register(() -> write(out, PASTE_UNMARKED));
    // A handler, never the kernel's own ignoring, which commands would inherit.
    terminal.handle(Terminal.Signal.INT, signal -> { });
    reader = LineReaderBuilder.builder().terminal(terminal).appName("sessionctl").parser(new ShellParser())
        .completer(completer).history(history).build();
    // Keys hold exclamation marks; an almost right key must never become another one.
    reader.setOpt(LineReader.Option.DISABLE_EVENT_EXPANSION);
    reader.unsetOpt(LineReader.Option.COMPLETE_MATCHER_TYPO);
    reader.setVariable(LineReader.ERRORS, 0);
    reader.setVariable(LineReader.SECONDARY_PROMPT_PATTERN, "> ");
    reader.setVariable(LineReader.BELL_STYLE, "none");
    bindArrows(reader.getKeyMaps().get(LineReader.MAIN));
    reader.setVariable(LineReader.HISTORY_SIZE, HistoryFile.MOST_ENTRIES);
  }

  /** Terminals that do not heed the keypad mode send arrows as no entry of their type says. */
  private static void bindArrows(KeyMap<Binding> keys) {
    keys.bind(new Reference(LineReader.UP_LINE_OR_HISTORY), "\033[A");
    keys.bind(new Reference(LineReader.DOWN_LINE_OR_HISTORY), "\033[B");
    keys.bind(new Reference(LineReader.FORWARD_CHAR), "\033[C");
    keys.bind(new Reference(LineReader.BACKWARD_CHAR), "\033[D");
  }

  Terminal terminal() {
    return terminal;
  }

  /** Takes the whole screen. */
  FullScreen fullScreen() {
    return new FullScreen(terminal, out);
  }

  /** Sends what puts a terminal right; when it is gone, there is nothing to put right. */
  static void write(OutputStream out, String text) {
    try {
      out.write(text.getBytes(StandardCharsets.US_ASCII));
      out.flush();
    } catch (IOException e) {
      return;
    }
  }

  @Override
  public String next(String prompt) {
    // A program that was killed may have left it otherwise.
    terminal.setAttributes(found);
    try {
      return reader.readLine(prompt);
    } catch (UserInterruptException e) {
      Thread.interrupted();
      return "";
    } catch (EndOfFileException e) {
      return null;
    }
  }

  @Override
  public int number() {
    return 0;
  }

  @Override
  public void close() {
    atExit.close();
    try {
      terminal.close();
    } catch (IOException e) {
      // The terminal is gone, and with it what would have to be given back.
      return;
    }
  }
}
