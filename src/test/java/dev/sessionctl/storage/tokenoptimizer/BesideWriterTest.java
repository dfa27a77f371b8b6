package dev.sessionctl.storage.tokenoptimizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.cli.Cli;
import dev.sessionctl.cli.CliContext;
import dev.sessionctl.cli.Terminal;
import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.system.SystemEnvironment;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashedEntry;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process with the plugin's habits at full speed, which remembers few of its sessions and reads the others from disk
 * again and again, while this one evicts, compacts and checks without any quiet time: nothing is captured twice, the
 * plugin sees no error, and every line that it wrote is in a manifest or in the trash, with its checkpoint.
 */
@Timeout(300)
class BesideWriterTest {

  private static final int SESSIONS = 40;
  private static final int REMEMBERED = 10;
  private static final int ROUNDS = 12;

  @TempDir
  private Path temporary;

  private final ConcurrentLinkedQueue<String> output = new ConcurrentLinkedQueue<>();
  private Path home;
  private Path root;

  @Test
  void nothingIsCapturedAgainAndNoLineIsLost() throws Exception {
    begin();
    Process writer = start(SESSIONS, PluginProcess.begin());
    int evictions = 0;
    int compactions = 0;
    try {
      for (int round = 0; round < ROUNDS; round++) {
        evictions += run("evict", "--max-sessions", "5", "--quiet-for", "0s", "--max-delete", "100%");
        compactions += run("compact", "--level", "trim", "--quiet-for", "0s");
        assertThat(damage()).isEmpty();
      }
      end(writer);
    } finally {
      writer.destroyForcibly();
    }
    String last = output.stream().reduce((one, other) -> other).orElseThrow();
    System.out.println("beside " + evictions + " evictions and " + compactions + " compactions: " + last);
    assertThat(last).contains(" again=0 errors=0 ");
    assertThat(evictions).isPositive();
    assertThat(compactions).isPositive();
    everyLineIsSomewhere();
  }

  /** kill -9 in the middle, then repair, then a gateway that starts anew. */
  @Test
  void afterKillAndRepairNothingIsCapturedAgain() throws Exception {
    begin();
    Set<String> captured = new HashSet<>();
    long clock = PluginProcess.begin();
    for (int round = 0; round < 8; round++) {
      output.clear();
      Process writer = start(SESSIONS, clock);
      while (output.size() < 60) {
        Thread.onSpinWait();
      }
      writer.destroyForcibly().waitFor();
      run("repair");
      assertThat(damage()).isEmpty();
      for (String line : output) {
        if (line.startsWith("+ ") && !line.contains(" compact ")) {
          assertThat(captured.add(line.split(" ")[1] + " " + line.split(" ")[2])).as(line).isTrue();
        }
      }
      clock += 1_000_000_000L;
    }
    assertThat(captured).hasSizeGreaterThan(50);
  }

  private void begin() throws IOException {
    home = Files.createDirectory(temporary.toRealPath().resolve("home"));
    root = home.resolve(".openclaw/token-optimizer");
  }

  private Process start(int sessions, long clock) throws Exception {
    Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx64m",
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
        PluginProcess.class.getName(), home.toString(), Integer.toString(sessions), Integer.toString(REMEMBERED),
        Long.toString(clock)).redirectErrorStream(true).start();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    assertThat(lines.readLine()).isEqualTo("started");
    for (int i = 0; i < 20; i++) {
      output.add(lines.readLine());
    }
    Thread reader = new Thread(() -> lines.lines().forEach(output::add));
    reader.setDaemon(true);
    reader.start();
    readers.add(reader);
    return process;
  }

  private final List<Thread> readers = new ArrayList<>();

  private void end(Process writer) throws Exception {
    writer.getOutputStream().write('\n');
    writer.getOutputStream().flush();
    assertThat(writer.waitFor()).isZero();
    for (Thread reader : readers) {
      reader.join();
    }
  }

  /** Runs a command; returns how many items it changed. */
  private int run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> line = new ArrayList<>(Arrays.asList(arguments));
    line.addAll(List.of("-s", root.toString(), "--yes", "-o", "jsonl"));
    Environment real = SystemEnvironment.create();
    int code = Cli.run(line.toArray(String[]::new), new CliContext(real, TokenOptimizer.formats(),
        new ByteArrayInputStream(new byte[0]), out, err, Terminal.NONE));
    assertThat(code).as(out + " " + err).isIn(0, 3);
    String[] lines = out.toString(StandardCharsets.UTF_8).split("\n");
    return Integer.parseInt(lines[lines.length - 1].split("\"done\":")[1].split(",")[0]);
  }

  /** What a check finds twice: the writer may have to wait long on a busy machine, in the middle of a write. */
  private List<Finding> damage() throws IOException {
    List<Finding> found = findings();
    return found.isEmpty() ? found : findings().stream().filter(found::contains).toList();
  }

  private List<Finding> findings() throws IOException {
    List<Finding> findings = new ArrayList<>();
    TokenOptimizer.formats().get(0).open(new StoreRef(TokenOptimizer.NAME, "plugin", root, null, null),
        SystemEnvironment.create()).check(CheckRequest.FULL, findings::add);
    return findings;
  }

  private void everyLineIsSomewhere() throws IOException {
    StorePaths paths = new StorePaths(root);
    Set<String> live = new HashSet<>();
    try (Stream<Path> files = Files.walk(paths.checkpoints())) {
      for (Path file : (Iterable<Path>) files.filter(path -> path.endsWith(StorePaths.MANIFEST))::iterator) {
        Files.readAllLines(file).forEach(text -> live.add(text.split("\"")[3]));
      }
    }
    for (String file : live) {
      assertThat(Path.of(file)).exists();
    }
    Set<String> kept = new HashSet<>();
    Set<String> keptLines = new HashSet<>();
    Trash trash = new Trash(paths.area());
    for (Trash.Run run : trash.runs()) {
      trash.read(run, new Trash.Visitor() {
        @Override
        public void entry(TrashedEntry entry) {
          throw new AssertionError("no entries here");
        }

        @Override
        public void file(TrashedFile file) throws IOException {
          if (Files.exists(file.kept()) && file.role().equals("checkpoint")) {
            kept.add(file.origin().toString());
          } else if (Files.exists(file.kept())) {
            Files.readAllLines(file.kept()).forEach(text -> keptLines.add(text.split("\"")[3]));
          }
        }
      });
    }
    int acknowledged = 0;
    for (String line : output) {
      if (line.startsWith("+ ")) {
        String file = line.split(" ", 4)[3];
        assertThat(live.contains(file) || keptLines.contains(file)).as("line of " + file).isTrue();
        assertThat(Files.exists(Path.of(file)) || kept.contains(file)).as("checkpoint " + file).isTrue();
        acknowledged++;
      }
    }
    assertThat(acknowledged).isGreaterThan(100);
  }
}
