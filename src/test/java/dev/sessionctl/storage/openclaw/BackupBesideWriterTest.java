package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.backup.BackupTrial;
import dev.sessionctl.storage.backup.Manifest;
import dev.sessionctl.storage.system.SystemEnvironment;
import dev.sessionctl.testing.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes with the gateway's lock protocol write index, or entries, and a transcript at full speed while backups
 * are made: what stood on disk before each began is in it, it comes back whole, and the gateway never waits for it.
 */
@Timeout(180)
class BackupBesideWriterTest {

  private static final int ROUNDS = 12;
  private static final String KEY = "agent:main:main";
  private static final Pattern COUNTER = Pattern.compile("\"counter-" + KEY + "\": (\\d+)");
  private static final Pattern ROW = Pattern.compile("\"id\":\"([0-9a-f]{8})\"");

  @TempDir
  private Path temporary;
  private Path home;
  private Path sessions;

  private void begin() throws IOException {
    home = Files.createDirectories(temporary.toRealPath().resolve("home"));
    sessions = Files.createDirectories(home.resolve(".openclaw/agents/main/sessions"));
    Files.writeString(sessions.resolve("id-1.jsonl"), OpenClawFixture.header("id-1"));
  }

  private static String entry(Path transcript) {
    return "{\n    \"sessionId\": \"id-1\",\n    \"updatedAt\": 1795143600000,\n    \"sessionFile\": \"" + transcript
        + "\",\n    \"counter-" + KEY + "\": 0\n  }";
  }

  @Test
  void indexAndTranscript() throws Exception {
    begin();
    Path index = sessions.resolve("sessions.json");
    Files.writeString(index, "{\n  \"" + KEY + "\": " + entry(sessions.resolve("id-1.jsonl")) + "\n}");
    beside(new StoreRef(OpenClawFormat.JSON, "A", index, "main", null), index);
  }

  @Test
  void entriesInADirectory() throws Exception {
    begin();
    Path directory = Files.createDirectory(sessions.resolve("sessions.d"));
    Path file = directory.resolve(KEY.replace(":", "%3A") + ".json");
    Files.writeString(file, entry(sessions.resolve("id-1.jsonl")));
    beside(new StoreRef(OpenClawFormat.DIRECTORY, "A", directory, "main", null), file);
  }

  private void beside(StoreRef ref, Path counted) throws Exception {
    Environment environment = SystemEnvironment.create();
    BackupTrial trial = new BackupTrial(home, temporary.toRealPath(), environment);
    Path transcript = sessions.resolve("id-1.jsonl");
    Process appender = start(TranscriptWriter.class, transcript.toString());
    Process writer = start(GatewayWriter.class, sessions.toString(), KEY);
    List<String> said = new ArrayList<>();
    int grown = 0;
    try {
      for (int round = 0; round < ROUNDS; round++) {
        long rows = awaitMore(transcript);
        long count = awaitMore(counted);
        String name = "round" + round;
        Manifest manifest = trial.create(name, ref);
        assertThat(manifest.notTaken()).isEmpty();
        grown += manifest.changed().size();

        StoreRef back = trial.restore(name).get(0);
        Path root = back.path().startsWith(trial.restored(name)) ? trial.restored(name) : null;
        Path there = root.resolve(home.relativize(sessions));
        assertThat(counter(root.resolve(home.relativize(counted)))).isGreaterThanOrEqualTo(count);
        assertThat(rows(there.resolve("id-1.jsonl"))).isGreaterThanOrEqualTo(rows);
        assertThat(Files.readString(root.resolve(home.relativize(counted))))
            .contains(there.resolve("id-1.jsonl").toString());
        assertThat(Files.readString(there.resolve("id-1.jsonl"))).endsWith("}\n");
        assertThat(there.resolve("sessions.json.lock")).doesNotExist();
        // The directories of a test are open to others.
        assertThat(trial.findings(back)).extracting(Finding::id)
            .filteredOn(id -> !id.startsWith("openclaw.mode")).isEmpty();
        assertThat(appender.isAlive() && writer.isAlive()).isTrue();
      }
      said.add(stop(appender));
      said.add(stop(writer));
    } finally {
      appender.destroyForcibly();
      writer.destroyForcibly();
    }
    System.out.println(ROUNDS + " backups, " + grown + " changes meanwhile, beside " + said);
    assertThat(said).allMatch(text -> text.startsWith("acknowledged "));
  }

  /** How far a writer is, once it has written some more; so that each backup is made beside writers at work. */
  private static long awaitMore(Path file) throws IOException {
    long before = file.toString().endsWith("l") ? rows(file) : counter(file);
    long now = before;
    while (now < before + 5) {
      Thread.onSpinWait();
      now = file.toString().endsWith("l") ? rows(file) : counter(file);
    }
    return now;
  }

  private static long counter(Path file) throws IOException {
    Matcher matcher = COUNTER.matcher(Files.readString(file, StandardCharsets.UTF_8));
    assertThat(matcher.find()).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  /** The number of the last complete row, of which every one before must be there. */
  private static long rows(Path transcript) throws IOException {
    String text = Files.readString(transcript, StandardCharsets.UTF_8);
    text = text.substring(0, text.lastIndexOf('\n') + 1);
    Matcher matcher = ROW.matcher(text.substring(text.indexOf('\n') + 1));
    long last = 0;
    while (matcher.find()) {
      assertThat(Long.parseLong(matcher.group(1), 16)).isEqualTo(++last);
    }
    return last;
  }

  private static Process start(Class<?> program, String... arguments) throws IOException {
    return new ProcessBuilder(JavaCommand.of(program, List.of("-Xmx64m"), List.of(arguments)))
        .redirectErrorStream(true).start();
  }

  private static String stop(Process process) throws Exception {
    if (process.isAlive()) {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
    }
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String output = reader.lines().filter(line -> !line.equals("started")).collect(Collectors.joining("; "));
      assertThat(process.waitFor()).as(output).isZero();
      return output;
    }
  }
}
