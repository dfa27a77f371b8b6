package dev.sessionctl.output;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/** A line redrawn with a carriage return; never wider than the terminal, or it could not be erased. */
final class TerminalProgress extends ThrottledProgress {
  private static final long INTERVAL_NANOS = 100_000_000L;

  private final int maxLength;
  private int shownLength;

  TerminalProgress(OutputStream out, LongSupplier nanoClock, int terminalWidth) {
    super(out, nanoClock, INTERVAL_NANOS);
    this.maxLength = Math.max(1, (terminalWidth > 0 ? terminalWidth : 80) - 1);
  }

  @Override
  byte[] render(String phase, long total, long done, long bytes) {
    StringBuilder line = new StringBuilder(80).append('\r');
    for (int i = 0; i < phase.length(); i++) {
      char c = phase.charAt(i);
      line.append(c >= 0x20 && c < 0x7f ? c : '?');
    }
    line.append("  ").append(done);
    if (total >= 0) {
      line.append('/').append(total);
      if (total > 0 && done >= 0) {
        line.append("  ").append((int) Math.min(100, 100.0 * done / total)).append('%');
      }
    }
    if (bytes > 0) {
      line.append("  ").append(Units.formatBytes(bytes));
    }
    line.setLength(Math.min(line.length(), maxLength + 1));
    int length = line.length() - 1;
    while (line.length() - 1 < shownLength) {
      line.append(' ');
    }
    shownLength = length;
    return line.toString().getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void hide() {
    if (shownLength > 0) {
      write(('\r' + " ".repeat(shownLength) + '\r').getBytes(StandardCharsets.US_ASCII));
      shownLength = 0;
    }
  }

  @Override
  void finish() {
    hide();
  }
}
