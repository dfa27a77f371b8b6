package dev.sessionctl.storage.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.testing.FakeEnvironment;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** A store of no product: a directory with files. */
public final class StoreOfFiles {

  private final Path directory;
  private final AdminArea area;
  private Environment environment;
  private SessionHold.Taker holds = SessionHold.Taker.NONE;
  private long deadline = Long.MAX_VALUE;

  /** A store in a directory {@code store}, which is created unless it is there. */
  public StoreOfFiles(Path base) throws IOException {
    directory = base.resolve("store");
    if (!Files.exists(directory)) {
      Files.createDirectory(directory);
    }
    area = AdminArea.besides(directory);
    environment = FakeEnvironment.of(base, Map.of());
  }

  public Path directory() {
    return directory;
  }

  public AdminArea area() {
    return area;
  }

  public Environment environment() {
    return environment;
  }

  public void holdBy(SessionHold.Taker taker) {
    holds = taker;
  }

  /** Lets the time be over when the clock was read that often. */
  public void overAfter(int reads) {
    int[] count = {0};
    Clock clock = new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return Instant.ofEpochMilli(FakeEnvironment.NOW + (count[0]++ < reads ? 0 : 1));
      }
    };
    Environment old = environment;
    environment = new Environment(old.variables(), clock, old.zones(), old.home(), old.workingDirectory(),
        old.temporaryDirectory(), old.userId(), old.processes(), old.fileSystems(), old.flusher(), old.courtesy(),
        old.random());
    deadline = FakeEnvironment.NOW + 1;
  }

  public Path write(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }

  public PlanItem item(String key, Path path) throws IOException {
    return new PlanItem(key, path, "change", "a test wants it",
        Files.exists(path) ? FileIdentity.of(path).size() : 0);
  }

  public SetAside.Part part(Path path) throws IOException {
    return new SetAside.Part("file", path, FileIdentity.of(path));
  }

  public SetAside aside(String key, Path first, Path... more) throws IOException {
    List<SetAside.Part> parts = new java.util.ArrayList<>(List.of(part(first)));
    for (Path path : more) {
      parts.add(part(path));
    }
    return new SetAside(item(key, first), parts);
  }

  public Rewriting upperCase(String key, Path path, Rewriting.ModifiedTime time) throws IOException {
    FileIdentity identity = FileIdentity.of(path);
    return new Rewriting(item(key, path), "file", identity, identity.size(), time, (source, out) -> {
      String text = new String(Channels.newInputStream(source).readAllBytes(), UTF_8);
      out.write(text.toUpperCase(Locale.ROOT).getBytes(UTF_8));
    });
  }

  public ChangeReport apply(List<FileStep> steps) throws IOException {
    StoreRef ref = new StoreRef("files", "", directory, null, null);
    return apply(new FileChange("test", ref, area, environment, options -> Gate.OPEN, holds,
        new FilePlan("test", steps, List.of(), List.of())));
  }

  /** Applies a change as a run of its own. */
  public ChangeReport apply(Change prepared) throws IOException {
    area.create();
    String runId = RunId.next(environment);
    try (Change change = prepared;
        JournalFile journal = JournalFile.begin(area, runId, "test", directory, environment)) {
      ChangeReport report = change.apply(new ApplyContext(runId, journal, Duration.ZERO,
          ApplyContext.ProgressListener.NONE, deadline));
      journal.end("done");
      return report;
    }
  }

  /** Recovers what was interrupted, as the next run would. */
  public void recover() throws IOException {
    for (RunRecord run : JournalFile.readAll(area)) {
      if (!run.finished()) {
        try (JournalFile journal = JournalFile.resume(run, environment)) {
          new FileRecovery(area, List.of(directory), holds).recover(run, new ApplyContext(run.runId(), journal,
              Duration.ZERO, ApplyContext.ProgressListener.NONE));
          journal.end("recovered");
        }
      }
    }
  }

  /** Names of files in the store that only an unfinished run has. */
  public List<String> leftOvers() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(path -> path.getFileName().toString()).filter(TemporaryNames::isTemporary).toList();
    }
  }
}
