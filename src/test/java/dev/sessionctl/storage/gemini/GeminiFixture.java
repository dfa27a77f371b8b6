package dev.sessionctl.storage.gemini;

import dev.sessionctl.cli.Cli;
import dev.sessionctl.cli.CliContext;
import dev.sessionctl.cli.Terminal;
import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.CheckSummary;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionVisitor;
import dev.sessionctl.storage.Severity;
import dev.sessionctl.storage.StoreRef;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A home with sessions as claudecodeui 1.34.0 writes them, and surroundings in which all files are at rest. */
final class GeminiFixture {

  /** When sessions of the fixture begin. */
  static final long BEGIN = Instant.parse("2026-05-01T10:00:00Z").toEpochMilli();
  private static final String ATTRIBUTES = "unix:dev,ino,mode,nlink,uid,gid,size,lastModifiedTime,ctime";

  private final FakeEnvironment fake;
  private long seed = 10_000;

  private GeminiFixture(FakeEnvironment fake) throws IOException {
    this.fake = fake;
    Files.createDirectories(directory());
    // Nothing the test writes may look as if somebody were still at it.
    fake.clock().set(System.currentTimeMillis() + 3_600_000);
    fake.variable("SESSIONCTL_CONFIG", "/dev/null");
  }

  /** An empty store in a home below a temporary directory. */
  static GeminiFixture in(Path temporary) throws IOException {
    return new GeminiFixture(FakeEnvironment.in(temporary));
  }

  FakeEnvironment fake() {
    return fake;
  }

  Path home() {
    return fake.home();
  }

  Path directory() {
    return Gemini.placeIn(fake.home());
  }

  StoreRef ref() {
    return new StoreRef(Gemini.NAME, "1.21-1.36", directory(), null, null);
  }

  GeminiStore open() {
    return new GeminiStore(ref(), fake.build(), millis -> {
      throw new AssertionError("nothing to wait for: all files are at rest");
    });
  }

  /** Writes a session under the name that the product gives it. */
  Path session(String id, int messages) throws IOException {
    return write(SafeName.of(id), text(id, messages));
  }

  Path write(String name, String text) throws IOException {
    return Files.writeString(directory().resolve(name), text, StandardCharsets.UTF_8);
  }

  /** What the product writes for a session with that many messages, a minute apart. */
  static String text(String id, int messages) {
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      entries.add(message(i));
    }
    return text(id, "/home/user/project", BEGIN, BEGIN + messages * 60_000L, entries);
  }

  static String text(String id, String project, long created, long active, List<String> messages) {
    String list = messages.isEmpty() ? "[]" : "[\n" + String.join(",\n", messages) + "\n  ]";
    return "{\n  \"id\": \"" + id + "\",\n  \"projectPath\": \"" + project + "\",\n  \"messages\": " + list
        + ",\n  \"createdAt\": \"" + iso(created) + "\",\n  \"lastActivity\": \"" + iso(active)
        + "\",\n  \"cliSessionId\": \"c-1\"\n}";
  }

  /** Messages with text, a tool call and its result in turn. */
  static String message(int number) {
    String time = iso(BEGIN + (number + 1) * 60_000L);
    return switch (number % 3) {
      case 0 -> "    {\n      \"role\": \"user\",\n      \"content\": \"question " + number
          + " with \\\"quotes\\\", тест and \\n a line\",\n      \"timestamp\": \"" + time + "\"\n    }";
      case 1 -> "    {\n      \"role\": \"assistant\",\n      \"content\": [\n"
          + "        {\n          \"type\": \"text\",\n"
          + "          \"text\": \"answer " + number + "\"\n        },\n        {\n          \"type\": \"tool_use\",\n"
          + "          \"id\": \"t" + number + "\",\n          \"name\": \"run\",\n          \"input\": {\n"
          + "            \"n\": 1.0\n          }\n        }\n      ],\n      \"timestamp\": \"" + time + "\"\n    }";
      default -> "    {\n      \"role\": \"user\",\n      \"content\": [\n"
          + "        {\n          \"type\": \"tool_result\",\n"
          + "          \"tool_use_id\": \"t" + (number - 1) + "\",\n          \"content\": \"result " + number
          + "\",\n          \"is_error\": false\n        }\n      ],\n      \"timestamp\": \"" + time + "\"\n    }";
    };
  }

  static String iso(long millis) {
    String text = Instant.ofEpochMilli(millis).toString();
    return text.length() == 24 ? text : text.substring(0, 19) + ".000Z";
  }

  /** The file that two overlapping writes of a shorter and a longer document leave. */
  static byte[] overlapped(String shorter, String longer) {
    byte[] first = shorter.getBytes(StandardCharsets.UTF_8);
    byte[] second = longer.getBytes(StandardCharsets.UTF_8);
    byte[] both = Arrays.copyOf(first, Math.max(first.length, second.length));
    System.arraycopy(second, first.length, both, first.length, Math.max(0, second.length - first.length));
    return both;
  }

  /** The sessions of a scan, and what could not be read. */
  record Scan(List<Session> sessions, List<String> problems, boolean complete) {
    Session only(String key) {
      List<Session> found = sessions.stream().filter(session -> session.key().equals(key)).toList();
      if (found.size() != 1) {
        throw new AssertionError(found.size() + " of " + key + " in " + sessions);
      }
      return found.get(0);
    }
  }

  Scan scan(ScanRequest request) throws IOException {
    List<Session> sessions = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    boolean complete = open().scan(request, new SessionVisitor() {
      @Override
      public void session(Session session) {
        sessions.add(session);
      }

      @Override
      public void problem(Path path, String message) {
        problems.add(path.getFileName() + ": " + message);
      }
    });
    return new Scan(sessions, problems, complete);
  }

  /** The outcome of one check. */
  record Outcome(List<Finding> findings, CheckSummary summary) {
    List<String> ids() {
      return findings.stream().map(Finding::id).sorted().toList();
    }

    /** What is more than worth knowing. */
    List<String> problems() {
      return findings.stream().filter(finding -> finding.severity() != Severity.INFO).map(Finding::id).sorted()
          .toList();
    }

    List<Finding> of(Flaw flaw) {
      return findings.stream().filter(finding -> finding.id().equals(flaw.id())).toList();
    }
  }

  Outcome check(int level) throws IOException {
    List<Finding> findings = new ArrayList<>();
    CheckSummary summary = open().check(new CheckRequest(level, 100, 0, null), findings::add);
    return new Outcome(findings, summary);
  }

  /** What a command line came to. */
  record Result(int code, String out, String err) {}

  Result run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    CliContext context = new CliContext(fake.seed(seed++).build(), Gemini.formats(),
        new ByteArrayInputStream(new byte[0]), out, err, Terminal.NONE);
    int code = Cli.run(args, context);
    return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Names and contents of all files directly in the store. */
  Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> paths = Files.list(directory())) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        contents.put(path.getFileName().toString(), Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
            ? new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1) : "");
      }
    }
    return contents;
  }

  /** Everything below the home: names, inodes, modes, sizes, times and contents. */
  Map<String, String> snapshot() throws IOException {
    Map<String, String> snapshot = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(home())) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        String content = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
            ? new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1) : "";
        snapshot.put(home().relativize(path).toString(),
            new TreeMap<>(Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS)) + " " + content);
      }
    }
    return snapshot;
  }
}
