package dev.sessionctl.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gemini sessions that claudecodeui 1.34.0 wrote itself, and beside it while it writes. */
@Tag("real")
class RealGeminiTest {

  private static final int CONVERSATIONS = 60;

  @TempDir
  private Path temporary;

  private CloudCli product;
  private Sessionctl tool;

  @BeforeEach
  void create() throws IOException {
    product = new CloudCli(temporary.toRealPath().resolve("home"));
    tool = new Sessionctl(product.home());
  }

  /** As if the server had stopped an hour ago. */
  private void anHourAgo() throws IOException {
    try (Stream<Path> files = Files.list(product.sessions())) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
      }
    }
  }

  private List<Object> findings(String severity) throws IOException, InterruptedException {
    Commands.Result result = tool.run("verify", "-s", product.home().toString(), "-o", "json");
    List<Object> found = new ArrayList<>();
    for (Object each : JsonTree.list(JsonTree.object(result.out()).get("findings"))) {
      if (severity.equals(JsonTree.map(each).get("severity"))) {
        found.add(JsonTree.map(each).get("path"));
      }
    }
    return found;
  }

  private static long messages(Map<String, Object> loaded) {
    long messages = 0;
    for (Object session : loaded.values()) {
      messages += JsonTree.list(JsonTree.map(session).get("messages")).size();
    }
    return messages;
  }

  @Test
  void whatTheProductTearsIsFoundAndMended() throws Exception {
    Map<String, Object> told = product.run("turns", Integer.toString(CONVERSATIONS));
    long written = told.values().stream().mapToLong(count -> ((Number) count).longValue()).sum();
    anHourAgo();
    Map<String, Object> before = product.run("show");
    List<Object> errors = findings("error");
    assertThat(errors).as("what the product does not load").hasSize(CONVERSATIONS - before.size());

    tool.succeed("repair", "-s", product.home().toString(), "--yes");

    Map<String, Object> after = product.run("show");
    assertThat(after).hasSize(CONVERSATIONS);
    before.forEach((id, session) -> assertThat(after.get(id)).as(id).isEqualTo(session));
    assertThat(findings("error")).isEmpty();
    System.out.println("damaged files " + errors.size() + " of " + CONVERSATIONS + ", messages written " + written
        + ", loaded before " + messages(before) + ", after repair " + messages(after));
    // What no file holds any more is lost by the product: of each overlap at least the message that both wrote over.
    assertThat(messages(after)).isGreaterThanOrEqualTo(messages(before) + errors.size());
  }

  @Test
  void theProductReadsWhatIsLeft() throws Exception {
    product.run("turns", "12");
    anHourAgo();
    tool.run("repair", "-s", product.home().toString(), "--yes");
    Map<String, Object> before = product.run("show");
    Map<String, String> files = contents();

    Commands.Result compacted = tool.succeed("compact", "-s", product.home().toString(), "--yes");
    assertThat(product.run("show")).isEqualTo(before);
    Commands.Result evicted = tool.succeed("evict", "--max-sessions", "8", "--quiet-for", "1s", "-s",
        product.home().toString(), "--yes");
    Map<String, Object> rest = product.run("show");
    assertThat(rest).hasSize(8);
    rest.forEach((id, session) -> assertThat(before.get(id)).isEqualTo(session));
    tool.succeed("trash", "restore", run(evicted), "-s", product.home().toString(), "--yes");
    assertThat(product.run("show")).isEqualTo(before);
    tool.succeed("trash", "restore", run(compacted), "-s", product.home().toString(), "--yes");
    assertThat(contents()).isEqualTo(files);
  }

  private static String run(Commands.Result result) {
    int at = result.out().indexOf("run 20");
    return result.out().substring(at + 4, at + 33);
  }

  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(product.sessions())) {
      for (Path file : (Iterable<Path>) files::iterator) {
        contents.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return contents;
  }

  /** The operator says that nobody writes, and is wrong. */
  @Test
  void besideTheProductNothingIsLost() throws Exception {
    Path out = temporary.resolve("out");
    Path stop = temporary.resolve("stop");
    Process writer = product.start(out, "beside", "60", stop.toString());
    Map<String, Object> told;
    int changed = 0;
    try {
      while (!Commands.text(out).startsWith("started")) {
        assertThat(writer.isAlive()).describedAs(Commands.text(out)).isTrue();
        TimeUnit.MILLISECONDS.sleep(50);
      }
      for (int round = 0; round < 4; round++) {
        assertThat(findings("error")).as("false alarms").isEmpty();
        String[] change = round % 2 == 0 ? new String[] {"compact"}
            : new String[] {"evict", "--max-sessions", "50", "--max-delete", "100%"};
        List<String> command = new ArrayList<>(List.of(change));
        command.addAll(List.of("-s", product.home().toString(), "--yes", "--assume-offline", "--quiet-for", "1s"));
        Commands.Result result = tool.run(command.toArray(String[]::new));
        assertThat(result.code()).describedAs(result.all()).isIn(0, 3);
        changed += result.out().contains(" done,") ? 1 : 0;
      }
      Files.createFile(stop);
      assertThat(writer.waitFor(1, TimeUnit.MINUTES)).isTrue();
      String said = Commands.text(out);
      told = JsonTree.object(said.substring(said.indexOf('{')));
    } finally {
      Commands.end(writer, Duration.ZERO);
    }
    // What was evicted and not written since is in the trash; the rest is as the product left it.
    for (Object run : runs("evict")) {
      tool.run("trash", "restore", run.toString(), "-s", product.home().toString(), "--yes");
    }
    Map<String, Object> loaded = product.run("show");
    long missing = 0;
    long acknowledged = 0;
    for (Map.Entry<String, Object> session : told.entrySet()) {
      Object present = loaded.get(session.getKey());
      long there = present == null ? 0 : JsonTree.list(JsonTree.map(present).get("messages")).size();
      acknowledged += ((Number) session.getValue()).longValue();
      missing += Math.max(0, ((Number) session.getValue()).longValue() - there);
    }
    System.out.println("changes beside claudecodeui " + changed + ", messages acknowledged " + acknowledged
        + ", missing " + missing);
    assertThat(missing).isZero();
    assertThat(changed).isPositive();
  }

  private List<Object> runs(String command) throws IOException, InterruptedException {
    List<Object> runs = new ArrayList<>();
    for (Object each : JsonTree.list(JsonTree.object(
        tool.succeed("trash", "list", "-s", product.home().toString(), "-o", "json").out()).get("runs"))) {
      if (command.equals(JsonTree.map(each).get("command"))) {
        runs.add(JsonTree.map(each).get("run"));
      }
    }
    return runs;
  }
}
