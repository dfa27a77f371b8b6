package dev.sessionctl.storage.openclaw;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A state directory with three sessions, small enough to be built and broken some thousand times. */
final class SmallStore {

  static final int SESSIONS = 3;
  /** Behind any clock that a test machine may have, and longer ago than anything that counts as recent. */
  private static final long UPDATED = 1_495_000_000_000L;

  private final Path state;

  SmallStore(Path state) {
    this.state = state;
  }

  Path state() {
    return state;
  }

  Path sessions() {
    return state.resolve("agents/main/sessions");
  }

  Path index() {
    return sessions().resolve("sessions.json");
  }

  Path directory() {
    return sessions().resolve("sessions.d");
  }

  Path area() {
    return sessions().resolveSibling(".sessionctl");
  }

  static String key(int i) {
    return "agent:main:telegram:direct:" + (1000 + i) + (i == 1 ? "é/%" : "");
  }

  /** The text of an entry; a higher version is newer. */
  static String entry(int i, Path root, int version) {
    return "{\n  \"sessionId\": \"id-" + i + "\",\n  \"updatedAt\": " + (UPDATED + version) + ",\n  \"sessionFile\": \""
        + root.resolve("agents/main/sessions/id-" + i + ".jsonl") + "\",\n  \"custom\": [1, 2.50, \"ğ\\u0000\", {}]\n}";
  }

  /** An index of all sessions whose paths begin with a root. */
  static String indexText(Path root, int... sessions) {
    StringBuilder text = new StringBuilder("{");
    for (int i : sessions) {
      text.append(text.length() == 1 ? "\n" : ",\n").append("  \"").append(key(i)).append("\": ")
          .append(entry(i, root, 5).replace("\n", "\n  "));
    }
    return text.append("\n}").toString();
  }

  static String transcript(int i, Path root) {
    return transcript(i, root, root);
  }

  /** A transcript whose header names one root and whose message speaks of another. */
  static String transcript(int i, Path root, Path said) {
    return "{\"type\":\"session\",\"version\":3,\"id\":\"id-" + i + "\",\"cwd\":\"" + root.resolve("workspace")
        + "\"}\n{\"type\":\"message\",\"id\":\"a\",\"parentId\":null,\"message\":{\"role\":\"user\",\"content\":\""
        + said + " stays as it was said\"}}\n";
  }

  static String config(Path root) {
    return "{\"agents\":{\"defaults\":{\"workspace\":\"" + root.resolve("workspace") + "\"}}}\n";
  }

  /** Writes the transcripts and the configuration, with paths that begin with a root. */
  SmallStore writeFiles(Path root) throws IOException {
    Files.createDirectories(sessions());
    for (int i = 0; i < SESSIONS; i++) {
      write(sessions().resolve("id-" + i + ".jsonl"), transcript(i, root));
    }
    write(state.resolve("openclaw.json"), config(root));
    return this;
  }

  SmallStore writeIndex(Path root, int... sessions) throws IOException {
    write(index(), indexText(root, sessions));
    return this;
  }

  /**
   * Writes the entries of all sessions, in one version.
   *
   * @param layout the layout of a {@code sessions.d}, or null for an index
   */
  SmallStore writeEntries(DirectoryLayout layout) throws IOException {
    if (layout == null) {
      return writeIndex(state, 2, 0, 1);
    }
    for (int i = 0; i < SESSIONS; i++) {
      writeEntry(layout, i, 5);
    }
    return this;
  }

  /** Puts an entry into {@code sessions.d}, which is made if need be. */
  SmallStore writeEntry(DirectoryLayout layout, int i, int version) throws IOException {
    return writeEntry(layout, i, entry(i, state, version));
  }

  SmallStore writeEntry(DirectoryLayout layout, int i, String text) throws IOException {
    Path entries = layout.entries(directory());
    Files.createDirectories(entries);
    if (layout == DirectoryLayout.VERSIONED) {
      Files.write(directory().resolve(VersionMarker.NAME), VersionMarker.text(7, UPDATED));
    }
    String name = layout.fileName(key(i));
    Files.write(entries.resolve(name),
        layout.content(key(i), name, text.getBytes(StandardCharsets.UTF_8)));
    return this;
  }

  /** Makes every file old, so that nothing is taken for a session that may be running. */
  void age() throws IOException {
    try (var files = Files.walk(sessions())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(file, FileTime.fromMillis(UPDATED));
      }
    }
  }

  private static void write(Path path, String text) throws IOException {
    Files.write(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** What an index says: the canonical hash of each entry by key, in its order; null when there is none. */
  static Map<String, String> readIndex(Path index) throws IOException {
    try (IndexFile file = IndexFile.open(index)) {
      if (file == null) {
        return null;
      }
      Map<String, String> found = new LinkedHashMap<>();
      file.scan((key, entry, start, limit) -> found.put(key, hash(file.text(start, limit))));
      return found;
    }
  }

  /** What a directory says; null when there is none. */
  static Map<String, String> readDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return null;
    }
    Map<String, String> found = new LinkedHashMap<>();
    new EntryDirectory(directory, OpenClawStore.layoutOf(directory)).scan(true, new EntryDirectory.Visitor() {
      @Override
      public void entry(String key, String fileName, SessionEntry entry, int bytes, byte[] text) throws IOException {
        found.put(key, hash(text));
      }

      @Override
      public void unreadable(Path file, String reason) {
        throw new AssertionError(file + " " + reason);
      }
    });
    return found;
  }

  static String hash(byte[] text) throws IOException {
    return HexFormat.of().formatHex(CanonicalHash.of(text));
  }

  static String hash(String text) throws IOException {
    return hash(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Every path below a directory, relative to it. */
  static List<String> tree(Path root) throws IOException {
    List<String> found = new ArrayList<>();
    try (var paths = Files.walk(root)) {
      paths.forEach(path -> found.add(root.relativize(path).toString()));
    }
    return found;
  }
}
