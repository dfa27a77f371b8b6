package dev.sessionctl.storage.openclaw;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.UUID;

/**
 * A process that writes a store as an OpenClaw gateway of era A does, written from the facts about the product and
 * not with this tool's own lock: it takes {@code sessions.json.lock}, reads, changes one counter, writes a temporary
 * file, renames it and lets the lock go, some hundred times a second. A
 * counter that is not what it last acknowledged was lost.
 * It reads {@code sessions.d} where that exists, as the proposals do, and {@code sessions.json} otherwise.
 *
 * <p>Prints {@code acknowledged N longest-wait-ms M} at the end and exits with 0; exits with 3 when an acknowledged
 * write was lost, with 4 when a lock was not obtained within the gateway's 10 seconds, with 5 when its lock was stolen.
 */
public final class GatewayWriter {

  private static final long LOCK_TIMEOUT_NANOS = 10_000_000_000L;

  private final Path sessions;
  private final String key;
  private final Path lock;
  private long longestWait;

  private GatewayWriter(Path sessions, String key) {
    this.sessions = sessions;
    this.key = key;
    this.lock = sessions.resolve("sessions.json.lock");
  }

  /** Arguments: sessions directory, key. Ends when something is written to its standard input. */
  public static void main(String[] arguments) throws Exception {
    GatewayWriter writer = new GatewayWriter(Path.of(arguments[0]), arguments[1]);
    System.out.println("started");
    long count = 0;
    while (System.in.available() == 0) {
      writer.increment(count++);
      // The protocol is unfair: who asks again at once starves the others, whatever holds the lock in between.
      pause(3);
    }
    System.out.println("acknowledged " + count + " longest-wait-ms " + writer.longestWait / 1_000_000);
  }

  private void increment(long expected) throws Exception {
    String payload = take();
    try {
      Path directory = sessions.resolve("sessions.d");
      Path file = Files.isDirectory(directory)
          ? directory.resolve(key.replace("%", "%25").replace("/", "%2F").replace("\\", "%5C").replace(":", "%3A")
              + ".json")
          : sessions.resolve("sessions.json");
      String text;
      try {
        text = Files.readString(file, StandardCharsets.UTF_8);
      } catch (NoSuchFileException e) {
        throw lost("found no store where there was one: " + file);
      }
      String marker = "\"counter-" + key + "\": ";
      int at = text.indexOf(marker);
      if (at < 0) {
        throw lost("found no counter of " + key + " in " + file);
      }
      int from = at + marker.length();
      int to = from;
      while (Character.isDigit(text.charAt(to))) {
        to++;
      }
      long present = Long.parseLong(text.substring(from, to));
      if (present != expected) {
        throw lost(key + " is " + present + " but " + expected + " was acknowledged");
      }
      Path temporary = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".tmp");
      Files.writeString(temporary, text.substring(0, from) + (present + 1) + text.substring(to),
          StandardCharsets.UTF_8);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      if (payload.equals(Files.readString(lock, StandardCharsets.UTF_8))) {
        Files.delete(lock);
      } else {
        System.out.println("STOLEN: " + payload);
        System.exit(5);
      }
    }
  }

  private static IllegalStateException lost(String what) {
    System.out.println("LOST: " + what);
    System.exit(3);
    return new IllegalStateException(what);
  }

  /** The product's way: exclusive creation, a payload, and on failure a pause of 50 ms more each time. */
  private String take() throws Exception {
    long begin = System.nanoTime();
    for (int attempt = 1; ; attempt++) {
      String stat = Files.readString(Path.of("/proc/self/stat"), StandardCharsets.ISO_8859_1);
      String start = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
      String payload = "{\n  \"pid\": " + ProcessHandle.current().pid() + ",\n  \"createdAt\": \""
          + Instant.ofEpochMilli(System.currentTimeMillis()) + "\",\n  \"starttime\": " + start + "\n}";
      try {
        Files.writeString(lock, payload, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE);
        longestWait = Math.max(longestWait, System.nanoTime() - begin);
        return payload;
      } catch (FileAlreadyExistsException e) {
        if (System.nanoTime() - begin > LOCK_TIMEOUT_NANOS) {
          System.out.println("TIMEOUT");
          System.exit(4);
        }
        pause(Math.min(1000, 50L * attempt));
      } catch (IOException e) {
        System.out.println("cannot lock: " + e);
        System.exit(6);
      }
    }
  }

  /** Part of the protocol that is imitated, not a way to wait for a test. */
  private static void pause(long millis) throws InterruptedException {
    Thread.sleep(millis);
  }
}
