package dev.sessionctl.storage.openclaw;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Locale;

/**
 * A process that appends to a transcript as a run of OpenClaw does, written from the facts about the product: it takes
 * {@code <file>.jsonl.lock}, sees to it that the first line is a header and the last one the row it appended last,
 * appends a message by path, now and then a compaction that keeps from the row before, and lets the lock go.
 *
 * <p>Prints {@code acknowledged N} at the end and exits with 0; exits with 3 when something acknowledged was lost or
 * the header was gone, with 4 when the lock was not obtained within 10 seconds, with 5 when it was stolen.
 */
public final class TranscriptWriter {

  private static final int COMPACTION_EVERY = 25;

  private TranscriptWriter() {}

  /** Arguments: the transcript. Ends when something is written to its standard input. */
  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0]);
    Path lock = file.resolveSibling(file.getFileName() + ".lock");
    System.out.println("started");
    int count = 0;
    while (System.in.available() == 0) {
      String payload = take(lock);
      check(file, count);
      Files.writeString(file, row(count + 1), StandardCharsets.UTF_8, StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      count++;
      if (!payload.equals(Files.readString(lock, StandardCharsets.UTF_8))) {
        System.out.println("STOLEN");
        System.exit(5);
      }
      Files.delete(lock);
      pause(2);
    }
    System.out.println("acknowledged " + count);
  }

  /** The id of the row that was appended as such-and-such. */
  static String id(int number) {
    return String.format(Locale.ROOT, "%08x", number);
  }

  private static String row(int number) {
    String parent = number == 1 ? "null" : "\"" + id(number - 1) + "\"";
    String head = "\",\"id\":\"" + id(number) + "\",\"parentId\":" + parent + ",";
    return number % COMPACTION_EVERY == 0
        ? "{\"type\":\"compaction" + head + "\"summary\":\"s\",\"firstKeptEntryId\":\"" + id(number - 1) + "\"}\n"
        : "{\"type\":\"message" + head + "\"message\":{\"role\":\"user\",\"content\":\"row " + number + "\"}}\n";
  }

  private static void check(Path file, int last) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toString(), "r")) {
      byte[] head = new byte[20];
      in.readFully(head);
      if (!new String(head, StandardCharsets.UTF_8).startsWith("{\"type\":\"session\"")) {
        fail("no header: " + new String(head, StandardCharsets.UTF_8));
      }
      byte[] tail = new byte[(int) Math.min(400, in.length())];
      in.seek(in.length() - tail.length);
      in.readFully(tail);
      String[] lines = new String(tail, StandardCharsets.UTF_8).split("\n");
      if (tail[tail.length - 1] != '\n' || last > 0 && !lines[lines.length - 1].contains("\"id\":\"" + id(last))) {
        fail("row " + last + " was acknowledged, but the last one is " + lines[lines.length - 1]);
      }
    }
  }

  private static void fail(String what) {
    System.out.println("LOST: " + what);
    System.exit(3);
  }

  /** The product's way: exclusive creation, a payload, and on failure a pause of 50 ms more each time. */
  private static String take(Path lock) throws Exception {
    long begin = System.nanoTime();
    String stat = Files.readString(Path.of("/proc/self/stat"), StandardCharsets.ISO_8859_1);
    String start = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
    for (int attempt = 1; ; attempt++) {
      String payload = "{\n  \"pid\": " + ProcessHandle.current().pid() + ",\n  \"createdAt\": \""
          + Instant.ofEpochMilli(System.currentTimeMillis()) + "\",\n  \"starttime\": " + start + "\n}";
      try {
        Files.writeString(lock, payload, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE);
        return payload;
      } catch (FileAlreadyExistsException e) {
        if (System.nanoTime() - begin > 10_000_000_000L) {
          System.out.println("TIMEOUT");
          System.exit(4);
        }
        pause(Math.min(1000, 50L * attempt));
      }
    }
  }

  /** Part of the protocol that is imitated, not a way to wait for a test. */
  private static void pause(long millis) throws InterruptedException {
    Thread.sleep(millis);
  }
}
