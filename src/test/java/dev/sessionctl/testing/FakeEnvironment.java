package dev.sessionctl.testing;

import dev.sessionctl.storage.Courtesy;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileSystems;
import dev.sessionctl.storage.ProcessInfo;
import dev.sessionctl.storage.ProcessTable;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Surroundings that are the same in every run. */
public final class FakeEnvironment {

  /** 2026-11-20T00:00:00Z. */
  public static final long NOW = Instant.parse("2026-11-20T00:00:00Z").toEpochMilli();

  private FakeEnvironment() {}

  public static Environment of(Path home, Map<String, String> variables) {
    return of(home, variables, new SplittableRandom(1));
  }

  /** With a source of randomness that several runs share, so that their names differ. */
  public static Environment of(Path home, Map<String, String> variables, SplittableRandom random) {
    return new Environment(variables, Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC), ZoneOffset.UTC, home,
        home, home, 1000, new Processes(), new Disk(), (directory, files) -> { }, Courtesy.NONE, random);
  }

  /** A file system of 1 MB of which 100 kB are free. */
  private static final class Disk implements FileSystems {
    @Override
    public String type(Path path) {
      return "ext4";
    }

    @Override
    public long usableBytes(Path path) {
      return 100_000;
    }

    @Override
    public long totalBytes(Path path) {
      return 1_000_000;
    }
  }

  /** A machine on which nothing runs but the test. */
  private static final class Processes implements ProcessTable {
    private final ProcessInfo self = new ProcessInfo(4242, 1, List.of("sessionctl"), 1000, "");

    @Override
    public ProcessInfo self() {
      return self;
    }

    @Override
    public Optional<ProcessInfo> find(long pid) {
      return pid == self.pid() ? Optional.of(self) : Optional.empty();
    }

    @Override
    public List<ProcessInfo> all() {
      return List.of(self);
    }

    @Override
    public Optional<Map<String, String>> variables(long pid) {
      return Optional.empty();
    }

    @Override
    public boolean inContainer() {
      return false;
    }
  }
}
