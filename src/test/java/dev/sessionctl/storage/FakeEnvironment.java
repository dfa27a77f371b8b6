package dev.sessionctl.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Surroundings for a test, below one temporary directory: {@code home}, {@code work} and {@code tmp} exist, no
 * variable but {@code HOME} is set, the clock stands at {@link #START}, the process table holds this program
 * only, every path lies on ext4, and files are flushed one by one. The user id is the real one, since the files
 * of a test are.
 *
 * <pre>
 * FakeEnvironment fake = FakeEnvironment.in(temporary).variable("OPENCLAW_STATE_DIR", "/x");
 * fake.processes().add(20, 5, "openclaw-gateway");
 * Environment environment = fake.build();
 * fake.clock().advance(Duration.ofSeconds(31));
 * </pre>
 */
public final class FakeEnvironment {

  /** Where the clock stands at first: 2026-11-20T10:00:00.000Z. */
  public static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

  private final Path root;
  private final Map<String, String> variables = new LinkedHashMap<>();
  private final FakeClock clock = new FakeClock(START.toEpochMilli());
  private final FakeProcessTable processes;
  private final Map<Path, String> types = new LinkedHashMap<>();
  private ZoneId zone = ZoneId.of("Europe/Istanbul");
  private long userId;
  private String type = "ext4";
  private long usableBytes = -1;
  private long totalBytes = -1;
  private BulkFlusher flusher = FakeEnvironment::forceEach;
  private Courtesy courtesy = Courtesy.NONE;
  private long seed = 1;

  private FakeEnvironment(Path root) {
    this.root = root;
    try {
      for (String name : List.of("home", "work", "tmp")) {
        Files.createDirectories(root.resolve(name));
      }
      userId = ((Integer) Files.getAttribute(root, "unix:uid", LinkOption.NOFOLLOW_LINKS)).longValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    processes = new FakeProcessTable(userId);
    variables.put("HOME", home().toString());
  }

  /** Surroundings below a temporary directory of the test. */
  public static FakeEnvironment in(Path directory) {
    return new FakeEnvironment(directory.toAbsolutePath().normalize());
  }

  /** Sets a variable, or with null unsets it. */
  public FakeEnvironment variable(String name, String value) {
    if (value == null) {
      variables.remove(name);
    } else {
      variables.put(name, value);
    }
    return this;
  }

  public FakeEnvironment zone(String id) {
    zone = ZoneId.of(id);
    return this;
  }

  /** The effective user id; the process table's own process keeps its own. */
  public FakeEnvironment userId(long id) {
    userId = id;
    return this;
  }

  /** The file system type of every path without one of its own. */
  public FakeEnvironment fileSystem(String name) {
    type = name;
    return this;
  }

  /** The file system type at and below a path; the rule given last wins. */
  public FakeEnvironment fileSystem(Path path, String name) {
    types.put(path.toAbsolutePath().normalize(), name);
    return this;
  }

  /** How full every file system is; unknown without. */
  public FakeEnvironment space(long usable, long total) {
    usableBytes = usable;
    totalBytes = total;
    return this;
  }

  public FakeEnvironment flusher(BulkFlusher value) {
    flusher = value;
    return this;
  }

  public FakeEnvironment courtesy(Courtesy value) {
    courtesy = value;
    return this;
  }

  public FakeEnvironment seed(long value) {
    seed = value;
    return this;
  }

  public FakeClock clock() {
    return clock;
  }

  public FakeProcessTable processes() {
    return processes;
  }

  public Path home() {
    return root.resolve("home");
  }

  public Path workingDirectory() {
    return root.resolve("work");
  }

  public Path temporaryDirectory() {
    return root.resolve("tmp");
  }

  /** The environment; the clock and the process table stay this object's, all else is as it is now. */
  public Environment build() {
    Map<Path, String> fileSystems = new LinkedHashMap<>(types);
    String otherwise = type;
    return new Environment(Map.copyOf(variables), clock, zone, home(), workingDirectory(), temporaryDirectory(),
        userId, processes, new Disks(fileSystems, otherwise, usableBytes, totalBytes), flusher, courtesy,
        new SplittableRandom(seed));
  }

  /** File systems as they were when the environment was built. */
  private record Disks(Map<Path, String> types, String otherwise, long usable, long total) implements FileSystems {
    @Override
    public String type(Path path) {
      return typeOf(path, types, otherwise);
    }

    @Override
    public long usableBytes(Path path) {
      return usable;
    }

    @Override
    public long totalBytes(Path path) {
      return total;
    }
  }

  private static String typeOf(Path path, Map<Path, String> types, String otherwise) {
    String found = otherwise;
    for (Map.Entry<Path, String> rule : types.entrySet()) {
      if (path.toAbsolutePath().normalize().startsWith(rule.getKey())) {
        found = rule.getValue();
      }
    }
    return found;
  }

  private static void forceEach(Path directory, List<Path> files) throws IOException {
    for (Path file : files) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
