package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.FakeEnvironment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GenerationTest {

  @TempDir Path directory;
  private FakeEnvironment fake;
  private Path state;
  private Path sessions;
  private Path database;

  @BeforeEach
  void surroundings() throws IOException {
    fake = FakeEnvironment.in(directory);
    state = fake.home().resolve(".openclaw");
    sessions = Files.createDirectories(state.resolve("agents/main/sessions"));
    database = Files.createDirectories(state.resolve("agents/main/agent")).resolve("openclaw-agent.sqlite");
  }

  private String label() {
    Generation generation = Generation.detect(sessions, state, fake.build());
    assertThat(generation.evidence()).isNotBlank();
    return generation.label();
  }

  private void index() throws IOException {
    Files.writeString(sessions.resolve("sessions.json"), "{}");
  }

  private void version(String version) throws IOException {
    Files.writeString(state.resolve("openclaw.json"), "{meta:{lastTouchedVersion:'" + version + "'}}");
  }

  /** A schema of one page, or of an interior first page whose last child is the page with the text. */
  static byte[] schema(String text, boolean deep) {
    ByteBuffer file = ByteBuffer.allocate(4096 * 3);
    file.put("SQLite format 3\0".getBytes(StandardCharsets.US_ASCII)).putShort((short) 4096);
    file.put(100, (byte) (deep ? 5 : 13));
    if (deep) {
      file.putShort(103, (short) 1).putInt(108, 3).putShort(112, (short) 4000).putInt(4000, 2);
      file.put(4096, (byte) 13).put(2 * 4096, (byte) 13);
    }
    file.position(deep ? 2 * 4096 + 500 : 500);
    return file.put(text.getBytes(StandardCharsets.US_ASCII)).array();
  }

  @Test
  void nothingTellsTheRelease() throws IOException {
    assertThat(label()).isEqualTo("A-or-B");
    index();
    assertThat(label()).isEqualTo("A-or-B");
    assertThat(Generation.detect(sessions, null, fake.build()).era().honoursIndexLock()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"CREATE TABLE session_nodes (x)", "CREATE TABLE \"session_nodes\"(x)",
      "CREATE TABLE session_entries("})
  void databaseWithSessionsIsEraC(String sql) throws IOException {
    for (boolean deep : new boolean[] {false, true}) {
      Files.write(database, schema(sql, deep));
      assertThat(label()).isEqualTo("C");
    }
    index();
    assertThat(label()).isEqualTo("C+json");
  }

  @Test
  void tableStillInTheLogCounts() throws IOException {
    Files.write(database, schema("", false));
    Files.writeString(database.resolveSibling("openclaw-agent.sqlite-wal"),
        "x".repeat(5000) + "CREATE TABLE session_nodes");
    assertThat(label()).isEqualTo("C");
  }

  @Test
  void databaseWithoutSessionsIsEraB() throws IOException {
    index();
    version("2026.3.13");
    for (byte[] content : List.of(schema("CREATE TABLE auth (x)", true), new byte[0], new byte[50],
        "no database: CREATE TABLE session_nodes".getBytes(StandardCharsets.US_ASCII))) {
      Files.write(database, content);
      assertThat(label()).isEqualTo("B");
    }
  }

  @Test
  void sharedDatabaseIsEraB() throws IOException {
    index();
    version("2026.3.13");
    Files.createFile(Files.createDirectory(state.resolve("state")).resolve("openclaw.sqlite"));
    assertThat(label()).isEqualTo("B");
    version("2026.9.6");
    assertThat(label()).isEqualTo("C+json");
  }

  @Test
  void damagedSchemaEnds() throws IOException {
    byte[] content = schema("", true);
    ByteBuffer.wrap(content).putInt(108, 1).putInt(4000, -1).putShort(103, (short) 0xffff);
    Files.write(database, content);
    assertThat(DatabaseProbe.hasSessions(database)).isFalse();
  }

  @Test
  void stampOfAnOlderReleaseIsNoCertainty() throws IOException {
    index();
    version("2026.3.13");
    assertThat(Generation.detect(sessions, state, fake.build()).certain()).isFalse();
    fake.processes().add(50, 5, "openclaw-gateway");
    Files.write(sessions.resolve("sessions.json.lock"),
        new LockPayload(50, fake.clock().millis(), -1, 5).render(LockKind.INDEX));
    Generation generation = Generation.detect(sessions, state, fake.build());
    assertThat(generation.era()).isEqualTo(Era.LOCKED_JSON);
    assertThat(generation.certain()).isTrue();
  }

  @Test
  void unreadableDatabaseIsSaid() throws IOException {
    Files.createSymbolicLink(database, directory.resolve("nowhere"));
    Generation generation = Generation.detect(sessions, state, fake.build());
    assertThat(generation.era()).isEqualTo(Era.UNKNOWN_JSON);
    assertThat(generation.evidence()).contains("cannot read");
  }

  @Test
  void databaseOfAConfiguredStore() throws IOException {
    Path agent = Files.createDirectories(directory.resolve("x/agent"));
    Files.write(agent.resolve("openclaw-agent.sqlite"), schema("CREATE TABLE session_nodes", false));
    assertThat(Generation.detect(agent, null, fake.build()).label()).isEqualTo("C");
  }

  @Test
  void promptsAreEraBWhateverTheConfigurationSays() throws IOException {
    index();
    version("2026.3.13");
    assertThat(label()).isEqualTo("A");
    Files.createDirectory(sessions.resolve("skills-prompts"));
    assertThat(label()).isEqualTo("B");
  }

  @Test
  void locksTell() throws IOException {
    index();
    fake.processes().add(50, 5, "openclaw-gateway");
    long now = fake.clock().millis();
    Files.write(sessions.resolve("sessions.json.lock"), new LockPayload(50, now, -1, 5).render(LockKind.INDEX));
    assertThat(label()).isEqualTo("A");
    Files.write(sessions.resolve("a.jsonl.lock"), new LockPayload(50, now, 300_000, 5).render(LockKind.TRANSCRIPT));
    assertThat(label()).isEqualTo("B");
    Files.delete(sessions.resolve("a.jsonl.lock"));
    version("2026.7.1");
    assertThat(label()).isEqualTo("B");
  }

  @Test
  void locksOfThisToolTellNothing() throws IOException {
    index();
    long now = fake.clock().millis();
    fake.processes().add(51, 5, "java", "-Dsessionctl.lockowner=/openclaw");
    for (long pid : new long[] {4242, 51}) {
      Files.write(sessions.resolve("sessions.json.lock"), new LockPayload(pid, now, -1, 5).render(LockKind.INDEX));
      Files.write(sessions.resolve("a.jsonl.lock"), new LockPayload(pid, now, 300_000, 5).render(LockKind.TRANSCRIPT));
      assertThat(label()).isEqualTo("A-or-B");
    }
  }

  @ParameterizedTest
  @CsvSource({
      "2025.12.1, A", "2026.1.29, A", "2026.4.29, A", "2026.4.30, A-or-B", "2026.5.1, A-or-B", "2026.5.2, B",
      "2026.5.30-beta.1, B", "2026.7.1, B", "2026.7.1-2, B", "2026.6.35, B", "2026.7.33, B", "2026.7.35, B",
      "2026.7.2-beta.1, C+json", "2026.8.1, C+json", "2026.9.6, C+json", "2027.1.1, C+json", "nightly, A-or-B",
      "2026.8, A-or-B", "2026.99999.1, A-or-B"})
  void versionTells(String version, String label) throws IOException {
    index();
    version(version);
    assertThat(label()).isEqualTo(label);
    Files.delete(sessions.resolve("sessions.json"));
    assertThat(label()).isEqualTo(label.replace("+json", ""));
  }
}
