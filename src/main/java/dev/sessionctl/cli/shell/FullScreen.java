package dev.sessionctl.cli.shell;

import dev.sessionctl.storage.Cleanup;
import java.io.IOError;
import java.io.OutputStream;
import java.util.List;
import org.jline.keymap.BindingReader;
import org.jline.keymap.KeyMap;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.Curses;
import org.jline.utils.InfoCmp.Capability;

/**
 * The whole terminal for a while, to be looked at and answered key by key. Closing it gives the terminal back as it
 * was. For one thread.
 */
final class FullScreen implements AutoCloseable {

  /** Keys that are no character. */
  enum Key { UP, DOWN, PAGE_UP, PAGE_DOWN, HOME, END, ENTER, BACKSPACE, ESCAPE, INTERRUPT, RESIZE, GONE, CHARACTER }

  private final Terminal terminal;
  private final Cleanup.Registration atExit;
  private final BindingReader reader;
  private final KeyMap<Key> keys = new KeyMap<>();
  private final Attributes before;
  private final Terminal.SignalHandler beforeInterrupt;
  private final Terminal.SignalHandler beforeResize;
  private volatile boolean resized;
  private Size size;

  /**
   * Takes the screen.
   *
   * @param out where the terminal is given back at a signal, when JLine may have closed it already
   */
  FullScreen(Terminal terminal, OutputStream out) {
    this.terminal = terminal;
    String leave = sequence(Capability.cursor_visible) + sequence(Capability.keypad_local)
        + sequence(Capability.exit_ca_mode);
    this.atExit = Cleanup.register(() -> EditedLines.write(out, leave));
    this.reader = new BindingReader(terminal.reader());
    this.size = terminal.getSize();
    bind();
    Thread thread = Thread.currentThread();
    beforeInterrupt = terminal.handle(Terminal.Signal.INT, signal -> thread.interrupt());
    beforeResize = terminal.handle(Terminal.Signal.WINCH, signal -> {
      resized = true;
      thread.interrupt();
    });
    before = terminal.enterRawMode();
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.keypad_xmit);
    terminal.puts(Capability.cursor_invisible);
    terminal.flush();
  }

  private String sequence(Capability capability) {
    String sequence = terminal.getStringCapability(capability);
    return sequence == null ? "" : Curses.tputs(sequence);
  }

  private void bind() {
    keys.setNomatch(Key.CHARACTER);
    keys.setUnicode(Key.CHARACTER);
    keys.setAmbiguousTimeout(150);
    bind(Key.UP, Capability.key_up, "\033[A");
    bind(Key.DOWN, Capability.key_down, "\033[B");
    bind(Key.PAGE_UP, Capability.key_ppage, "\033[5~");
    bind(Key.PAGE_DOWN, Capability.key_npage, "\033[6~");
    bind(Key.HOME, Capability.key_home, "\033[H");
    bind(Key.END, Capability.key_end, "\033[F");
    keys.bind(Key.ENTER, "\r", "\n");
    keys.bind(Key.BACKSPACE, "\177", "\b");
    keys.bind(Key.ESCAPE, "\033");
    keys.bind(Key.GONE, "\004");
    keys.bind(Key.INTERRUPT, "\003");
  }

  private void bind(Key key, Capability capability, String usual) {
    String sequence = KeyMap.key(terminal, capability);
    keys.bind(key, usual);
    if (sequence != null && !sequence.isEmpty()) {
      keys.bind(key, sequence);
    }
  }

  int columns() {
    return Math.max(1, size.getColumns());
  }

  /** Rows for lines, besides the last one. */
  int rows() {
    return Math.max(1, size.getRows() - 1);
  }

  /** Shows lines from the top on, each cut to the width, and one in the last row, reversed. */
  void draw(List<String> lines, String status) {
    StringBuilder frame = new StringBuilder(4096);
    frame.append("\033[H");
    for (int i = 0; i < rows(); i++) {
      frame.append(i < lines.size() ? cut(lines.get(i)) : "").append("\033[0m\033[K\r\n");
    }
    frame.append("\033[7m").append(cut(" " + status + " ")).append("\033[0m\033[K");
    terminal.writer().write(frame.toString());
    terminal.flush();
  }

  private String cut(String line) {
    return line.length() < columns() ? line
        : AttributedString.fromAnsi(line).columnSubSequence(0, columns() - 1).toAnsi(terminal);
  }

  /** The next key; {@link #character} tells which character it was. */
  Key read() {
    try {
      Key key = reader.readBinding(keys);
      return key == null ? Key.GONE : key;
    } catch (org.jline.reader.EndOfFileException e) {
      return Key.GONE;
    } catch (IOError e) {
      Thread.interrupted();
      if (!resized) {
        return Key.INTERRUPT;
      }
      resized = false;
      size = terminal.getSize();
      return Key.RESIZE;
    }
  }

  String character() {
    return reader.getLastBinding();
  }

  /** Writes on the screen that was there before; for after {@link #close}. */
  static void print(Terminal terminal, List<String> lines) {
    lines.forEach(line -> terminal.writer().write(line + "\033[0m\r\n"));
    terminal.flush();
  }

  @Override
  public void close() {
    atExit.close();
    terminal.puts(Capability.cursor_visible);
    terminal.puts(Capability.keypad_local);
    terminal.puts(Capability.exit_ca_mode);
    terminal.flush();
    terminal.setAttributes(before);
    terminal.handle(Terminal.Signal.INT, beforeInterrupt);
    terminal.handle(Terminal.Signal.WINCH, beforeResize);
    Thread.interrupted();
  }
}
