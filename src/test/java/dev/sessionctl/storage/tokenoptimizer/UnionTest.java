package dev.sessionctl.storage.tokenoptimizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A relocation into a tree that exists: both become one, and nothing that either had is lost. */
class UnionTest {

  @TempDir
  private Path directory;

  private Tree from;
  private Tree to;
  private Runs runs;

  @BeforeEach
  void begin() throws IOException {
    from = Tree.in(Files.createDirectory(directory.resolve("old")));
    to = Tree.in(Files.createDirectory(directory.resolve("new")));
    runs = new Runs(from);
  }

  private void settle() throws IOException {
    from.aged(Tree.LONG_AGO);
    to.aged(Tree.LONG_AGO);
  }

  private Runs.Result unite(int code, String... more) {
    List<String> line = new ArrayList<>(List.of("--relocate", to.root().toString(), "--copy"));
    line.addAll(List.of(more));
    return runs.change(code, "migrate", line.toArray(String[]::new));
  }

  private List<String> findings() throws IOException {
    List<Finding> findings = new ArrayList<>();
    TokenOptimizer.formats().get(0).open(new StoreRef(TokenOptimizer.NAME, "plugin", to.root(), null, null),
        to.environment()).check(CheckRequest.FULL, findings::add);
    return findings.stream().map(Finding::toString).toList();
  }

  private static List<String> triggers(Path manifest) throws IOException {
    return Files.readAllLines(manifest).stream()
        .map(line -> line.replaceFirst(".*\"trigger\":\"([^\"]+)\".*", "$1")).toList();
  }

  @Test
  void sessionsOfOneTreeOnlyAreCopied() throws IOException {
    from.session("a", "progressive-20", "quality-80");
    from.cache("main", "a");
    from.decisions("a");
    to.session("b", "stop");
    settle();
    Files.setLastModifiedTime(from.state("a"), FileTime.fromMillis(Tree.LONG_AGO - 5000));
    Map<String, String> source = from.snapshot();
    final Map<String, String> present = to.snapshot();

    unite(0);

    assertThat(from.snapshot()).isEqualTo(source);
    source.replaceAll((name, content) -> content.replace(from.root().toString(), to.root().toString()));
    assertThat(to.snapshot()).containsAllEntriesOf(source).containsAllEntriesOf(present);
    assertThat(findings()).isEmpty();
    Plugin there = new Plugin(to.home, () -> FakeEnvironment.START.toEpochMilli(), 10);
    assertThat(there.restore("a").toString()).startsWith(to.root().toString()).endsWith("quality-80.md");
    assertThat(unite(0).out()).contains("nothing to do");
  }

  /** The plugin gives both ids one directory; so did both gateways, each on its own machine. */
  @Test
  void whatTwoIdsCapturedIsUnited() throws IOException {
    from.plugin(0).capture("a.b", "progressive-20", "1", 1);
    to.plugin(100).capture("a:b", "quality-80", "2", 1);
    from.plugin(200).capture("a.b", "progressive-35", "3", 1);
    to.plugin(300).capture("a:b", "compact", "4", 1);
    to.decisions("a_b");
    settle();
    Tree.write(from.root().resolve("read-cache/decisions"), "a_b.jsonl", "{\"ts\":1,\"decision\":\"deny\"}\n");
    Files.setLastModifiedTime(from.manifest("a.b"), FileTime.fromMillis(Tree.LONG_AGO + 9000));

    unite(0);

    assertThat(triggers(to.manifest("a:b"))).containsExactly("progressive-20", "quality-80", "progressive-35",
        "compact");
    assertThat(Files.readString(to.manifest("a:b"))).doesNotContain(from.root().toString());
    assertThat(Files.getLastModifiedTime(to.manifest("a:b")).toMillis()).isEqualTo(Tree.LONG_AGO + 9000);
    assertThat(Files.readAllLines(to.root().resolve("read-cache/decisions/a_b.jsonl"))).hasSize(2);
    assertThat(findings()).isEmpty();
    PolicyState state = new StateFile().read(to.state("a:b"));
    assertThat(state.bands).containsExactlyInAnyOrder(20, 35);
    assertThat(state.thresholds).containsExactly(80);
    Plugin there = new Plugin(to.home, () -> FakeEnvironment.START.toEpochMilli(), 10);
    assertThat(there.evaluate("a:b", Plugin.Event.fill(40, "x"))).as("captured there, so not again").isNull();
    assertThat(unite(0).out()).contains("nothing to do");

    Runs back = new Runs(to, 20_000);
    back.change(0, "trash restore", back.lastRun());
    assertThat(triggers(to.manifest("a:b"))).contains("quality-80", "compact");
  }

  @Test
  void whatCannotBeUnitedIsNamedAndStays() throws IOException {
    from.session("whole", "stop");
    Path clash = from.plugin(0).capture("clash", "stop", "here", 1).file();
    to.plugin(0).capture("clash", "stop", "there", 1);
    Path other = to.plugin.session("clash").resolve(clash.getFileName());
    Files.writeString(other, "something else");
    from.session("torn", "stop");
    Files.writeString(from.manifest("torn"), "{torn");
    from.session("blank", "stop");
    Files.write(from.state("blank"), new byte[0]);
    from.cache("main", "clash");
    Tree.write(to.root().resolve("read-cache"), "main-clash.json", "{}");
    settle();

    Runs.Result result = unite(3);

    assertThat(result.out() + result.err()).contains(other + " is another than " + clash).contains("damaged lines")
        .contains("record of captures is damaged").contains("1 file of the read cache differ");
    assertThat(to.plugin.session("whole")).isDirectory();
    assertThat(other).hasContent("something else");
    assertThat(Files.readAllLines(to.manifest("clash"))).hasSize(1);
    assertThat(to.plugin.session("torn")).doesNotExist();
    assertThat(to.plugin.session("blank")).doesNotExist();
    assertThat(to.root().resolve("read-cache/main-clash.json")).hasContent("{}");
    assertThat(unite(1).err()).contains("nothing of").contains("(and 2 more)");
  }

  @Test
  void neverFollowsALinkOutOfEitherTree() throws IOException {
    from.session("a", "stop");
    to.session("b", "stop");
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.createSymbolicLink(to.plugin.session("a"), outside);
    settle();
    assertThat(unite(1).err()).contains("symbolic link");
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void isRefusedWithoutCopyAndBesideGateways() throws IOException {
    from.session("a", "stop");
    to.session("b", "stop");
    settle();
    String place = to.root().toString();
    assertThat(runs.change(15, "migrate", "--relocate", place).err()).contains("--copy");
    assertThat(unite(15, "--from", "/home/other").err()).contains("--from");
    from.fake.processes().add(4711, 5, "openclaw-gateway");
    assertThat(unite(11).err()).contains("4711");
    assertThat(to.plugin.session("a")).doesNotExist();
  }
}
