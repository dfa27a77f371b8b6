package dev.sessionctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.SessionKind;
import dev.sessionctl.testing.CliHarness;
import dev.sessionctl.testing.CliHarness.Result;
import dev.sessionctl.testing.FakeStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListCommandTest {

  private static final long DAY = 86_400_000L;

  @TempDir
  private Path home;
  private CliHarness cli;
  private FakeStore store;

  @BeforeEach
  void aStore() throws IOException {
    cli = new CliHarness(home);
    store = cli.format.create(home.resolve(".fake"), "one");
    store.add("agent:main:main", SessionKind.MAIN, DAY, 1000)
        .add("agent:main:cron:1", SessionKind.CRON, 40 * DAY, 3_000_000, "relocated")
        .add("agent:main:direct:x", SessionKind.DIRECT, -1, 500);
  }

  @Test
  void table() {
    Result result = cli.run("list");
    assertThat(result.code()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).isEqualTo("""
        KEY                  KIND    LAST-ACTIVITY  TOKENS    BYTES  STATE
        agent:main:main      main               1d     100   1000 B  idle
        agent:main:cron:1    cron               5w     100  2.9 MiB  idle (relocated)
        agent:main:direct:x  direct              -     100    500 B  idle

        3 sessions, 2.9 MiB
        """);
  }

  @Test
  void jsonDocument() {
    Result result = cli.run("list", "-o", "json", "agent:main:cron:1");
    assertThat(result.out()).isEqualTo("""
        {
          "schemaVersion": 1,
          "command": "list",
          "stores": [
            {
              "path": "HOME/.fake/one.fake",
              "format": "fake",
              "generation": "1",
              "agent": "main",
              "note": null
            }
          ],
          "sessions": [
            {
              "store": "HOME/.fake/one.fake",
              "key": "agent:main:cron:1",
              "id": "id-agent:main:cron:1",
              "kind": "cron",
              "agent": "main",
              "title": null,
              "createdAt": null,
              "lastActivity": "2026-10-11T00:00:00.000Z",
              "messages": null,
              "tokens": 100,
              "bytes": 3000000,
              "state": "idle",
              "flags": [
                "relocated"
              ]
            }
          ],
          "total": {
            "sessions": 1,
            "bytes": 3000000
          },
          "complete": true
        }
        """.replace("HOME", home.toString()));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      --kind cron|agent:main:cron:1
      --kind cron,main --sort key|agent:main:cron:1 agent:main:main
      --older-than 7d|agent:main:cron:1
      --newer-than 7d|agent:main:main
      --larger-than 1M|agent:main:cron:1
      --state relocated|agent:main:cron:1
      --agent nobody|''
      *:cron:*|agent:main:cron:1
      --sort none|agent:main:main agent:main:cron:1 agent:main:direct:x
      --sort key|agent:main:cron:1 agent:main:direct:x agent:main:main
      --sort -bytes|agent:main:cron:1 agent:main:main agent:main:direct:x
      --sort bytes --limit 2|agent:main:direct:x agent:main:main
      --sort age|agent:main:main agent:main:cron:1 agent:main:direct:x
      --sort -age|agent:main:cron:1 agent:main:main agent:main:direct:x
      --sort -tokens|agent:main:cron:1 agent:main:direct:x agent:main:main
      --sort createdAt --limit 2|agent:main:cron:1 agent:main:direct:x
      --sort mood --limit 1|agent:main:cron:1
      --limit 1|agent:main:main
      --limit 0|''
      --sort none --limit 2|agent:main:main agent:main:cron:1
      --sort lastActivity|agent:main:cron:1 agent:main:main agent:main:direct:x
      """)
  void selectsAndSorts(String options, String expected) {
    Result result = cli.run(("list -o name " + options).split(" "));
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
    assertThat(result.out().strip().replace('\n', ' ')).isEqualTo(expected);
  }

  @Test
  void asksForNoMoreThanIsShown() {
    cli.run("list", "-o", "name");
    assertThat(store.lastScan.files()).isFalse();
    cli.run("list", "-o", "name", "--state", "idle");
    assertThat(store.lastScan.files()).isTrue();
    cli.run("list", "-o", "json", "--columns", "+mood");
    assertThat(store.lastScan.messages()).isFalse();
    cli.run("list", "-o", "json", "--columns", "+messages");
    assertThat(store.lastScan.messages()).isTrue();
    cli.run("list", "--sort", "-messages");
    assertThat(store.lastScan.messages()).isTrue();
    cli.run("list", "-o", "tsv", "--columns", "key,messages,mood");
    assertThat(store.lastScan.messages()).isTrue();
    assertThat(store.lastScan.extraColumns()).containsExactly("mood");
    assertThat(cli.run("list", "-o", "tsv", "--columns", "key,mood", "--no-header", "*main").out())
        .isEqualTo("agent:main:main\tcalm\n");
    assertThat(cli.run("list", "--columns", "+id", "*main").out()).contains("STATE", "ID", "id-agent:main:main");
  }

  @Test
  void idsComeFromAFileOrFromStandardInput() throws IOException {
    Path ids = Files.writeString(home.resolve("ids"), "id-agent:main:main\r\n\nagent:main:cron:1");
    String both = "agent:main:main\nagent:main:cron:1\n";
    assertThat(cli.run("list", "-o", "name", "--ids-from", ids.toString()).out()).isEqualTo(both);
    cli.input = both;
    assertThat(cli.run("list", "-o", "name", "--ids-from", "-").out()).isEqualTo(both);
    cli.input = "x".repeat(70_000);
    assertThat(cli.run("list", "--ids-from", "-").code()).isEqualTo(ExitCode.USAGE);
    assertThat(cli.run("list", "--ids-from", "nothere").code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void summary() {
    assertThat(cli.run("list", "--summary", "-o", "tsv").out()).isEqualTo("""
        group\tvalue\tsessions\tbytes
        kind\tcron\t1\t3000000
        kind\tdirect\t1\t500
        kind\tmain\t1\t1000
        agent\tmain\t3\t3001500
        """);
    assertThat(cli.run("list", "--summary", "-o", "json").out()).contains("\"summary\"", "\"total\"");
    assertThat(cli.run("list", "--summary", "--sort", "key").code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void severalStoresShowWhereEachRowComesFrom() throws IOException {
    FakeStore other = cli.format.create(home.resolve("other"), "two").add("b", SessionKind.OTHER, 0, 1);
    Result result = cli.run("list", "-s", home.resolve(".fake").toString(), "-s", other.ref().path().toString(), "-s",
        home.resolve("other").toString());
    assertThat(result.out()).contains("STORE", "two.fake", "one.fake", "4 sessions");
  }

  @Test
  void whatCouldNotBeReadIsSaidAndCounted() {
    for (int i = 0; i < 25; i++) {
      store.problems.add("broken \u001b[31m" + i);
    }
    Result result = cli.run("list");
    assertThat(result.code()).isEqualTo(ExitCode.PARTIAL);
    assertThat(result.err().lines()).hasSize(21);
    assertThat(result.err()).contains("broken \\x1b[31m0", "and 5 more problems").doesNotContain("\u001b");
    assertThat(cli.run("list", "-o", "json").out()).contains("\"complete\": false");
  }

  @Test
  void aKeyThatWasNamedButIsNotThereFails() {
    Result result = cli.run("list", "nope", "*cron*");
    assertThat(result.code()).isEqualTo(ExitCode.FAILED);
    assertThat(result.out()).contains("agent:main:cron:1");
    assertThat(result.err()).isEqualTo("sessionctl: no session 'nope'\n");
    assertThat(cli.run("list", "nope*").code()).isZero();
  }

  @Test
  void notesAreWarnings() {
    cli.format.withNote(store, "written by a\nnewer release");
    assertThat(cli.run("list").err()).startsWith("sessionctl: warning: ").contains("written by a\\nnewer release");
    assertThat(cli.run("list", "-q").err()).isEmpty();
  }

  @Test
  void coloursOnlyWhereTheyAreWanted() {
    assertThat(cli.run("list", "--color", "always").out()).contains("\u001b[1mKEY");
    cli.terminal = new Terminal(true, true, true, 80);
    assertThat(cli.run("list").out()).contains("\u001b[1mKEY");
    assertThat(cli.run("list", "--color", "never").out()).doesNotContain("\u001b");
    cli.variables.put("NO_COLOR", "1");
    assertThat(cli.run("list").out()).doesNotContain("\u001b");
  }

  @Test
  void aClosedPipeEndsQuietly() {
    cli.output = failing("Broken pipe");
    Result broken = cli.run("list", "-o", "jsonl");
    assertThat(broken.code()).isEqualTo(ExitCode.BROKEN_PIPE);
    assertThat(broken.err()).isEmpty();
    cli.output = failing("No space left on device");
    Result full = cli.run("list", "-o", "jsonl");
    assertThat(full.code()).isEqualTo(ExitCode.IO);
    assertThat(full.err()).contains("standard output: No space left on device");
  }

  private static OutputStream failing(String reason) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(reason);
      }
    };
  }
}
