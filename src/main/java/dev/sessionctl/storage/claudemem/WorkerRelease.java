package dev.sessionctl.storage.claudemem;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which release a worker is of. That decides whether anything may be written beside it: up to 13.10 it does not wait
 * for a lock and drops what it wanted to write, from 13.11 on it waits for 5 s.
 */
final class WorkerRelease {

  private static final Pattern FORM = Pattern.compile("v?([0-9]{1,3})\\.([0-9]{1,4})(?:\\.[0-9]+)?(?:[-+].*)?");
  /** A worker does one thing at a time, and one of them may be a long write. */
  private static final int TIMEOUT_MILLIS = 3_000;
  private static final int LONGEST_ANSWER = 64 << 10;

  private WorkerRelease() {}

  /** Whether a text has the form of a release of the product. */
  static boolean isRelease(String text) {
    return FORM.matcher(text.strip()).matches();
  }

  /** Whether the worker of a release waits for locks: from 13.11 on. */
  static boolean isPatient(String release) {
    return isFrom(release, 13, 11);
  }

  /** Whether a release keeps its queue in memory and leaves that in the database alone: from 13.4 on. */
  static boolean keepsQueueInMemory(String release) {
    return isFrom(release, 13, 4);
  }

  private static boolean isFrom(String release, int first, int second) {
    Matcher matcher = FORM.matcher(release.strip());
    if (!matcher.matches()) {
      return false;
    }
    int major = Integer.parseInt(matcher.group(1));
    return major > first || major == first && Integer.parseInt(matcher.group(2)) >= second;
  }

  /**
   * The release of a process that has a database open, by what {@code worker.pid} says (8.1) or what it answers itself
   * on this machine's loopback ({@code /api/health}, 10.6 to 13.25); null when it does not say, or somebody else does.
   */
  static String of(long pid, Path database) {
    Path file = database.resolveSibling(Worker.PID_FILE);
    if (pid <= 0 || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return null;
    }
    Settings record = Settings.read(file);
    if (record.number("pid") != pid) {
      return null;
    }
    Settings health = record.number("port") > 0 && record.number("port") < 65_536 ? ask((int) record.number("port"))
        : null;
    String answered = health != null && health.number("pid") == pid ? health.text("version") : null;
    String release = answered != null ? answered : record.text("version");
    return release != null && isRelease(release) ? release.strip() : null;
  }

  private static Settings ask(int port) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS);
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(("GET /api/health HTTP/1.0\r\nHost: 127.0.0.1:" + port
          + "\r\nAccept: application/json\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      return body(socket.getInputStream(), end);
    } catch (IOException e) {
      return null;
    }
  }

  /** What follows the head of an answer. */
  private static Settings body(InputStream in, long end) throws IOException {
    byte[] answer = new byte[LONGEST_ANSWER];
    int length = 0;
    for (int read = 0; read >= 0 && length < answer.length; read = in.read(answer, length, answer.length - length)) {
      length += read;
      if (System.nanoTime() > end) {
        throw new SocketTimeoutException("it answers too slowly");
      }
    }
    String text = new String(answer, 0, length, StandardCharsets.UTF_8);
    int object = text.indexOf('{', Math.max(0, text.indexOf("\r\n\r\n")));
    if (object < 0 || !text.startsWith("HTTP/1.") || !text.startsWith(" 200", 8)) {
      return null;
    }
    return Settings.read(new java.io.ByteArrayInputStream(text.substring(object).getBytes(StandardCharsets.UTF_8)));
  }
}
