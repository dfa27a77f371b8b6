package dev.sessionctl.cli.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.impl.exec.ExecPty;
import org.jline.terminal.impl.exec.ExecTerminalProvider;
import org.jline.terminal.spi.SystemStream;

/**
 * The terminal of the standard streams, set with {@code stty(1)}, which every POSIX system has: so no native library
 * has to be unpacked, and none is loaded. JLine's own class for this (3.30) reads the words of {@code stty -a} in
 * whatever language the locale has; here they are asked for in English.
 */
final class SttyPty extends ExecPty {

  private static final int USUAL_COLUMNS = 80;
  private static final int USUAL_ROWS = 24;

  private boolean closed;

  SttyPty() {
    super(new ExecTerminalProvider(), SystemStream.Output, "/dev/tty");
  }

  /** Serial lines, and some programs that start others, say nothing of a size; 80 by 24 then, as everybody takes it. */
  @Override
  public Size getSize() throws IOException {
    Size size = super.getSize();
    return new Size(size.getColumns() > 0 ? size.getColumns() : USUAL_COLUMNS,
        size.getRows() > 0 ? size.getRows() : USUAL_ROWS);
  }

  /** One after the other: what the editor sets while a signal ends the process must not come last. */
  @Override
  protected synchronized void doSetAttr(Attributes attributes) throws IOException {
    if (!closed) {
      super.doSetAttr(attributes);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  @Override
  protected String doGetConfig() throws IOException {
    ProcessBuilder builder = new ProcessBuilder("stty", "-a");
    builder.environment().put("LC_ALL", "C");
    Process process = builder.redirectInput(ProcessBuilder.Redirect.INHERIT).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    // Not among what ends with the shell: at a signal this is part of giving the terminal back.
    if (CommandRunner.exitCode(process) != 0) {
      throw new IOException("cannot ask the terminal: " + text.strip());
    }
    return text;
  }
}
