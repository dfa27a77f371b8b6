package dev.sessionctl.cli;

import dev.sessionctl.storage.Cleanup;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The alternate screen of a terminal, drawn anew in place: only lines that differ are sent, in one write, which neither
 * flickers nor fills a slow link. Lines that are too long are cut by the terminal itself. Given back when it is closed
 * and when a signal ends the process; from then on nothing is drawn any more. Asks the terminal nothing.
 */
final class WatchScreen implements AutoCloseable {

  private static final String ENTER = "\033[?1049h\033[?25l\033[?7l";
  private static final String LEAVE = "\033[?7h\033[?25h\033[?1049l";

  private final OutputStream out;
  private final Cleanup.Registration atExit;
  private final List<String> shown = new ArrayList<>();
  private Terminal.Size size;
  private boolean closed;
  private boolean suspended;

  private WatchScreen(OutputStream out) {
    this.out = out;
    this.atExit = Cleanup.register(this::leave);
  }

  static WatchScreen open(OutputStream out) throws IOException {
    WatchScreen screen = new WatchScreen(out);
    screen.send(ENTER);
    return screen;
  }

  /** Shows these lines and no others. */
  synchronized void draw(List<String> lines, Terminal.Size now) throws IOException {
    if (closed || suspended) {
      return;
    }
    StringBuilder frame = new StringBuilder(4096);
    if (!now.equals(size)) {
      frame.append("\033[2J");
      shown.clear();
      size = now;
    }
    for (int i = 0; i < now.rows(); i++) {
      String line = i < lines.size() ? lines.get(i) : "";
      if (!line.equals(i < shown.size() ? shown.get(i) : "")) {
        frame.append("\033[").append(i + 1).append(";1H").append(line).append("\033[0m\033[K");
      }
    }
    shown.clear();
    shown.addAll(lines);
    if (frame.length() > 0) {
      send(frame.toString());
    }
  }

  /** Gives the terminal back for a while. */
  synchronized void suspend() {
    suspended = true;
    sendIfItCan(LEAVE);
  }

  /** Takes it again; the next frame is sent as a whole. */
  synchronized void resume() {
    if (!closed) {
      suspended = false;
      size = null;
      sendIfItCan(ENTER);
    }
  }

  private void send(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private synchronized void leave() {
    if (!closed) {
      closed = true;
      if (!suspended) {
        sendIfItCan(LEAVE);
      }
    }
  }

  private void sendIfItCan(String text) {
    try {
      send(text);
    } catch (IOException e) {
      // The terminal is gone, and with it what would have to be given back.
      closed = true;
    }
  }

  @Override
  public void close() {
    leave();
    atExit.close();
  }
}
