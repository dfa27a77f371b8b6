package dev.sessionctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.sessionctl.storage.NoStoreException;
import dev.sessionctl.storage.SessionKind;
import dev.sessionctl.testing.CliHarness;
import dev.sessionctl.testing.FakeStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --watch} where there is no terminal. */
class WatchTest {

  @TempDir
  private Path home;
  private CliHarness cli;
  private FakeStore store;

  @BeforeEach
  void aStore() throws IOException {
    cli = new CliHarness(home);
    store = cli.format.create(home.resolve(".fake"), "one").add("b  two", SessionKind.MAIN, 0, 1);
  }

  /** Whoever reads what is printed: takes so many lines, and is gone then. */
  private static final class Reader extends OutputStream {
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final List<Runnable> afterEachLine;
    private int lines;

    Reader(List<Runnable> afterEachLine) {
      this.afterEachLine = afterEachLine;
    }

    @Override
    public void write(int b) throws IOException {
      if (lines == afterEachLine.size()) {
        throw new IOException("Broken pipe");
      }
      taken.write(b);
      if (b == '\n') {
        afterEachLine.get(lines++).run();
      }
    }

    String text() {
      return taken.toString(StandardCharsets.UTF_8);
    }
  }

  private static void nothing() {
    // Between two rounds nothing happens.
  }

  @Test
  void oneDocumentARound() throws IOException {
    Reader reader = new Reader(List.of(
        () -> store.add("c\n\"", SessionKind.CRON, 1, 2),
        () -> store.failure = new NoStoreException("gone"),
        () -> store.failure = null,
        WatchTest::nothing));
    cli.output = reader;
    CliHarness.Result result = cli.run("list", "--watch=1s", "-o", "jsonl");
    assertThat(result.code()).isEqualTo(ExitCode.BROKEN_PIPE);
    assertThat(result.err()).isEqualTo("sessionctl: gone\n");
    List<String> lines = reader.text().lines().toList();
    assertThat(lines).hasSize(4);
    for (String line : lines) {
      assertIsJson(line);
      assertThat(line).startsWith("{\"at\":\"2026-11-20T00:00:00.000Z\",\"schemaVersion\": 1,");
    }
    assertThat(lines.get(0)).contains("\"key\": \"b  two\"").contains("\"sessions\": 1");
    assertThat(lines.get(1)).contains("\"key\": \"c\\n\\\"\"").contains("\"sessions\": 2");
    assertThat(lines.get(2)).contains("\"complete\": false,\"exitCode\": 10").doesNotContain("\"sessions\"");
    assertThat(lines.get(3)).contains("\"sessions\": 2");
  }

  private static void assertIsJson(String line) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(line)) {
      int depth = 0;
      while (parser.nextToken() != null) {
        depth += parser.currentToken().isStructStart() ? 1 : parser.currentToken().isStructEnd() ? -1 : 0;
      }
      assertThat(depth).isZero();
    }
  }

  @Test
  void tablesFollowOneAnother() {
    List<Runnable> lines = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      lines.add(WatchTest::nothing);
    }
    Reader reader = new Reader(lines);
    cli.output = reader;
    assertThat(cli.run("list", "--watch=1s", "--utc", "--columns", "key").code()).isEqualTo(ExitCode.BROKEN_PIPE);
    assertThat(reader.text()).isEqualTo("""
        sessionctl list  every 1s  2026-11-20T00:00:00.000Z
        KEY
        b  two

        1 session, 1 B

        sessionctl list  every 1s  2026-11-20T00:00:00.000Z
        KEY
        """);
  }

  @Test
  void limitsAndOrderHold() {
    store.add("a", SessionKind.MAIN, 1, 1);
    Reader reader = new Reader(List.of(WatchTest::nothing));
    cli.output = reader;
    assertThat(cli.run("list", "-o", "jsonl", "--sort", "key", "--limit", "1", "--columns", "key", "--watch=1s").code())
        .isEqualTo(ExitCode.BROKEN_PIPE);
    assertThat(reader.text()).contains("\"sessions\": [{\"key\": \"a\"}]", "\"sessions\": 2");
    Reader stores = new Reader(List.of(WatchTest::nothing));
    cli.output = stores;
    assertThat(cli.run("stores", "-o", "jsonl", "--watch=1s").code()).isEqualTo(ExitCode.BROKEN_PIPE);
    assertThat(stores.text()).contains("\"command\": \"stores\"", "\"sessions\": 2");
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertThat(cli.run("list", "--watch", "-o", "csv").err()).contains("--watch shows table, wide or jsonl, not csv");
    assertThat(cli.run("list", "--watch=0s").err()).contains("a second at least");
    assertThat(cli.run("list", "--watch=5").code()).isEqualTo(ExitCode.USAGE);
    assertThat(cli.run("list", "--watch", "--ids-from", "-").err()).contains("again and again");
    assertThat(cli.run("list", "--watch", "--sort", "mud").err()).contains("cannot sort by 'mud'");
    assertThat(cli.run("list", "--watch", "-s", "nowhere").code()).isEqualTo(ExitCode.NO_STORE);
  }
}
