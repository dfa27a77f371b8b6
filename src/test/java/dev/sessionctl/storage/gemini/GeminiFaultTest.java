package dev.sessionctl.storage.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.plan.ChangePipeline;
import dev.sessionctl.plan.ChangeSettings;
import dev.sessionctl.plan.Confirmation;
import dev.sessionctl.plan.Outcome;
import dev.sessionctl.plan.PlanReporter;
import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext.ProgressListener;
import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.Compaction;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.change.Repair;
import dev.sessionctl.storage.change.Restoration;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.faults.FaultPlan;
import dev.sessionctl.storage.faults.FaultyFileSystem;
import dev.sessionctl.storage.faults.SimulatedCrash;
import dev.sessionctl.storage.files.TemporaryNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every changing command, interrupted at its first, second, … operation on files in several ways: every message is
 * still there, every file that was whole is whole, and the next run ends where one that was not interrupted ends.
 */
@Timeout(240)
class GeminiFaultTest {

  private static final Set<FaultPlan.Kind> KINDS = EnumSet.of(FaultPlan.Kind.ENOSPC, FaultPlan.Kind.READ_ONLY,
      FaultPlan.Kind.CRASH, FaultPlan.Kind.TORN_CRASH);

  private Path base;
  private int runs;

  @BeforeEach
  void createBase() throws IOException {
    Path memory = Path.of("/dev/shm");
    base = (Files.isWritable(memory) ? Files.createTempDirectory(memory, "sessionctl-faults")
        : Files.createTempDirectory("sessionctl-faults")).toRealPath();
  }

  @AfterEach
  void removeBase() throws IOException {
    DurableFiles.deleteTree(base);
  }

  @ParameterizedTest
  @ValueSource(strings = {"evict", "compact", "repair", "trash restore"})
  void everyInterruptionLosesNothing(String command) throws IOException {
    Path whole = build("whole", command);
    String evicted = evictedFirst(whole, command);
    change(whole, request(command, evicted));
    Map<String, String> expected = contents(whole);
    List<String> failures = new ArrayList<>();
    int points = 0;
    for (FaultPlan.Kind kind : KINDS) {
      boolean fired = true;
      for (int n = 1; fired && n < 1_000; n++) {
        Path directory = build(kind + "-" + n, command);
        FaultPlan plan = new FaultPlan(kind, n);
        try {
          interrupted(directory, command, plan, expected);
        } catch (AssertionError | IOException | RuntimeException e) {
          failures.add(plan + ": " + e);
        }
        fired = plan.fired();
        points += fired ? 1 : 0;
        DurableFiles.deleteTree(base.resolve(kind + "-" + n));
      }
    }
    assertThat(failures).as(failures.size() + " failures").isEmpty();
    assertThat(points).isGreaterThan(40);
    System.out.println("fault points of " + command + " of gemini: " + points);
  }

  private void interrupted(Path directory, String command, FaultPlan plan, Map<String, String> expected)
      throws IOException {
    String evicted = evictedFirst(directory, command);
    final Map<String, Set<String>> before = messages(directory);
    final Set<String> sound = sound(directory);
    FaultyFileSystem files = new FaultyFileSystem(plan);
    try {
      change(files.wrap(directory), request(command, evicted));
      assertThat(files.leaked()).as("left open").isEmpty();
    } catch (SimulatedCrash e) {
      files.closeAll();
    } catch (IOException e) {
      assertThat(files.leaked()).as("left open after " + e).isEmpty();
    }
    assertKept(directory, before);
    Set<String> now = sound(directory);
    try (Stream<Path> present = Files.list(directory)) {
      for (Path file : (Iterable<Path>) present::iterator) {
        String name = file.getFileName().toString();
        assertThat(!sound.contains(name) || now.contains(name)).as("whole: " + name).isTrue();
      }
    }
    try {
      change(directory, request(command, evicted));
    } catch (StoreException e) {
      // Everything was back already.
      assertThat(command).isEqualTo("trash restore");
    }
    assertKept(directory, before);
    assertThat(contents(directory)).isEqualTo(expected);
    for (RunRecord run : JournalFile.readAll(AdminArea.besides(directory))) {
      assertThat(run.finished()).as(run.toString()).isTrue();
    }
  }

  /** The run that a restoration puts back, or null. */
  private String evictedFirst(Path directory, String command) throws IOException {
    if (!command.equals("trash restore")) {
      return null;
    }
    change(directory, request("evict", null));
    List<RunRecord> journals = JournalFile.readAll(AdminArea.besides(directory));
    return journals.get(journals.size() - 1).runId();
  }

  private static ChangeRequest request(String command, String run) {
    return switch (command) {
      case "evict" -> new Eviction(Stream.of("a", "b", "c").map(key ->
          new PlanItem(key, null, Eviction.EVICT, "asked", 1)).toList(), Set.of(), null, Duration.ZERO, List.of());
      case "compact" -> new Compaction(Compaction.Level.LOSSLESS, null, 0, Duration.ZERO);
      case "repair" -> new Repair(Set.of(), Set.of(), false);
      default -> new Restoration(run, Set.of());
    };
  }

  private static Path build(Path directory, Map<String, byte[]> files) throws IOException {
    Files.createDirectories(directory);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Files.write(directory.resolve(file.getKey()), file.getValue());
    }
    return directory;
  }

  private Path build(String name, String command) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    for (String id : List.of("a", "b", "c", "d")) {
      files.put(id + ".json", GeminiFixture.text(id, 3).getBytes(UTF_8));
    }
    if (command.equals("compact")) {
      files.put("d (copy).json", GeminiFixture.text("d", 5).getBytes(UTF_8));
      files.put("other name.json", GeminiFixture.text("e", 2).getBytes(UTF_8));
    }
    if (command.equals("repair")) {
      files.put("f.json", GeminiFixture.overlapped(GeminiFixture.text("f", 3), GeminiFixture.text("f", 6)));
      String torn = GeminiFixture.text("g", 5);
      files.put("g.json", torn.substring(0, torn.length() - 300).getBytes(UTF_8));
      files.put("h.json", new byte[0]);
    }
    return build(base.resolve(name).resolve(".gemini").resolve("sessions"), files);
  }

  private Outcome change(Path directory, ChangeRequest request) throws IOException {
    runs++;
    FakeEnvironment fake = FakeEnvironment.in(base.resolve("surroundings")).seed(runs);
    fake.processes().self(5_000 + runs, 70 + runs, fake.processes().self().userId(), List.of("java"));
    // Later than the files are, so that nothing is being written and everything had time to settle.
    fake.clock().set(System.currentTimeMillis() + runs * 3_600_000L);
    ChangeSettings settings = new ChangeSettings(fake.build(), false, false, true, new GateOptions(true, null),
        Duration.ZERO, ProgressListener.NONE);
    GeminiStore store = new GeminiStore(new StoreRef(Gemini.NAME, "", directory, null, null), fake.build(),
        millis -> { });
    return new ChangePipeline(settings, new Silent(), new Nobody()).run(store, request, new ArrayList<>());
  }

  private static Map<String, String> contents(Path directory) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        assertThat(TemporaryNames.isTemporary(file.getFileName().toString())).as(file.toString()).isFalse();
        contents.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return contents;
  }

  /** Names of files that the product would load. */
  private static Set<String> sound(Path directory) throws IOException {
    Set<String> names = new HashSet<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        try (FileChannel channel = FileChannel.open(file)) {
          if (SafeName.isRead(file.getFileName().toString())
              && SessionParser.parse(channel).condition == SessionDocument.Condition.SOUND) {
            names.add(file.getFileName().toString());
          }
        }
      }
    }
    return names;
  }

  /** The messages of each id that stand whole anywhere in the store or in what was set aside. */
  private static Map<String, Set<String>> messages(Path directory) throws IOException {
    Map<String, Set<String>> found = new HashMap<>();
    try (Stream<Path> files = Files.walk(directory.getParent())) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        boolean data = SafeName.isRead(file.getFileName().toString()) || file.getParent().endsWith("files");
        if (!data) {
          continue;
        }
        try (FileChannel channel = FileChannel.open(file)) {
          Set<String> texts = new HashSet<>();
          Salvage salvage = Salvage.of(channel);
          for (Salvage.Part part : salvage.first()) {
            texts.add(minified(channel, part));
          }
          for (Salvage.Part part : salvage.recovered()) {
            texts.add(minified(channel, part));
          }
          if (salvage.document().id != null) {
            found.computeIfAbsent(salvage.document().id, id -> new HashSet<>()).addAll(texts);
          }
        }
      }
    }
    return found;
  }

  private static String minified(FileChannel channel, Salvage.Part part) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonStyle.MINIFIED.write(new JsonScanner(channel, part.start(), part.end()), out, 0);
    return out.toString(UTF_8);
  }

  private static void assertKept(Path directory, Map<String, Set<String>> before) throws IOException {
    Map<String, Set<String>> now = messages(directory);
    before.forEach((id, texts) -> assertThat(now.getOrDefault(id, Set.of())).as(id).containsAll(texts));
  }

  private record Silent() implements PlanReporter {
    @Override
    public void plan(String runId, StoreRef store, ChangePlan plan, List<String> notices) {}

    @Override
    public void note(String line) {}

    @Override
    public void summary(String runId, ChangePlan plan, ChangeReport report, Outcome outcome) {}

    @Override
    public void failure(String message, int exitCode) {}
  }

  private record Nobody() implements Confirmation {
    @Override
    public boolean canAsk() {
      return false;
    }

    @Override
    public boolean ask(String question) {
      return false;
    }
  }
}
