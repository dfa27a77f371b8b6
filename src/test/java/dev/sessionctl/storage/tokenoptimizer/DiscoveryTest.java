package dev.sessionctl.storage.tokenoptimizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.StoreFormat;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscoveryTest {

  @TempDir
  Path directory;

  private final StoreFormat format = TokenOptimizer.formats().get(0);

  private List<Path> at(Path place) throws IOException {
    List<Path> found = new ArrayList<>();
    format.discover(place, FakeEnvironment.in(directory.resolve("s")).build(), ref -> found.add(ref.path()));
    return found;
  }

  @Test
  void findsTheStoreFromEveryPlaceAnOperatorMayName() throws IOException {
    Tree tree = Tree.in(directory).session("a", "compact");
    for (Path place : List.of(tree.home, tree.home.resolve(".openclaw"), tree.root(),
        tree.root().resolve("checkpoints"))) {
      assertThat(at(place)).as(place.toString()).containsExactly(tree.root());
    }
    assertThat(at(tree.plugin.session("a"))).isEmpty();
  }

  @Test
  void looksInTheFormerStateDirectoriesToo() throws IOException {
    Tree tree = Tree.in(directory).session("a", "compact");
    Files.move(tree.home.resolve(".openclaw"), tree.home.resolve(".moltbot"));
    assertThat(at(tree.home)).containsExactly(tree.home.resolve(".moltbot/token-optimizer"));
  }

  @Test
  void findsAStoreOfReadCachesOnly() throws IOException {
    Tree tree = Tree.in(directory);
    tree.cache("main", "0aa3d5b0-0000-4000-8000-000000000000");
    assertThat(at(tree.home)).containsExactly(tree.root());
  }

  @Test
  void takesTheFlatFilesOfOtherAgentsForNoStore() throws IOException {
    Path root = directory.resolve(".claude/token-optimizer");
    Tree.write(root.resolve("checkpoints"), "abc-20260801-082224-quality.md", "text");
    Tree.write(root.resolve("checkpoints"), "abc-20260801-082224-quality.json", "{}");
    Tree.write(root, "quality-cache-abc.json", "{}");
    assertThat(at(root)).isEmpty();
    assertThat(at(root.resolve("checkpoints"))).isEmpty();
  }

  @Test
  void reportsALinkedRootAndSaysThatNobodyFollowsIt() throws IOException {
    Tree tree = Tree.in(directory).session("a", "compact");
    Path elsewhere = Files.move(tree.root().resolve("checkpoints"), directory.resolve("elsewhere"));
    Files.createSymbolicLink(tree.root().resolve("checkpoints"), elsewhere);
    List<StoreRef> found = new ArrayList<>();
    format.discover(tree.home, tree.environment(), found::add);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).note()).contains("symbolic link");
  }

  @Test
  void honoursHomeAndNoOtherVariable() {
    Environment environment =
        FakeEnvironment.in(directory).variable("OPENCLAW_STATE_DIR", "/elsewhere").build();
    assertThat(format.defaultLocations(environment)).first()
        .isEqualTo(environment.home().resolve(".openclaw/token-optimizer"));
    assertThat(format.defaultLocations(environment)).noneMatch(path -> path.startsWith("/elsewhere"));
  }

  @Test
  void findsNothingInAnEmptyPlace() throws IOException {
    assertThat(at(Files.createDirectories(directory.resolve("checkpoints")))).isEmpty();
    assertThat(at(directory)).isEmpty();
  }
}
