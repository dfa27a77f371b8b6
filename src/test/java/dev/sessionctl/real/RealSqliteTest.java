package dev.sessionctl.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenClaw 2026.9.6 imports what this tool leaves behind, and its stores are recognised and left alone. */
@Tag("real")
class RealSqliteTest {

  private static final int SESSIONS = 20;
  private static final Set<String> COUNTED = Set.of("issues", "legacyEntries", "importedEntries", "sqliteEntries",
      "importedTranscriptEvents", "referencedTranscriptFiles", "unreferencedJsonlFiles");

  @TempDir
  private Path temporary;

  @Test
  void anImportAfterMigrationThereAndBack() throws Exception {
    OpenClaw writer = OpenClaw.of("2026.3.13", temporary.resolve("home"));
    OpenClaw product = OpenClaw.of("2026.9.6", temporary.resolve("home96"));
    Sessionctl tool = new Sessionctl(temporary.resolve("home"));
    Path untouched = StateDirectory.fill(writer, temporary.resolve("untouched"), SESSIONS, SESSIONS);
    Path state = StateDirectory.fill(writer, temporary.resolve("state"), SESSIONS, SESSIONS);
    tool.migrate(state, "--to", "sessions.d");
    tool.migrate(state, "--rollback");
    tool.migrate(state, "--to", "sessions.d", "--layout", "2");
    tool.migrate(state, "--to", "sessions.json");

    Map<String, Object> plain = imported(product, untouched);
    Map<String, Object> migrated = imported(product, state);
    System.out.println("import by 2026.9.6 of an untouched store: " + plain + "; of a migrated one: " + migrated);
    assertThat(migrated).isEqualTo(plain).containsEntry("issues", List.of()).containsEntry("legacyEntries", SESSIONS)
        .containsEntry("importedEntries", SESSIONS).containsEntry("sqliteEntries", SESSIONS)
        .containsEntry("referencedTranscriptFiles", SESSIONS).containsEntry("unreferencedJsonlFiles", List.of());
    assertThat(product.sessions(state, "--limit", "all")).hasSize(SESSIONS);
    assertThat(StateDirectory.keys(product.sessions(state, "--limit", "all")))
        .isEqualTo(StateDirectory.keys(product.sessions(untouched, "--limit", "all")));

    Commands.Result stores = tool.run("stores", "--store", state.toString(), "--output", "json");
    assertThat(stores.code()).describedAs(stores.all()).isIn(0, 3);
    List<Object> listed = JsonTree.list(JsonTree.object(stores.out()).get("stores"));
    assertThat(listed).hasSize(1);
    assertThat(JsonTree.map(listed.get(0))).containsEntry("generation", "C");
    for (List<String> change : List.of(List.of("--to", "sessions.d"), List.of("--to", "sessions.json"),
        List.of("--rollback"))) {
      Commands.Result refusal = tool.run(Sessionctl.migration(state, change.toArray(String[]::new)));
      assertThat(refusal.code()).describedAs(refusal.all()).isEqualTo(15);
    }
    assertThat(StateDirectory.index(state)).doesNotExist();
  }

  private static Map<String, Object> imported(OpenClaw product, Path state) throws Exception {
    Map<String, Object> report = product.json(state, "doctor", "--session-sqlite", "import",
        "--session-sqlite-all-agents", "--json");
    List<Object> targets = JsonTree.list(report.get("targets"));
    assertThat(targets).hasSize(1);
    Map<String, Object> counts = new TreeMap<>(JsonTree.map(targets.get(0)));
    counts.keySet().retainAll(COUNTED);
    return counts;
  }
}
