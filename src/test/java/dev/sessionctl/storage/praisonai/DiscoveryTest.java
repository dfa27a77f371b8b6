package dev.sessionctl.storage.praisonai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where stores are found. */
class DiscoveryTest {

  @TempDir
  private Path temporary;
  private PraisonHome home;

  @BeforeEach
  void prepare() throws IOException {
    home = new PraisonHome(temporary);
  }

  private List<StoreRef> at(Path place) throws IOException {
    List<StoreRef> found = new ArrayList<>();
    new PraisonFormat().discover(place, home.environment(), found::add);
    return found;
  }

  private List<Path> paths(Path place) throws IOException {
    return at(place).stream().map(StoreRef::path).toList();
  }

  @Test
  void theHomeTheRootAndTheDirectoryLeadToTheSameStores() throws Exception {
    home.write("a", SessionText.of("a"));
    Path project = home.project("0a1b2c3d");
    List<Path> both = List.of(home.sessions, project);
    assertThat(paths(home.fake.home())).isEqualTo(both);
    assertThat(paths(home.root)).isEqualTo(both);
    assertThat(paths(home.sessions)).isEqualTo(both);
    assertThat(paths(project)).isEqualTo(List.of(project));
    assertThat(at(home.root).get(1).generation()).isEqualTo("project");
  }

  @Test
  void anEmptyOrDamagedStoreAtItsPlaceIsOne() throws Exception {
    assertThat(paths(home.root)).containsExactly(home.sessions);
    assertThat(paths(home.sessions)).containsExactly(home.sessions);
    home.write("a", "{");
    assertThat(paths(home.sessions)).containsExactly(home.sessions);
  }

  @Test
  void aCopyElsewhereIsToldByItsContent() throws Exception {
    Path copy = Files.createDirectories(temporary.resolve("copies/mine"));
    assertThat(paths(copy)).isEmpty();
    Files.writeString(copy.resolve("x.json"), SessionText.of("x").toString());
    assertThat(paths(copy)).containsExactly(copy);
    Path root = Files.createDirectories(temporary.resolve("backup/sessions"));
    Files.writeString(root.resolve("x.json"), SessionText.unified("x").toString());
    assertThat(paths(root.getParent())).containsExactly(root);
  }

  @Test
  void whatOtherProductsKeepIsNotTakenForAStore() throws Exception {
    Path claw = Files.createDirectories(temporary.resolve("claw/sessions"));
    Files.writeString(claw.resolve("sessions.json"), "{\"agent:main:main\": {\"sessionId\": \"x\", \"updatedAt\": 1}}");
    Files.writeString(claw.resolve("4e0c.json"), "{\"sessionId\": \"4e0c\", \"messages\": []}");
    Files.writeString(claw.resolve("x.jsonl"), "{\"session_id\": \"messages\"}");
    assertThat(paths(claw)).isEmpty();
    assertThat(paths(claw.getParent())).isEmpty();
    assertThat(paths(claw.resolve("4e0c.json"))).isEmpty();
  }

  @Test
  void theDefaultPlaceHonoursTheProductsVariables() throws Exception {
    Environment usual = home.environment();
    assertThat(new PraisonFormat().defaultLocations(usual)).containsExactly(home.root);
    Path named = temporary.resolve("named");
    assertThat(new PraisonFormat().defaultLocations(home.fake.variable("PRAISONAI_HOME", named.toString()).build()))
        .containsExactly(named);
    home.fake.variable("PRAISONAI_HOME", null).variable("XDG_DATA_HOME", temporary.resolve("data").toString());
    Files.delete(home.sessions);
    Files.move(home.root, home.fake.home().resolve(".praison"));
    assertThat(new PraisonFormat().defaultLocations(home.environment()))
        .containsExactly(home.fake.home().resolve(".praison"));
    Files.delete(home.fake.home().resolve(".praison"));
    assertThat(new PraisonFormat().defaultLocations(home.environment()))
        .containsExactly(temporary.resolve("data/praisonai"));
  }

  @Test
  void aDatabaseOfAGatewayIsSaid() throws Exception {
    Files.write(home.sessions.resolve("sessions.db"), new byte[] {1});
    assertThat(at(home.root).get(0).note()).contains("sessions.db").contains("cannot be read");
  }
}
