package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.locks.Flock;
import dev.sessionctl.storage.system.SystemEnvironment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A process that adds messages as the default store of praisonaiagents 1.7.0 does, for machines without Python: under
 * {@code flock(2)} it reads the file, adds a message, writes a temporary file and renames it. Prints what
 * {@code writer.py} prints; ends when its standard input does. Arguments: directory, name, seed, sessions.
 */
final class DefaultWriter {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private DefaultWriter() {}

  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Path directory = Path.of(args[0]);
    Random random = new Random(Long.parseLong(args[2]));
    Environment environment = SystemEnvironment.create();
    AtomicBoolean stop = new AtomicBoolean();
    Thread reader = new Thread(() -> {
      try {
        System.in.readAllBytes();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      } finally {
        stop.set(true);
      }
    });
    reader.setDaemon(true);
    reader.start();
    // The first lock loads JNA; that is no wait.
    Flock.take(directory.resolve("warm-" + args[1] + ".json.lock"), TIMEOUT, Flock.Pause.SLEEP, environment).close();
    out.println("started");
    long longest = 0;
    long count = 0;
    while (!stop.get()) {
      String session = args[3 + random.nextInt(args.length - 3)];
      Path file = directory.resolve(SafeId.of(session) + ".json");
      String message = args[1] + "-" + ++count;
      long began = System.nanoTime();
      try (Flock lock = Flock.take(file.resolveSibling(file.getFileName() + ".lock"), TIMEOUT, Flock.Pause.SLEEP,
          environment)) {
        longest = Math.max(longest, System.nanoTime() - began);
        add(file, session, message, directory.resolve("tmp" + args[1] + "_w" + (10_000 + count % 10_000) + ".tmp"));
        lock.ensureHeld();
        out.println("ack " + session + " " + message);
      } catch (LockedException e) {
        longest = Math.max(longest, System.nanoTime() - began);
        out.println("timeout " + session);
      }
    }
    out.printf(java.util.Locale.ROOT, "longest %.3f%noperations %d%n", longest / 1e9, count);
  }

  private static void add(Path file, String session, String message, Path temporary) throws IOException {
    String text = "{\n      \"role\": \"user\",\n      \"content\": \"" + message + "\",\n      \"timestamp\": "
        + System.currentTimeMillis() / 1000 + ".5,\n      \"metadata\": {}\n    }";
    byte[] bytes;
    if (Files.exists(file)) {
      try (FileChannel channel = FileChannel.open(file)) {
        Spans spans = Spans.of(channel);
        Spans.Span list = spans.field("messages").value();
        boolean empty = spans.elements("messages").isEmpty();
        Edits edits = new Edits();
        edits.replace(list.to() - 1, list.to(), (empty ? "" : ",\n    ") + text + "]");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        edits.write(channel, out);
        bytes = out.toByteArray();
      }
    } else {
      bytes = ("{\"session_id\": \"" + session + "\", \"messages\": [" + text + "], \"created_at\":"
          + " \"2026-01-01T00:00:00+00:00\", \"updated_at\": \"2026-01-01T00:00:00+00:00\", \"metadata\": {}}")
          .getBytes(StandardCharsets.UTF_8);
    }
    Files.write(temporary, bytes);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
