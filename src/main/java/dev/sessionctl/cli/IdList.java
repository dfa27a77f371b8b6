package dev.sessionctl.cli;

import dev.sessionctl.output.LineEscapes;
import dev.sessionctl.storage.StorageIoException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Reads keys or ids, one a line and escaped as {@code -o name} prints them, within bounds. */
final class IdList {

  static final int MAX_LINE_BYTES = 1 << 16;
  static final int MAX_LINES = 2_000_000;

  private IdList() {}

  static Set<String> read(String name, CliContext context) throws IOException {
    if (name.equals("-")) {
      return read(context.in(), "standard input");
    }
    Path file = context.environment().path(name);
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString());
    } catch (NoSuchFileException e) {
      throw new UsageException("--ids-from: no such file: " + file);
    } catch (IOException e) {
      throw StorageIoException.of("read", file, e);
    }
  }

  private static Set<String> read(InputStream in, String where) throws IOException {
    Set<String> ids = new HashSet<>();
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    byte[] buffer = new byte[8192];
    int lines = 0;
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      for (int i = 0; i < count; i++) {
        if (buffer[i] != '\n') {
          line.write(buffer[i]);
          if (line.size() > MAX_LINE_BYTES) {
            throw new UsageException("--ids-from: line " + (lines + 1) + " of " + where + " is too long for a key");
          }
          continue;
        }
        add(ids, line);
        if (++lines > MAX_LINES) {
          throw new UsageException("--ids-from: more than " + MAX_LINES + " lines in " + where);
        }
      }
    }
    add(ids, line);
    return ids;
  }

  private static void add(Set<String> ids, ByteArrayOutputStream line) {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (text.endsWith("\r")) {
      text = text.substring(0, text.length() - 1);
    }
    if (!text.isEmpty()) {
      ids.add(LineEscapes.unescape(text));
    }
  }
}
