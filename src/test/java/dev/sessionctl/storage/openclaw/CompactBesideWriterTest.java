package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.Compaction;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.system.SystemEnvironment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process appends to a transcript, and another writes the index, while this one compacts both over and over. */
@Timeout(120)
class CompactBesideWriterTest {

  private static final int TRIMS = 5;
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String KEY = "agent:main:main";
  private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f]{8})\"");

  @TempDir
  private Path temporary;

  @Test
  void noAcknowledgedLineIsLost() throws Exception {
    Environment environment = SystemEnvironment.create();
    Path sessions = Files.createDirectories(temporary.toRealPath().resolve("agents/main/sessions"));
    Path transcript = sessions.resolve("id-1.jsonl");
    Files.writeString(transcript, TranscriptFiles.HEADER + "\n", StandardCharsets.UTF_8);
    Files.writeString(sessions.resolve("sessions.json"), "{\n  \"" + KEY + "\": {\n    \"sessionId\": \"id-1\",\n"
        + "    \"skillsSnapshot\": {\n      \"prompt\": \"p\"\n    },\n    \"counter-" + KEY + "\": 0\n  }\n}",
        StandardCharsets.UTF_8);
    Process appender = start(TranscriptWriter.class, transcript.toString());
    Process writer = start(GatewayWriter.class, sessions.toString(), KEY);
    int trims = 0;
    List<String> said = new ArrayList<>();
    try {
      // On a busy machine the transcript may grow faster than it can be planned, and is then skipped every time.
      long end = System.nanoTime() + LIMIT.toNanos();
      while (trims < TRIMS && System.nanoTime() < end) {
        trims += compact(sessions, environment);
        assertThat(appender.isAlive() && writer.isAlive()).isTrue();
      }
      said.add(stop(appender));
      said.add(stop(writer));
    } finally {
      appender.destroyForcibly();
      writer.destroyForcibly();
    }
    System.out.println(trims + " trims beside: " + said);
    if (trims == 0) {
      assertThat(compact(sessions, environment)).isPositive();
    }
    assertThat(said).allMatch(text -> text.startsWith("acknowledged "));
    int acknowledged = Integer.parseInt(said.get(0).split(" ")[1]);
    String last = Files.readString(transcript, StandardCharsets.UTF_8);
    assertThat(last).startsWith(TranscriptFiles.HEADER + "\n");
    Set<String> ids = ids(last);
    assertThat(ids).contains(TranscriptWriter.id(acknowledged));
    try (Stream<Path> kept = Files.walk(AdminArea.besides(sessions).trash())) {
      for (Path file : (Iterable<Path>) kept.filter(Files::isRegularFile)::iterator) {
        ids.addAll(ids(Files.readString(file, StandardCharsets.UTF_8)));
      }
    }
    for (int i = 1; i <= acknowledged; i++) {
      assertThat(ids).contains(TranscriptWriter.id(i));
    }
    assertThat(Files.readString(sessions.resolve("sessions.json"), StandardCharsets.UTF_8))
        .contains("\"counter-" + KEY + "\": " + said.get(1).split(" ")[1] + "\n");
    try (Stream<Path> left = Files.list(sessions)) {
      assertThat(left.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder("id-1.jsonl",
          "sessions.json");
    }
  }

  private static Set<String> ids(String text) {
    Set<String> ids = new HashSet<>();
    Matcher matcher = ID.matcher(text);
    while (matcher.find()) {
      ids.add(matcher.group(1));
    }
    return ids;
  }

  /** The number of transcripts that were trimmed. */
  private static int compact(Path sessions, Environment environment) throws Exception {
    Store store = OpenClawStore.open(new StoreRef(OpenClawFormat.JSON, "A", sessions.resolve("sessions.json"), "main",
        null), environment);
    store.area().create();
    String run = RunId.next(environment);
    try (Change change = store.prepare(new Compaction(Compaction.Level.TRIM, null, 0, Duration.ZERO));
        JournalFile journal = JournalFile.begin(store.area(), run, "compact", store.ref().path(), environment)) {
      ChangeReport report = change.apply(
          new ApplyContext(run, journal, Duration.ofSeconds(10), ApplyContext.ProgressListener.NONE));
      journal.end("done");
      return (int) report.done();
    } catch (LockedException e) {
      return 0;
    }
  }

  private static Process start(Class<?> program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow(), "-Xmx64m",
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
        program.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
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
