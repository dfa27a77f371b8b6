package dev.sessionctl.storage.praisonai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Formats;
import dev.sessionctl.storage.StoreFinder;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.sqlite.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where databases of a gateway are found. */
class TranscriptDiscoveryTest {

  private static final String SESSIONS_OF_ANOTHER_PRODUCT =
      "CREATE TABLE sessions (id TEXT PRIMARY KEY, name TEXT, working_dir TEXT)";

  @TempDir
  private Path temporary;
  private PraisonHome home;

  @BeforeEach
  void prepare() throws IOException {
    home = new PraisonHome(temporary);
  }

  private List<Path> paths(Path place) throws IOException {
    return paths(place, home.environment());
  }

  private static List<Path> paths(Path place, Environment environment) throws IOException {
    List<Path> found = new ArrayList<>();
    new TranscriptFormat().discover(place, environment, ref -> {
      assertThat(ref.format()).isEqualTo("praisonai-sqlite");
      found.add(ref.path());
    });
    return found;
  }

  private Path make(Path sessions) throws Exception {
    try (GatewayDatabase database = new GatewayDatabase(Files.createDirectories(sessions), home.environment())) {
      return database.path;
    }
  }

  @Test
  void theHomeTheRootTheDirectoryAndTheFileLeadToIt() throws Exception {
    Path path = make(home.sessions);
    for (Path place : List.of(home.fake.home(), home.root, home.sessions, path)) {
      assertThat(paths(place)).as("%s", place).containsExactly(path);
    }
    assertThat(paths(temporary)).isEmpty();
    assertThat(paths(home.project("0a1b2c3d"))).isEmpty();
  }

  @Test
  void bothStoresOfADirectoryAreFoundTheFilesFirst() throws Exception {
    Path path = make(home.sessions);
    home.write("a", SessionText.of("a"));
    StoreFinder finder = new StoreFinder(Formats.all(), home.environment(), false);
    finder.lookAt(home.root);
    assertThat(finder.found()).extracting(StoreRef::path).containsExactly(home.sessions, path);
    assertThat(finder.found().get(0).note()).contains("a store of its own, of format praisonai-sqlite");
    assertThat(finder.found().get(1).note()).isNull();
  }

  @Test
  void theDirectoryThatAVariableNamesIsThePlace() throws Exception {
    Path named = temporary.resolve("elsewhere");
    Path sessions = Files.createDirectories(named.resolve("sessions"));
    // Of an unknown schema, which is to be refused and not passed over where it stands in its place.
    TestDatabase.write(sessions.resolve("sessions.db"), SESSIONS_OF_ANOTHER_PRODUCT);
    assertThat(paths(named)).isEmpty();
    Environment environment = home.fake.variable("PRAISONAI_HOME", named.toString()).build();
    assertThat(new TranscriptFormat().defaultLocations(environment)).containsExactly(named);
    assertThat(paths(named, environment)).containsExactly(sessions.resolve("sessions.db"));
  }

  @Test
  void databasesOfThatNameOfOthersAreNotTakenForOne() throws Exception {
    Path other = Files.createDirectories(temporary.resolve("share/other/sessions"));
    TestDatabase.write(other.resolve("sessions.db"), SESSIONS_OF_ANOTHER_PRODUCT);
    assertThat(paths(other)).isEmpty();
    assertThat(paths(other.getParent())).isEmpty();
    assertThat(paths(other.resolve("sessions.db"))).isEmpty();
  }

  @Test
  void aCopyIsToldByItsTable() throws Exception {
    Path copy = Files.copy(make(home.sessions), temporary.resolve("saved.bin"));
    assertThat(paths(copy)).containsExactly(copy.toRealPath());
    Path link = Files.createSymbolicLink(temporary.resolve("link"), copy);
    assertThat(paths(link)).containsExactly(copy.toRealPath());
    Path alone = make(temporary.resolve("alone"));
    assertThat(paths(alone.getParent())).containsExactly(alone);
  }

  @Test
  void whatIsNoDatabaseIsNone() throws Exception {
    Path path = home.sessions.resolve("sessions.db");
    Files.writeString(path, "SQLite format 3");
    assertThat(paths(home.root)).isEmpty();
    Files.write(path, new byte[0]);
    assertThat(paths(home.root)).isEmpty();
    Files.delete(path);
    Files.createDirectory(path);
    assertThat(paths(home.root)).isEmpty();
  }

  @Test
  void noLinkBelowThePlaceIsFollowed() throws Exception {
    Path elsewhere = make(temporary.resolve("elsewhere"));
    Files.createSymbolicLink(home.sessions.resolve("sessions.db"), elsewhere);
    assertThat(paths(home.root)).isEmpty();
  }
}
