package dev.sessionctl.storage.tokenoptimizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.backup.BackupTrial;
import dev.sessionctl.storage.backup.Manifest;
import dev.sessionctl.storage.system.SystemEnvironment;
import dev.sessionctl.testing.JavaCommand;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process with the plugin's habits captures at full speed while backups are made: each capture that it had reported
 * before one began is in it, with its line, which names the file where that was brought back.
 */
@Timeout(180)
class BackupBesideWriterTest {

  private static final int ROUNDS = 5;

  @TempDir
  private Path temporary;

  @Test
  void everyCaptureIsInIt() throws Exception {
    Path home = Files.createDirectory(temporary.toRealPath().resolve("home"));
    BackupTrial trial = new BackupTrial(home, temporary.toRealPath(), SystemEnvironment.create());
    Path root = home.resolve(".openclaw/token-optimizer");
    StoreRef ref = new StoreRef(TokenOptimizer.NAME, "plugin", root, null, null);
    ConcurrentLinkedQueue<String> output = new ConcurrentLinkedQueue<>();
    Process writer = new ProcessBuilder(JavaCommand.of(PluginProcess.class, List.of("-Xmx64m"), List.of(home.toString(),
        "40", "10", Long.toString(PluginProcess.begin())))).redirectErrorStream(true).start();
    try {
      BufferedReader lines = new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8));
      assertThat(lines.readLine()).isEqualTo("started");
      for (int i = 0; i < 20; i++) {
        output.add(lines.readLine());
      }
      Thread reader = new Thread(() -> lines.lines().forEach(output::add));
      reader.setDaemon(true);
      reader.start();
      for (int round = 0; round < ROUNDS; round++) {
        List<String> captured = output.stream().filter(line -> line.startsWith("+ "))
            .map(line -> line.split(" ", 4)[3]).toList();
        Manifest manifest = trial.create("round" + round, ref);
        assertThat(manifest.notTaken()).isEmpty();
        StoreRef back = trial.restore("round" + round).get(0);
        for (String file : captured) {
          Path kept = trial.restored("round" + round).resolve(home.relativize(Path.of(file)));
          assertThat(kept).exists();
          assertThat(Files.readString(kept.resolveSibling(StorePaths.MANIFEST))).contains("\"" + kept + "\"");
        }
        // A capture that was under way: its checkpoint has no line yet, the first of a session no manifest, or the
        // record is not of the newest of them.
        assertThat(trial.findings(back)).extracting(Finding::id)
            .filteredOn(id -> !id.startsWith("token-optimizer.checkpoint") && !id.startsWith("token-optimizer.state")
                && !id.equals("token-optimizer.manifest.missing"))
            .isEmpty();
      }
      writer.getOutputStream().write('\n');
      writer.getOutputStream().flush();
      assertThat(writer.waitFor()).isZero();
      reader.join();
    } finally {
      writer.destroyForcibly();
    }
    assertThat(output.stream().reduce((one, other) -> other).orElseThrow()).contains(" errors=0 ");
  }
}
