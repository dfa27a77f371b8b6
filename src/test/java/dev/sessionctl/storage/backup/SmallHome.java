package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A home with an OpenClaw store of a few sessions, at rest since long. */
final class SmallHome {

  static final int SESSIONS = 3;
  private static final FileTime LONG_AGO = FileTime.fromMillis(1_700_000_000_123L);

  private final Path home;

  SmallHome(Path home) throws IOException {
    this.home = Files.createDirectories(home);
    Files.createDirectories(sessions());
    StringBuilder index = new StringBuilder("{");
    for (int i = 1; i <= SESSIONS; i++) {
      Path transcript = sessions().resolve("id-" + i + ".jsonl");
      write(transcript, "{\"type\":\"session\",\"version\":3,\"id\":\"id-" + i + "\",\"cwd\":\"" + home + "/p\"}\n"
          + "{\"type\":\"message\",\"id\":\"0000000" + i + "\",\"parentId\":null,\"message\":{\"role\":\"user\","
          + "\"content\":\"see " + home + "/x\"}}\n");
      index.append(i == 1 ? "\n" : ",\n").append("  \"agent:main:direct:p").append(i)
          .append("\": {\n    \"sessionId\": \"id-").append(i).append("\",\n    \"updatedAt\": 170000000000")
          .append(i).append(",\n    \"sessionFile\": \"").append(transcript).append("\"\n  }");
    }
    write(index(), index + "\n}");
  }

  Path home() {
    return home;
  }

  Path sessions() {
    return home.resolve(".openclaw/agents/main/sessions");
  }

  Path index() {
    return sessions().resolve("sessions.json");
  }

  StoreRef ref() {
    return new StoreRef("openclaw-json", "A", index(), "main", null);
  }

  /** Writes a private file that nobody has touched for long. */
  static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.setLastModifiedTime(file, LONG_AGO);
  }

  /** Writes a session of claudecodeui, active long ago. */
  static void gemini(Path sessions, String id) throws IOException {
    write(sessions.resolve(id + ".json"), "{\n  \"id\": \"" + id + "\",\n  \"projectPath\": \"/p\",\n"
        + "  \"messages\": [\n    {\n      \"role\": \"user\",\n      \"content\": \"x\",\n      \"timestamp\":"
        + " \"2026-05-01T10:00:00.000Z\"\n    }\n  ],\n  \"createdAt\": \"2026-05-01T10:00:00.000Z\",\n"
        + "  \"lastActivity\": \"2026-05-01T10:00:00.000Z\"\n}");
  }

  /** Writes a session of PraisonAI, active long ago. */
  static void praison(Path sessions, String id) throws IOException {
    write(sessions.resolve(id + ".json"), "{\n  \"session_id\": \"" + id + "\",\n  \"messages\": [\n    {\n"
        + "      \"role\": \"user\",\n      \"content\": \"x\",\n      \"timestamp\": 1795142604.442321,\n"
        + "      \"metadata\": {}\n    }\n  ],\n  \"created_at\": \"2026-05-01T10:00:00.000000\",\n"
        + "  \"updated_at\": \"2026-05-01T10:00:00.000000\",\n  \"agent_name\": null,\n  \"user_id\": null,\n"
        + "  \"metadata\": {}\n}");
  }

  /** Contents, modes and times of what lies below a directory, by path; places of a home are written {@code HOME}. */
  static Map<String, String> tree(Path directory, Path home) throws IOException {
    Map<String, String> found = new TreeMap<>();
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          String text = Files.isRegularFile(file)
              ? Files.readString(file, StandardCharsets.ISO_8859_1).replace(home.toString(), "HOME") : "";
          found.put(directory.relativize(file).toString(), PosixFilePermissions.toString(
              Files.getPosixFilePermissions(file)) + (text.isEmpty() ? "" : " " + Files.getLastModifiedTime(file) + " "
              + text));
        }
      }
    }
    return found;
  }

  /**
   * Lets a lock that a crash left without a word be old: it counts by the time at which it was written, which is the
   * machine's and not that of a test.
   */
  static void ageLock(Path sessions) throws IOException {
    Path lock = sessions.resolve("sessions.json.lock");
    if (Files.exists(lock)) {
      Files.setLastModifiedTime(lock, LONG_AGO);
    }
  }
}
