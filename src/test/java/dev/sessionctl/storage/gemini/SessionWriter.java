package dev.sessionctl.storage.gemini;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A process that writes a store as claudecodeui 1.34.0 does, written from the facts about the product: everything is in
 * memory and is written whole and in place after every message, by truncating and writing in chunks, without a lock and
 * without waiting for the write before; so two writes of one session overlap. Sessions have ids of both generations,
 * some are deleted while saves are queued, and one that is brought back from the disk is never looked at again.
 *
 * <p>Arguments: directory, number of sessions, seed, milliseconds between turns, which of
 * {@code overlap} (as the product) or {@code serial} (every save waits for the one before, so that the file is whole
 * whenever nothing is written). Prints {@code started}; ends when something is written to its standard input: waits for
 * its writes, and prints a line {@code ID COUNT} for each session with the number of messages that it was told, then
 * {@code end}.
 */
public final class SessionWriter {

  /** Node writes a file in pieces of this size ({@code kWriteFileMaxChunkSize}). */
  private static final int CHUNK = 512 << 10;
  /** As many threads as Node has for files. */
  private static final int THREADS = 4;

  private final Path directory;
  private final boolean serial;
  private final ExecutorService disk = Executors.newFixedThreadPool(THREADS);
  private final Map<String, List<String>> sessions = new LinkedHashMap<>();
  private final List<Future<?>> writes = new ArrayList<>();
  private final Map<String, Future<?>> lastWrite = new LinkedHashMap<>();
  private final SplittableRandom random;

  private SessionWriter(Path directory, long seed, boolean serial) {
    this.directory = directory;
    this.serial = serial;
    this.random = new SplittableRandom(seed);
  }

  public static void main(String[] arguments) throws Exception {
    SessionWriter writer =
        new SessionWriter(Path.of(arguments[0]), Long.parseLong(arguments[2]), arguments[4].equals("serial"));
    int count = Integer.parseInt(arguments[1]);
    long pause = Long.parseLong(arguments[3]);
    for (int i = 0; i < count; i++) {
      writer.create(i);
    }
    writer.flush();
    System.out.println("started");
    while (System.in.available() == 0) {
      writer.turn();
      // Turns of a server are apart; how far is what the tests vary.
      Thread.sleep(pause);
    }
    writer.flush();
    writer.disk.shutdown();
    writer.sessions.forEach((id, messages) -> System.out.println(id + " " + messages.size()));
    System.out.println("end");
  }

  private void create(int number) {
    String id = number % 2 == 0 ? "gemini_" + (1_772_151_157_035L + number)
        : new UUID(random.nextLong(), random.nextLong()).toString();
    sessions.put(id, new ArrayList<>());
    message(id);
  }

  /** Some messages to some session, two of them at once; now and then one is deleted with saves under way. */
  private void turn() throws Exception {
    String id = new ArrayList<>(sessions.keySet()).get(random.nextInt(sessions.size()));
    message(id);
    message(id);
    if (random.nextInt(40) == 0) {
      sessions.remove(id);
      writes.add(disk.submit(() -> Files.deleteIfExists(file(id))));
      create(random.nextInt(1_000_000));
    }
    if (writes.size() > 64) {
      // Node would hold them all; here they only have to go on overlapping.
      writes.removeIf(Future::isDone);
    }
  }

  private void message(String id) {
    List<String> messages = sessions.get(id);
    messages.add(text(messages.size()));
    byte[] document = GeminiFixture.text(id, "/p", GeminiFixture.BEGIN, GeminiFixture.BEGIN + messages.size(), messages)
        .getBytes(StandardCharsets.UTF_8);
    Future<?> before = serial ? lastWrite.get(id) : null;
    Future<?> write = disk.submit(() -> {
      if (before != null) {
        before.get();
      }
      write(file(id), document);
      return null;
    });
    lastWrite.put(id, write);
    writes.add(write);
  }

  /** Some messages are long, so that documents are written in several pieces. */
  private String text(int number) {
    String text = random.nextInt(50) == 0 ? "x".repeat(200_000) : "text ".repeat(1 + random.nextInt(60));
    return "    {\n      \"role\": \"user\",\n      \"content\": \"" + number + " " + text + "\",\n"
        + "      \"timestamp\": \"" + GeminiFixture.iso(GeminiFixture.BEGIN + number) + "\"\n    }";
  }

  private static void write(Path file, byte[] document) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(document);
      while (bytes.hasRemaining()) {
        bytes.limit(Math.min(document.length, bytes.position() + CHUNK));
        channel.write(bytes);
        bytes.limit(document.length);
      }
    } catch (NoSuchFileException e) {
      // Errors are swallowed, as in the product.
      return;
    }
  }

  private Path file(String id) {
    return directory.resolve(SafeName.of(id));
  }

  private void flush() throws Exception {
    for (Future<?> write : writes) {
      write.get();
    }
    writes.clear();
  }
}
