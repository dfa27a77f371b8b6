package dev.sessionctl.storage.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where stores are found, and what is none. */
class GeminiDiscoveryTest {

  @TempDir
  private Path temporary;

  private GeminiFixture store;

  @BeforeEach
  void create() throws IOException {
    store = GeminiFixture.in(temporary.toRealPath());
    store.session("gemini_1", 1);
  }

  private List<Path> at(Path start) throws IOException {
    List<StoreRef> found = new ArrayList<>();
    Gemini.formats().get(0).discover(start, store.fake().build(), found::add);
    return found.stream().map(StoreRef::path).toList();
  }

  @Test
  void byTheStoreItsStateDirectoryAndTheHome() throws IOException {
    assertThat(at(store.directory())).containsExactly(store.directory());
    assertThat(at(store.directory().getParent())).containsExactly(store.directory());
    assertThat(at(store.home())).containsExactly(store.directory());
    assertThat(Gemini.formats().get(0).defaultLocations(store.fake().build())).containsExactly(store.directory());
  }

  @Test
  void byItsPlaceAlsoWhenItIsEmpty() throws IOException {
    Files.delete(store.directory().resolve("gemini_1.json"));
    assertThat(at(store.home())).containsExactly(store.directory());
  }

  @Test
  void elsewhereByItsContent() throws IOException {
    Path moved = Files.createDirectories(temporary.toRealPath().resolve("backup").resolve("sessions"));
    Files.writeString(moved.resolve("a.json"), GeminiFixture.text("a", 1));
    assertThat(at(moved)).containsExactly(moved);
    assertThat(at(moved.getParent())).containsExactly(moved);
  }

  @Test
  void otherProductsSessionsAreNone() throws IOException {
    Path other = Files.createDirectories(temporary.toRealPath().resolve("other").resolve("sessions"));
    Files.writeString(other.resolve("a.json"), "{\"session_id\": \"a\", \"messages\": []}");
    assertThat(at(other)).isEmpty();
    assertThat(at(other.getParent())).isEmpty();
    Files.writeString(other.resolve("sessions.json"), "{}");
    Files.writeString(other.resolve("b.json"), GeminiFixture.text("b", 1));
    assertThat(at(other)).isEmpty();
    assertThat(at(store.directory().resolve("gemini_1.json"))).isEmpty();
  }

  @Test
  void linksAreFollowedWhereTheyAreNamedOnly() throws IOException {
    Path link = Files.createSymbolicLink(temporary.resolve("link"), store.directory());
    assertThat(at(link)).containsExactly(store.directory());
    Path named = Files.createDirectories(temporary.toRealPath().resolve("x").resolve(".gemini")).resolve("sessions");
    Files.createSymbolicLink(named, store.directory());
    assertThat(at(named)).containsExactly(store.directory());
    assertThat(at(named.getParent().getParent())).isEmpty();
  }
}
