package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.cli.CliContext;
import dev.sessionctl.cli.CommandTable;
import dev.sessionctl.cli.Terminal;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.openclaw.TrashCli.Result;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * Every changing command, also those that are still to come: has the options of one, is named here with arguments that
 * find something to do, and with {@code --dry-run} creates, changes and touches nothing at all.
 */
class DryRunTest {

  /** What may be changed: every command whose options include this one. */
  private static final String CHANGING = "--yes";

  @TempDir
  private Path temporary;
  private FakeEnvironment fake;
  private TrashCli cli;

  @BeforeEach
  void create() throws IOException {
    fake = FakeEnvironment.in(temporary.toRealPath().resolve("surroundings"));
    cli = new TrashCli(fake);
  }

  /** Arguments with which each changing command has something to do; RUN is a run that evicted. */
  static List<String> lines() {
    return List.of(
        "migrate --to sessions.d",
        "migrate --to sessions.d --layout 2 --keep-index",
        "migrate --relocate ELSEWHERE",
        "migrate --relocate ELSEWHERE --copy",
        "evict --max-age 1s --quiet-for 0s --max-delete 100%",
        "compact --quiet-for 0s",
        "repair",
        "locks --break",
        "restore BACKUP --replace",
        "trash restore RUN",
        "trash purge RUN",
        "trash purge --older-than 0s --backups");
  }

  private Map<String, CommandLine> commands() {
    CommandLine program = CommandTable.complete(new CliContext(fake.build(), OpenClaw.formats(),
        new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(), new ByteArrayOutputStream(),
        Terminal.NONE));
    Map<String, CommandLine> commands = new java.util.TreeMap<>();
    for (String name : CommandTable.all()) {
      CommandLine line = program;
      for (String word : name.split(" ")) {
        line = line.getSubcommands().get(word);
      }
      commands.put(name, line);
    }
    return commands;
  }

  @Test
  void everyChangingCommandHasTheSameSafeguardsAndIsTriedHere() {
    Set<String> changing = new HashSet<>();
    commands().forEach((name, line) -> {
      Set<String> options = line.getCommandSpec().optionsMap().keySet();
      // Backups are made and removed outside of all stores.
      boolean changes = !name.startsWith("backup ")
          && List.of("--dry-run", CHANGING, "--all-stores", "--plan-out", "--apply").stream()
              .anyMatch(options::contains);
      if (changes) {
        changing.add(name);
        assertThat(options).as(name).contains("--dry-run", CHANGING, "--exit-code", "--no-input", "--all-stores",
            "--lock-wait");
        // Whether a lock is dead is asked of this moment; there is no use in keeping the answer.
        assertThat(options.containsAll(Set.of("--plan-out", "--apply"))).as(name).isEqualTo(!name.equals("locks"));
      }
    });
    assertThat(changing).isNotEmpty();
    for (String name : changing) {
      assertThat(lines()).as("say in lines() how to try " + name).anyMatch(line -> (line + " ").startsWith(name + " "));
    }
  }

  @ParameterizedTest
  @MethodSource("lines")
  void aDryRunTouchesNothing(String line) throws IOException {
    for (boolean trash : new boolean[] {true, false}) {
      TrashStore store = new TrashStore(temporary.toRealPath().resolve("disk-" + trash), null, fake);
      if (!trash && line.startsWith("trash")) {
        continue;
      }
      String run = trash ? store.evict(0) : "";
      Path backup = backup(store.small());
      somethingToDo(store.small());
      fake.clock().advance(Duration.ofMinutes(1));
      Path root = store.small().state().getParent();
      Map<String, String> before = TrashCli.snapshot(root);
      String words = line.replace("RUN", run).replace("ELSEWHERE", root.resolve("new").toString())
          .replace("BACKUP", backup.toString());
      for (String output : List.of("table", "wide", "jsonl")) {
        Result result = cli.run((words + " --dry-run --exit-code -s " + store.small().state() + " -o " + output)
            .split(" "));
        assertThat(result.code()).as(result.err() + result.out()).isEqualTo(5);
      }
      assertThat(TrashCli.snapshot(root)).isEqualTo(before);
      assertThat(Files.exists(store.area().root())).isEqualTo(trash);
    }
  }

  /** A backup of the store, outside of it. */
  private Path backup(SmallStore store) throws IOException {
    Path backup = temporary.resolve(store.state().getParent().getFileName() + ".tar.zst");
    Result made = cli.run("backup", "create", backup.toString(), "-s", store.state().toString());
    assertThat(made.code()).as(made.err()).isZero();
    return backup;
  }

  /** A lock of a process that ended, and an unfinished write of the index, both hours old. */
  private void somethingToDo(SmallStore store) throws IOException {
    FileTime hoursAgo = FileTime.fromMillis(fake.clock().millis() - Duration.ofHours(3).toMillis());
    Path lock = store.sessions().resolve("id-1.jsonl.lock");
    Files.write(lock, new LockPayload(999_999, hoursAgo.toMillis(), -1, 1000).render(LockKind.TRANSCRIPT));
    Files.setLastModifiedTime(lock, hoursAgo);
    Path unfinished = store.sessions().resolve("sessions.json.0b6e4b8a-6f2e-4c59-9d4e-0d6d7e3f1a2b.tmp");
    Files.writeString(unfinished, "{");
    Files.setLastModifiedTime(unfinished, hoursAgo);
  }
}
