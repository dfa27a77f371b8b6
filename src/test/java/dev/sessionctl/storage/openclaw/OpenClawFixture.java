package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.text.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Builds {@code <root>/state/agents/main/sessions} as OpenClaw writes it: an index of 2 space indented JSON, mode
 * 0600, without a final newline, and transcripts of version 3. All times lie one hour before
 * {@link FakeEnvironment#START}, file times included once {@link #writeIndex} or {@link #writeDirectory} was
 * called. The state directory is 0700.
 *
 * <pre>
 * OpenClawFixture fixture = OpenClawFixture.in(temporary).session("agent:main:main", OpenClawFixture.id(1), 4);
 * fixture.entry("agent:main:settings", "{\n  \"updatedAt\": 1\n}");
 * Store store = fixture.writeIndex().open(environment);
 * </pre>
 */
final class OpenClawFixture {

  static final long TIME = FakeEnvironment.START.toEpochMilli() - 3_600_000;

  private record Entry(String key, String json) {}

  private final Path state;
  private final List<Entry> entries = new ArrayList<>();
  private boolean directory;

  private OpenClawFixture(Path root) throws IOException {
    state = root.toRealPath().resolve("state");
    Files.createDirectories(sessions());
    Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwx------"));
  }

  static OpenClawFixture in(Path root) throws IOException {
    return new OpenClawFixture(root);
  }

  /** A session id, the same for the same number. */
  static String id(int number) {
    return new UUID(0x4000L | (long) number << 32, 0x8000000000000000L | number).toString();
  }

  Path state() {
    return state;
  }

  Path sessions() {
    return state.resolve("agents").resolve("main").resolve("sessions");
  }

  Path index() {
    return sessions().resolve("sessions.json");
  }

  Path directory() {
    return sessions().resolve("sessions.d");
  }

  Path transcript(String id) {
    return sessions().resolve(id + ".jsonl");
  }

  /** An entry and its transcript. */
  OpenClawFixture session(String key, String id, int messages) throws IOException {
    return session(key, id, transcript(id).toString(), messages);
  }

  /** An entry that records that path, and a transcript named by the id. */
  OpenClawFixture session(String key, String id, String sessionFile, int messages) throws IOException {
    file(id + ".jsonl", transcriptText(id, messages));
    return entry(key, entryText(id, sessionFile));
  }

  /** An entry with a value of any kind, from the left margin; a key may be given twice. */
  OpenClawFixture entry(String key, String json) {
    entries.add(new Entry(key, json));
    return this;
  }

  /** A usual entry's text with further members, each as {@code "name": value}. */
  static String entryText(String id, String sessionFile, String... further) {
    StringBuilder text = new StringBuilder("{\n  \"sessionId\": \"" + id + "\",\n  \"updatedAt\": " + TIME
        + ",\n  \"systemSent\": true,\n  \"chatType\": \"direct\",\n  \"sessionFile\": \"" + sessionFile
        + "\",\n  \"model\": \"claude-opus-4-6\",\n  \"totalTokens\": 21825,\n  \"totalTokensFresh\": true,\n"
        + "  \"compactionCount\": 0");
    for (String member : further) {
      text.append(",\n  ").append(member);
    }
    return text.append("\n}").toString();
  }

  /** A header and so many messages, each the parent of the next. */
  static String transcriptText(String id, int messages) {
    StringBuilder text = new StringBuilder(header(id));
    for (int i = 0; i < messages; i++) {
      text.append(message(i, i == 0 ? null : i - 1, i % 2 == 0 ? "user" : "assistant"));
    }
    return text.toString();
  }

  static String header(String id) {
    return "{\"type\":\"session\",\"version\":3,\"id\":\"" + id + "\",\"timestamp\":\"" + Instant.ofEpochMilli(TIME)
        + "\",\"cwd\":\"/home/gateway/workspace\"}\n";
  }

  /** A message row; ids are numbers of 8 digits. */
  static String message(int number, Integer parent, String role) {
    return String.format(Locale.ROOT, "{\"type\":\"message\",\"id\":\"%08x\",\"parentId\":%s,\"timestamp\":\"%s\","
        + "\"message\":{\"role\":\"%s\",\"content\":[{\"type\":\"text\",\"text\":\"Grüße %d\"}],\"timestamp\":%d}}\n",
        number, parent == null ? "null" : String.format(Locale.ROOT, "\"%08x\"", parent),
        Instant.ofEpochMilli(TIME + number), role, number, TIME + number);
  }

  /** A file in the sessions directory, mode 0600. */
  Path file(String name, String text) throws IOException {
    return file(sessions().resolve(name), text);
  }

  /** A file anywhere, mode 0600, of the usual age; missing directories are made. */
  static Path file(Path path, String text) throws IOException {
    Files.createDirectories(path.getParent());
    Files.write(path, text.getBytes(StandardCharsets.UTF_8));
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    return age(path, TIME);
  }

  static Path age(Path path, long millis) throws IOException {
    Files.setLastModifiedTime(path, FileTime.fromMillis(millis));
    return path;
  }

  String indexText() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < entries.size(); i++) {
      text.append(i == 0 ? "\n  " : ",\n  ");
      text.append(new String(JsonText.quote(entries.get(i).key()), StandardCharsets.UTF_8));
      text.append(": ").append(entries.get(i).json().replace("\n", "\n  "));
    }
    return text.append(entries.isEmpty() ? "}" : "\n}").toString();
  }

  OpenClawFixture writeIndex() throws IOException {
    file(index(), indexText());
    return aged();
  }

  /** Writes the entries as {@code sessions.d}. */
  OpenClawFixture writeDirectory(DirectoryLayout layout) throws IOException {
    directory = true;
    Files.createDirectories(layout.entries(directory()));
    if (layout == DirectoryLayout.VERSIONED) {
      file(directory().resolve(VersionMarker.NAME),
          new String(VersionMarker.text(1, TIME), StandardCharsets.US_ASCII));
    }
    for (Entry entry : entries) {
      String name = layout.fileName(entry.key());
      byte[] content = layout.content(entry.key(), name, entry.json().getBytes(StandardCharsets.UTF_8));
      file(layout.entries(directory()).resolve(name), new String(content, StandardCharsets.UTF_8));
    }
    return aged();
  }

  private OpenClawFixture aged() throws IOException {
    try (Stream<Path> tree = Files.walk(state)) {
      for (Path path : (Iterable<Path>) tree::iterator) {
        if (!Files.isSymbolicLink(path)) {
          age(path, TIME);
        }
      }
    }
    return this;
  }

  StoreRef ref() {
    return directory ? new StoreRef(OpenClawFormat.DIRECTORY, "proposal", directory(), "main", null)
        : new StoreRef(OpenClawFormat.JSON, "A-or-B", index(), "main", null);
  }

  Store open(Environment environment) {
    return OpenClawStore.open(ref(), environment);
  }
}
