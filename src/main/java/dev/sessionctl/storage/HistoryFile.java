package dev.sessionctl.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What was typed into shells, the newest last, one entry a line with line feeds and backslashes written as escapes.
 * Mode 0600 in a directory of mode 0700; links are not followed. Several shells may use one file at once: each adds its
 * entries under a lock beside it, and shortens the file under the same lock. Safe for use by several threads.
 */
public final class HistoryFile {

  /** So many entries are kept. */
  public static final int MOST_ENTRIES = 1000;
  /** Longer ones are not kept: a history is for looking at. */
  public static final int LONGEST_ENTRY = 8192;
  /** Beyond this the file is shortened, and no more of it is ever read. */
  private static final int MOST_BYTES = 1 << 20;

  /** The lock of the file system is the process's; this one parts its threads. */
  private static final ReentrantLock THREADS = new ReentrantLock();

  private final Path file;

  public HistoryFile(Path file) {
    this.file = file;
  }

  /** Where the history of this user is kept, by the XDG specification: relative settings do not count. */
  public static Path usual(Environment environment) {
    String state = environment.variable("XDG_STATE_HOME");
    Path base = state != null && Path.of(state).isAbsolute()
        ? Path.of(state) : environment.home().resolve(".local").resolve("state");
    return base.resolve("sessionctl").resolve("history");
  }

  /** The entries, oldest first; none when there is no file yet. */
  public List<String> read() throws IOException {
    byte[] end;
    boolean cut;
    try (FileChannel channel = open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      cut = size > MOST_BYTES;
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(size, MOST_BYTES));
      channel.position(size - buffer.capacity());
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        continue;
      }
      end = buffer.array();
    } catch (NoSuchFileException e) {
      return List.of();
    }
    List<String> entries = new ArrayList<>();
    for (String line : new String(end, StandardCharsets.UTF_8).split("\n")) {
      if (!line.isEmpty() && !cut) {
        entries.add(unescaped(line));
      }
      cut = false;
    }
    return entries.subList(Math.max(0, entries.size() - MOST_ENTRIES), entries.size());
  }

  /** Adds an entry. */
  public void add(String entry) throws IOException {
    if (entry.length() > LONGEST_ENTRY) {
      return;
    }
    Files.createDirectories(file.getParent(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    THREADS.lock();
    try (FileChannel channel = open(file.resolveSibling(file.getFileName() + ".lock"), StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      append(escaped(entry) + "\n");
      if (lock.isValid() && Files.size(file) > MOST_BYTES / 2) {
        shorten();
      }
    } finally {
      THREADS.unlock();
    }
  }

  private void append(String text) throws IOException {
    try (FileChannel channel = open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
        StandardOpenOption.APPEND)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  private void shorten() throws IOException {
    List<String> all = read();
    StringBuilder kept = new StringBuilder();
    // By half, so that this is done seldom.
    for (String entry : all.subList(all.size() / 2, all.size())) {
      kept.append(escaped(entry)).append('\n');
    }
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(temporary);
    try (FileChannel channel = open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(kept.toString().getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static FileChannel open(Path path, OpenOption... options) throws IOException {
    Set<OpenOption> all = new java.util.HashSet<>(List.of(options));
    all.add(LinkOption.NOFOLLOW_LINKS);
    return FileChannel.open(path, all,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private static String escaped(String entry) {
    return entry.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
  }

  private static String unescaped(String line) {
    StringBuilder entry = new StringBuilder(line.length());
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && i + 1 < line.length()) {
        char next = line.charAt(++i);
        entry.append(next == 'n' ? '\n' : next == 'r' ? '\r' : next);
      } else {
        entry.append(c);
      }
    }
    return entry.toString();
  }
}
