package dev.sessionctl.storage.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores that get another place. */
class GeminiRelocateTest {

  @TempDir
  private Path temporary;

  private GeminiFixture store;
  private Path other;

  @BeforeEach
  void create() throws IOException {
    store = GeminiFixture.in(temporary.toRealPath());
    other = Files.createDirectories(temporary.toRealPath().resolve("ann").resolve(".gemini")).resolve("sessions");
    store.write("a.json", GeminiFixture.text("a", store.home() + "/project", GeminiFixture.BEGIN, GeminiFixture.BEGIN,
        List.of("    {\n      \"role\": \"user\",\n      \"content\": \"see " + store.home() + "/project/x\",\n"
            + "      \"timestamp\": \"2026-05-01T10:00:00.000Z\"\n    }")));
    store.write("torn.json", "{\"id\": \"x\", \"projectPath\": \"" + store.home() + "/p\", \"messages\": [");
  }

  private GeminiFixture.Result migrate(String... more) {
    String[] args = new String[more.length + 4];
    System.arraycopy(new String[] {"migrate", "-s", store.directory().toString(), "--yes"}, 0, args, 0, 4);
    System.arraycopy(more, 0, args, 4, more.length);
    return store.run(args);
  }

  @Test
  void aCopyIsTheSame() throws IOException {
    Map<String, String> before = store.contents();
    GeminiFixture.Result result = migrate("--relocate", other.toString(), "--copy");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(store.contents()).isEqualTo(before);
    for (Map.Entry<String, String> file : before.entrySet()) {
      assertThat(Files.readString(other.resolve(file.getKey()), StandardCharsets.ISO_8859_1))
          .isEqualTo(file.getValue());
    }
  }

  /** With the former home named, projects are where they are now; what was said stays. */
  @Test
  void projectsFollowTheHome() throws IOException {
    GeminiFixture.Result result = migrate("--relocate", other.toString(), "--from", store.home().toString());
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(store.directory()).doesNotExist();
    Path home = other.getParent().getParent();
    assertThat(Files.readString(other.resolve("a.json"))).contains("\"projectPath\": \"" + home + "/project\"")
        .contains("see " + store.home() + "/project/x");
    assertThat(Files.readString(other.resolve("torn.json"))).contains(home + "/p");
    assertThat(store.run("list", "-s", home.toString(), "-o", "name").out()).contains("a");
  }

  @Test
  void inPlaceAfterTheHomeWasMovedByHand() throws IOException {
    Files.move(store.directory(), other);
    GeminiFixture.Result result = store.run("migrate", "-s", other.toString(), "--yes", "--relocate", other.toString(),
        "--from", store.home().toString());
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(Files.readString(other.resolve("a.json")))
        .contains("\"projectPath\": \"" + other.getParent().getParent() + "/project\"");
  }

  @Test
  void aFormerHomeNeedsAHome() throws IOException {
    Path plain = temporary.toRealPath().resolve("backup");
    assertThat(migrate("--relocate", plain.toString(), "--from", store.home().toString()).code()).isEqualTo(15);
    assertThat(migrate("--relocate", plain.toString()).code()).isZero();
    assertThat(plain.resolve("a.json")).exists();
  }

  @Test
  void layoutsAreRefused() {
    assertThat(migrate("--to", "sessions.d").code()).isEqualTo(15);
    assertThat(migrate("--rollback").code()).isEqualTo(15);
    assertThat(store.run("locks", "--break", "-s", store.home().toString(), "--yes").code()).isEqualTo(15);
  }
}
