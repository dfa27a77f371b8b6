package dev.sessionctl.storage.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large the terminal is now, as {@code stty size} says it: part of every POSIX system, needs no native library,
 * and writes nothing to the terminal. Costs two processes, so it is asked when something is drawn and never else.
 */
public final class TerminalSize {

  private static final Pattern ROWS_AND_COLUMNS = Pattern.compile("([0-9]{1,5}) ([0-9]{1,5})");

  private TerminalSize() {}

  /** Columns and rows of the controlling terminal; null when there is none, or it does not know. */
  public static int[] columnsAndRows() {
    try {
      Process process = new ProcessBuilder("sh", "-c", "exec stty size </dev/tty 2>/dev/null").start();
      process.getOutputStream().close();
      String answer = new String(process.getInputStream().readNBytes(64), StandardCharsets.US_ASCII).strip();
      process.waitFor();
      Matcher matcher = ROWS_AND_COLUMNS.matcher(answer);
      if (!matcher.matches()) {
        return null;
      }
      int rows = Integer.parseInt(matcher.group(1));
      int columns = Integer.parseInt(matcher.group(2));
      return rows == 0 || columns == 0 ? null : new int[] {columns, rows};
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
