package dev.sessionctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.SessionKind;
import dev.sessionctl.storage.Severity;
import dev.sessionctl.testing.CliHarness;
import dev.sessionctl.testing.CliHarness.Result;
import dev.sessionctl.testing.FakeStore;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadingCommandsTest {

  @TempDir
  private Path home;
  private CliHarness cli;
  private FakeStore store;

  @BeforeEach
  void aStore() throws IOException {
    cli = new CliHarness(home);
    store = cli.format.create(home.resolve(".fake"), "one").add("agent:main:main", SessionKind.MAIN, 60_000, 1000);
  }

  @Test
  void inspectShowsSections() {
    Result result = cli.run("inspect", "agent:main:main", "--utc");
    assertThat(result.code()).isZero();
    assertThat(result.out()).isEqualTo("""
        agent:main:main
          store               fake HOME/.fake/one.fake
          id                  id-agent:main:main
          kind                main
          agent               main
          last activity       2026-11-19 23:59:00 +00:00 (1m ago)
          tokens              100
          bytes               1000 B
          state               idle

          model
            name              m1
            levels            1, 2

          transcript
            entries           3

          files
            transcript        2.0 KiB  /x/t.jsonl

          locks
            live              /x/lock (pid 7, since 2026-11-20 00:00:00 +00:00 (now))

          owners
            Fake gateway (pid 7), lock file
        """.replace("HOME", home.toString()));
  }

  @Test
  void messagesAndRawOnlyOnRequest() {
    assertThat(cli.run("inspect", "agent:main:main", "-o", "json").out()).doesNotContain("hello", "lastMessages");
    assertThat(cli.run("inspect", "agent:main:main", "--messages", "1").out())
        .contains("hello\\x1b[31m\n      world").doesNotContain("\u001b");
    assertThat(cli.run("inspect", "agent:main:main", "--messages", "1", "-o", "json").out())
        .contains("\"lastMessages\"", "hello");
    assertThat(cli.run("inspect", "agent:main:main", "--raw").out()).isEqualTo("{\"raw\":1}");
  }

  @Test
  void inspectSuggestsWhatWasMeant() {
    store.add("agent:main:cron:9", SessionKind.CRON, 0, 1);
    Result result = cli.run("inspect", "cron:9");
    assertThat(result.code()).isEqualTo(ExitCode.FAILED);
    assertThat(result.err()).isEqualTo("sessionctl: no session 'cron:9'; did you mean 'agent:main:cron:9'?\n");
    assertThat(cli.run("inspect", "MAIN").err()).contains("'agent:main:main', 'agent:main:cron:9'");
    assertThat(cli.run("inspect", "zzz").err()).isEqualTo("sessionctl: no session 'zzz'\n");
    assertThat(cli.run("inspect", "zzz", "agent:main:main").out()).startsWith("agent:main:main");
  }

  @Test
  void inspectOfTheStoreItself() {
    assertThat(cli.run("inspect").out()).contains("sessions            1", "owner               Fake gateway (pid 7)");
    assertThat(cli.run("inspect", "-o", "json").out()).contains("\"kinds\": {\n        \"main\": 1", "\"owners\"");
  }

  @ParameterizedTest
  @CsvSource({
    "'', ERROR, true, 4", "'', WARNING, true, 4", "'', INFO, true, 0", "--errors-only, WARNING, true, 0",
    "--errors-only, ERROR, true, 4", "'', INFO, false, 3", "--sample 10%, INFO, false, 0",
    "--max-duration 1s, INFO, false, 0", "'', ERROR, false, 4"
  })
  void verifySaysByItsExitCode(String options, Severity severity, boolean complete, int code) {
    store.addFinding(severity, "x.y");
    store.checkComplete = complete;
    String[] args = ("verify " + options).strip().split(" ");
    assertThat(cli.run(args).code()).isEqualTo(code);
  }

  @Test
  void verifyForPeopleAndForPrograms() {
    store.addFinding(Severity.INFO, "b.info").addFinding(Severity.ERROR, "a.error");
    Result text = cli.run("verify", "--level", "3", "--sample", "20%", "--seed", "7");
    assertThat(text.out()).startsWith("error  a.error  message of a.error\n    in   ")
        .contains("    fix  fix of a.error\ninfo  b.info")
        .endsWith("1 error, 0 warnings, 1 for information; 1 session checked\n");
    assertThat(store.lastCheck).hasToString(
        "CheckRequest[level=3, samplePercent=20, sampleSeed=7, maxDuration=null]");
    assertThat(cli.run("verify", "-o", "json").out()).contains("\"command\": \"verify\"", "\"findings\": [",
        "\"severity\": \"error\"", "\"fix\": \"fix of a.error\"", "\"complete\": true");
    assertThat(cli.run("verify", "-o", "jsonl").out().lines()).hasSize(3)
        .last().isEqualTo("{\"type\":\"summary\",\"errors\":1,\"warnings\":0,\"infos\":1,\"checked\":1,"
            + "\"complete\":true}");
    assertThat(cli.run("verify", "-o", "tsv").out()).startsWith("id\tseverity\tstore\tkey\tpath\tmessage\tfix\n");
  }

  @Test
  void stores() {
    assertThat(cli.run("stores").out()).contains("FORMAT", "Fake gateway (pid 7)", "1 store, 1 session, 1000 B");
    assertThat(cli.run("stores", "-o", "name").out()).isEqualTo(store.ref().path() + "\n");
    assertThat(cli.run("stores", "-o", "json").out()).contains("\"stores\": 1,", "\"owner\": \"Fake gateway (pid 7)\"");
  }

  @Test
  void storesThatCannotBeReadAreListedAllTheSame() {
    store.failure = new dev.sessionctl.storage.CorruptStoreException("no index");
    Result result = cli.run("stores", "-o", "tsv", "--columns", "path,sessions", "--no-header");
    assertThat(result.code()).isEqualTo(ExitCode.PARTIAL);
    assertThat(result.out()).isEqualTo(store.ref().path() + "\t\n");
    assertThat(result.err()).contains("no index");
  }

  @Test
  void readingCreatesNothing() throws IOException {
    cli.run("list");
    cli.run("inspect");
    cli.run("verify");
    try (var files = java.nio.file.Files.walk(home)) {
      assertThat(files.map(path -> home.relativize(path).toString())).containsExactlyInAnyOrder("", ".fake",
          ".fake/one.fake");
    }
  }
}
