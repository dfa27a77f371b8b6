package dev.sessionctl.storage.claudemem;

import dev.sessionctl.cli.Cli;
import dev.sessionctl.cli.CliContext;
import dev.sessionctl.cli.Terminal;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.sqlite.TestDatabase;
import dev.sessionctl.testing.FakeEnvironment;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.sqlite.JDBC;

/** Runs command lines on a database, in this process, and looks at what they left. */
final class MemRuns {

  /** What a command line came to. */
  record Result(int code, String out, String err) {
    /** The run that it names last. */
    String run() {
      int at = out.lastIndexOf("run 20");
      return out.substring(at + 4, at + 33);
    }
  }

  final Path path;
  /** Whether only 100 kB are free. */
  boolean small;
  private final SplittableRandom random = new SplittableRandom(7);

  MemRuns(Path path) {
    this.path = path;
  }

  /** Surroundings in which it is not known how much is free, but for a test that says so. */
  Environment environment() {
    Environment fake =
        FakeEnvironment.of(path.getParent().getParent(), Map.of("SESSIONCTL_CONFIG", "/dev/null"), random);
    return new Environment(fake.variables(), fake.clock(), fake.zone(), fake.home(), fake.workingDirectory(),
        fake.temporaryDirectory(), fake.userId(), fake.processes(), small ? fake.fileSystems() : place -> "ext4",
        fake.flusher(), fake.courtesy(), fake.random());
  }

  /** Runs a command line with {@code -s} and the database at its end. */
  Result run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("-s", path.toString()));
    int code = Cli.run(all.toArray(String[]::new), new CliContext(environment(), ClaudeMem.formats(),
        new ByteArrayInputStream(new byte[0]), out, err, Terminal.NONE));
    return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The first column of the first row. */
  long number(String sql) throws Exception {
    try (Connection connection = TestDatabase.open(path); Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getLong(1) : -1;
    }
  }

  String text(String sql) throws Exception {
    try (Connection connection = TestDatabase.open(path); Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.getString(1);
    }
  }

  void execute(String... statements) throws Exception {
    try (Connection connection = TestDatabase.open(path)) {
      TestDatabase.execute(connection, statements);
    }
  }

  /** Every row of the product's own tables, by table. */
  static Map<String, List<String>> rows(Path path) throws Exception {
    Map<String, List<String>> tables = new TreeMap<>();
    try (Connection connection = JDBC.createConnection(JDBC.PREFIX + path, new Properties());
        Statement names = connection.createStatement();
        ResultSet found = names.executeQuery("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE"
            + " '%_fts%' AND name NOT LIKE 'sqlite_%'")) {
      while (found.next()) {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
            ResultSet row = statement.executeQuery("SELECT * FROM " + found.getString(1))) {
          while (row.next()) {
            StringBuilder text = new StringBuilder();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
              Object value = row.getObject(i);
              text.append(value == null ? "" : value.getClass().getSimpleName()).append(':')
                  .append(value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value).append('|');
            }
            rows.add(text.toString());
          }
        }
        Collections.sort(rows);
        tables.put(found.getString(1), rows);
      }
    }
    return tables;
  }

  Map<String, List<String>> rows() throws Exception {
    return rows(path);
  }

  /** What the search index of a table finds. */
  long found(String table, String word) throws Exception {
    return number("SELECT count(*) FROM " + table + "_fts WHERE " + table + "_fts MATCH '" + word + "'");
  }

  /** Ids of findings of a full check but those of the place, the queue and free pages. */
  List<String> findings() throws IOException {
    List<String> ids = new ArrayList<>();
    new ClaudeMemStore(new dev.sessionctl.storage.StoreRef("claude-mem", "x", path, null, null), environment())
        .check(dev.sessionctl.storage.CheckRequest.FULL, finding -> ids.add(finding.id().replace("claude-mem.", "")));
    ids.removeIf(id -> id.startsWith("lock.will") || id.startsWith("queue.") || id.equals("file.free-space"));
    return ids;
  }

  /** Names of the files in the area of this tool. */
  List<String> area() throws IOException {
    if (!Files.exists(areaRoot())) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(areaRoot())) {
      return paths.filter(Files::isRegularFile).map(file -> areaRoot().relativize(file).toString()).sorted().toList();
    }
  }

  Path areaRoot() {
    return path.getParent().resolveSibling(".sessionctl");
  }

  /** The runs that have something in the trash, oldest first. */
  List<String> trashed() throws IOException {
    Path trash = areaRoot().resolve("trash");
    if (!Files.isDirectory(trash)) {
      return List.of();
    }
    try (Stream<Path> runs = Files.list(trash)) {
      return runs.map(run -> run.getFileName().toString()).sorted().toList();
    }
  }

  /** Rows of the product's tables in the database and in what runs set aside; those in both count once. */
  Map<String, List<String>> everything() throws Exception {
    Map<String, List<String>> all = rows();
    for (String run : trashed()) {
      Path file = areaRoot().resolve("trash").resolve(run).resolve(RowFile.NAME);
      rows(file).forEach((table, rows) -> {
        if (all.containsKey(table)) {
          Set<String> sum = new TreeSet<>(all.get(table));
          sum.addAll(rows);
          all.put(table, new ArrayList<>(sum));
        }
      });
    }
    return all;
  }
}
