package dev.sessionctl.storage.tokenoptimizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelocateTest {

  @TempDir
  Path directory;

  private Tree tree;
  private Runs runs;

  @BeforeEach
  void begin() throws IOException {
    tree = Tree.in(directory).session("a", "progressive-20", "quality-80", "compact").session("b", "stop");
    tree.cache("main", "a");
    runs = new Runs(tree);
    tree.settle();
  }

  private static Map<String, String> files(Path root) throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        String name = root.relativize(path).toString();
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && !name.startsWith(".sessionctl")) {
          found.put(name, Files.getAttribute(path, "unix:mode") + " " + Files.getLastModifiedTime(path) + " "
              + Files.readString(path).replace(root.toString(), "ROOT"));
        }
      }
    }
    return found;
  }

  private List<Finding> damage(Path root) throws IOException {
    List<Finding> findings = new ArrayList<>();
    TokenOptimizer.formats().get(0).open(new StoreRef(TokenOptimizer.NAME, "plugin", root, null, null),
        tree.environment()).check(dev.sessionctl.storage.CheckRequest.FULL, findings::add);
    return findings;
  }

  @Test
  void movesTheTreeAndKeepsOrderModesAndTimes() throws IOException {
    final Map<String, String> before = files(tree.root());
    Path home = Files.createDirectories(directory.toRealPath().resolve("new/.openclaw"));
    Path place = home.resolve("token-optimizer");
    runs.change(0, "migrate", "--relocate", place.toString());
    assertThat(tree.root()).doesNotExist();
    assertThat(files(place)).isEqualTo(before);
    assertThat(damage(place)).isEmpty();
    Plugin there = new Plugin(home.getParent(), () -> FakeEnvironment.START.toEpochMilli(), 10);
    assertThat(there.restore("a").toString()).startsWith(place.toString()).endsWith("quality-80.md");
  }

  @Test
  void copiesAndLeavesTheOriginal() throws IOException {
    final Map<String, String> before = files(tree.root());
    Path place = directory.toRealPath().resolve("token-optimizer");
    runs.change(0, "migrate", "--relocate", place.toString(), "--copy");
    assertThat(files(tree.root())).isEqualTo(before);
    assertThat(files(place)).isEqualTo(before);
    assertThat(damage(place)).isEmpty();
  }

  /** A home that was copied by other means: its manifests name the former one. */
  @Test
  void rewritesThePathsOfATreeThatWasMovedAlready() throws IOException {
    final Map<String, String> before = files(tree.root());
    for (String id : List.of("a", "b")) {
      Files.writeString(tree.manifest(id), Files.readString(tree.manifest(id)).replace(tree.root().toString(),
          "/home/gateway/.openclaw/token-optimizer"));
    }
    tree.settle();
    assertThat(damage(tree.root())).isNotEmpty();
    runs.change(0, "migrate", "--relocate", tree.root().toString());
    assertThat(files(tree.root())).isEqualTo(before);
    assertThat(damage(tree.root())).isEmpty();
    assertThat(runs.change(0, "migrate", "--relocate", tree.root().toString()).out()).contains("0");
  }

  @Test
  void whoNamesALinkGetsRealPaths() throws IOException {
    Path link = Files.createSymbolicLink(directory.toRealPath().resolve("link"), tree.home.resolve(".openclaw"));
    Path place = link.resolve("moved");
    runs.change(0, "migrate", "--relocate", place.toString());
    Path real = place.toRealPath();
    assertThat(Files.readString(real.resolve("checkpoints/a/manifest.jsonl"))).contains("\"" + real + "/")
        .doesNotContain("/link/");
    assertThat(damage(real)).isEmpty();
  }

  @Test
  void refusesAPlaceThatIsTakenAndWhileAGatewayLives() throws IOException {
    Path taken = Files.createDirectory(directory.toRealPath().resolve("taken"));
    assertThat(runs.change(15, "migrate", "--relocate", taken.toString()).err()).contains("exists already");
    tree.fake.processes().add(4711, 5, "openclaw-gateway");
    Path place = directory.toRealPath().resolve("token-optimizer");
    assertThat(runs.change(11, "migrate", "--relocate", place.toString()).err()).contains("4711");
    assertThat(runs.change(15, "migrate", "--to", "sessions.d").err()).contains("token-optimizer");
  }

  /** Whoever moves the whole state directory moves the plugin's with it. */
  @Test
  void movesWithTheStateDirectory() throws IOException {
    final Map<String, String> before = files(tree.root());
    Path sessions = tree.home.resolve(".openclaw/agents/main/sessions");
    Tree.write(sessions, "sessions.json", "{}");
    Path state = directory.toRealPath().resolve("state");
    Runs.Result result = runs.any("migrate", "--relocate", state.toString(), "--yes", "-s",
        tree.home.resolve(".openclaw").toString());
    assertThat(result.code()).as(result.toString()).isZero();
    assertThat(files(state.resolve("token-optimizer"))).isEqualTo(before);
    assertThat(damage(state.resolve("token-optimizer"))).isEmpty();
  }
}
