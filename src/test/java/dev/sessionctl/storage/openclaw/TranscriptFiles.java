package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.text.JsonLines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Builds transcripts for tests, healthy and hostile. */
final class TranscriptFiles {
  static final String HEADER =
      "{\"type\":\"session\",\"version\":3,\"id\":\"s1\",\"timestamp\":\"2026-11-20T02:00:00.000Z\",\"cwd\":\"/w\"}";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  static TranscriptFiles withHeader() {
    return new TranscriptFiles().line(HEADER);
  }

  TranscriptFiles line(String text) {
    return raw(text + "\n");
  }

  TranscriptFiles raw(String text) {
    return raw(text.getBytes(StandardCharsets.UTF_8));
  }

  TranscriptFiles raw(byte[] some) {
    bytes.writeBytes(some);
    return this;
  }

  /** A message row; a null parent is JSON null. */
  TranscriptFiles message(String id, String parent, String role) {
    return line("{\"type\":\"message\",\"id\":\"" + id + "\",\"parentId\":" + quoted(parent)
        + ",\"timestamp\":\"2026-11-20T02:00:01.000Z\",\"message\":{\"role\":\"" + role
        + "\",\"content\":\"text of " + id + "\",\"timestamp\":1795140001500}}");
  }

  /** A row of any type with further fields, which begin with a comma. */
  TranscriptFiles row(String type, String id, String parent, String more) {
    return line("{\"type\":\"" + type + "\",\"id\":\"" + id + "\",\"parentId\":" + quoted(parent) + more + "}");
  }

  int size() {
    return bytes.size();
  }

  Path write(Path directory) throws IOException {
    Path path = Files.createTempFile(directory, "t", ".jsonl");
    Files.write(path, bytes.toByteArray());
    return path;
  }

  TranscriptStats stats(Path directory) throws IOException {
    return TranscriptStats.read(write(directory), "s1", JsonLines.DEFAULT_CAP);
  }

  private static String quoted(String text) {
    return text == null ? "null" : "\"" + text + "\"";
  }
}
