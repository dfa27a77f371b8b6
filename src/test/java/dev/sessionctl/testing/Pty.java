package dev.sessionctl.testing;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A process on a pseudo-terminal of its own, and what a person would do there: type, and wait until something is seen.
 * Linux only, since the process becomes the leader of a session with {@code setsid(1)}.
 */
public final class Pty implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;
  private static final int READ_WRITE_NO_CONTROL = 2 | 0400;
  // Requests of ioctl(2), as Linux numbers them.
  private static final long SET_WINDOW_SIZE = 0x5414;
  private static final long GET_NUMBER = 0x80045430L;
  private static final long UNLOCK = 0x40045431L;
  private static final Pattern ESCAPES = Pattern.compile(
      "\u001b\\[[0-9;?<>=]*[a-zA-Z@`]|\u001b[=>78]|\u001b[()][0-9B]|\u001b\\][^\u0007\u001b]*(\u0007|\u001b\\\\)|\r");

  static {
    if (Platform.isLinux()) {
      Native.register(Pty.class, Platform.C_LIBRARY_NAME);
    }
  }

  private final int master;
  private final Process process;
  private final StringBuilder seen = new StringBuilder();
  private boolean ended;
  private int at;

  private Pty(int master, Process process) {
    this.master = master;
    this.process = process;
  }

  private static native int open(String path, int flags) throws LastErrorException;

  private static native int ioctl(int descriptor, long request, int[] value) throws LastErrorException;

  private static native int ioctl(int descriptor, long request, short[] size) throws LastErrorException;

  private static native long read(int descriptor, byte[] bytes, long length) throws LastErrorException;

  private static native long write(int descriptor, byte[] bytes, long length) throws LastErrorException;

  private static native int close(int descriptor) throws LastErrorException;

  /** Whether there is what it takes here. */
  public static boolean isPossible() {
    return Platform.isLinux();
  }

  /**
   * Starts a command on a terminal.
   *
   * @param input what is standard input instead, in the syntax of a shell; empty for the terminal
   */
  public static Pty start(int columns, int rows, Path home, Map<String, String> variables, String input,
      List<String> command) throws IOException {
    int master = open("/dev/ptmx", READ_WRITE_NO_CONTROL);
    ioctl(master, UNLOCK, new int[1]);
    int[] number = new int[1];
    ioctl(master, GET_NUMBER, number);
    String slave = "/dev/pts/" + number[0];
    size(master, columns, rows);
    List<String> all = new ArrayList<>();
    // Whoever runs the tests in the background has signals ignored, which would be inherited.
    all.addAll(List.of("env", "--default-signal=INT,QUIT,HUP,TERM", "setsid", "sh", "-c",
        "exec \"$@\" <>\"$0\" >&0 2>&1 " + input, slave));
    all.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(all);
    builder.environment().keySet().removeIf(key -> key.startsWith("SESSIONCTL_") || key.startsWith("OPENCLAW_")
        || key.equals("PAGER") || key.equals("COLUMNS") || key.equals("XDG_STATE_HOME"));
    builder.environment().putAll(Map.of("HOME", home.toString(), "SESSIONCTL_CONFIG", "/dev/null", "TERM", "xterm"));
    builder.environment().putAll(variables);
    Pty pty = new Pty(master, builder.start());
    Thread reader = new Thread(pty::read, "pty");
    reader.setDaemon(true);
    reader.start();
    return pty;
  }

  private static void size(int master, int columns, int rows) {
    ioctl(master, SET_WINDOW_SIZE, new short[] {(short) rows, (short) columns, 0, 0});
  }

  private void read() {
    byte[] bytes = new byte[8192];
    while (true) {
      long count;
      try {
        count = read(master, bytes, bytes.length);
      } catch (LastErrorException e) {
        // EIO: nobody has the other end open any more.
        count = -1;
      }
      synchronized (this) {
        if (count <= 0) {
          ended = true;
          // Here and nowhere else: its number may be another terminal's at once, and this thread would read from that.
          close(master);
          notifyAll();
          return;
        }
        seen.append(new String(bytes, 0, (int) count, StandardCharsets.ISO_8859_1));
        notifyAll();
      }
    }
  }

  /** Types; Enter is {@code \r}. */
  public synchronized void type(String text) {
    if (ended) {
      throw new AssertionError("'" + text + "' cannot be typed, the end was seen: " + visible(raw()));
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (write(master, bytes, bytes.length) != bytes.length) {
      throw new AssertionError("not all was typed: " + text);
    }
  }

  public synchronized void resize(int columns, int rows) {
    if (ended) {
      throw new AssertionError("no size can be set, the end was seen: " + visible(raw()));
    }
    size(master, columns, rows);
  }

  /** Waits until a text is seen behind what was waited for last; gives what came up to its end, without escapes. */
  public synchronized String expect(String text) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      String plain = plain(seen.substring(at));
      int found = plain.indexOf(text);
      if (found >= 0) {
        // Forward in what was seen, escapes and all, until the text has come.
        int end = at;
        while (!plain(seen.substring(at, end)).contains(text)) {
          end++;
        }
        at = end;
        return plain.substring(0, found + text.length());
      }
      long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
      if (ended || left <= 0) {
        throw new AssertionError("'" + text + "' was not seen but: " + visible(seen.substring(at)));
      }
      wait(left);
    }
  }

  /** Everything that was seen so far, escapes and all. */
  public synchronized String raw() {
    return seen.toString();
  }

  /** Waits for the end of the process, and gives its exit code. */
  public int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("still running; seen: " + visible(raw()));
    }
    return process.exitValue();
  }

  /** The process that was started. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** The process below this one whose arguments hold a text. */
  public ProcessHandle descendant(String text) {
    return process.descendants()
        .filter(each -> each.info().commandLine().orElse("").contains(text)
            || List.of(each.info().arguments().orElse(new String[0])).contains(text))
        .findFirst().orElseThrow();
  }

  /** Something that is so, or not yet. */
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws IOException;
  }

  /** Waits until something is so that the terminal does not show. */
  public void until(Condition condition) throws IOException, InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.holds()) {
      if (System.nanoTime() > until) {
        throw new AssertionError("not yet; seen: " + visible(raw()));
      }
      // Nobody tells when a file appears; it is looked for again.
      Thread.sleep(20);
    }
  }

  /** What a person reads: without escape sequences and carriage returns. */
  private static String plain(String text) {
    return ESCAPES.matcher(text).replaceAll("");
  }

  private static String visible(String text) {
    return text.replace("\u001b", "<ESC>");
  }

  @Override
  public void close() throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.waitFor();
  }
}
