package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.openclaw.TrashCli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --plan-out} and {@code --apply}: exactly that plan, or nothing. */
class SavedPlanTest {

  @TempDir
  private Path temporary;
  private TrashStore store;
  private TrashCli cli;
  private String path;
  private Path plan;
  private String run;

  @BeforeEach
  void create() throws IOException {
    Path root = temporary.toRealPath();
    FakeEnvironment fake = FakeEnvironment.in(root.resolve("surroundings"));
    store = new TrashStore(root.resolve("disk"), null, fake);
    cli = new TrashCli(fake);
    path = store.small().state().toString();
    plan = root.resolve("plan.jsonl");
    run = store.evict(0, 1);
  }

  private void save() throws IOException {
    Map<String, String> before = TrashCli.snapshot(store.small().state());
    Result result = cli.run("trash", "restore", run, SmallStore.key(0), SmallStore.key(1), "-s", path, "--plan-out",
        plan.toString());
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.err()).contains("the plan is saved in " + plan);
    assertThat(TrashCli.snapshot(store.small().state())).isEqualTo(before);
  }

  private Result apply(String... more) {
    String[] line = new String[5 + more.length];
    System.arraycopy(new String[] {"trash", "restore", "--apply", plan.toString(), "-y"}, 0, line, 0, 5);
    System.arraycopy(more, 0, line, 5, more.length);
    return cli.run(line);
  }

  @Test
  void exactlyThatPlanIsCarriedOut() throws IOException {
    save();
    List<String> lines = Files.readAllLines(plan);
    assertThat(lines).hasSize(8);
    assertThat(lines.get(0)).startsWith("{\"type\":\"document\",\"schemaVersion\":1,\"tool\":\"sessionctl\"")
        .contains("\"arguments\":[\"trash\",\"restore\",\"--store=" + path + "\",\"--\",\"" + run + "\",\"");
    assertThat(lines.get(1)).contains("\"type\":\"plan\"", "\"format\":\"openclaw-json\"", "\"items\":4");
    assertThat(lines.get(6)).contains("\"type\":\"fingerprint\"");
    assertThat(MigrationRuns.mode(plan)).isEqualTo("rw-------");
    Result result = apply("-o", "jsonl");
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("\"done\":4");
    assertThat(store.isWhole(0)).isTrue();
    assertThat(store.isWhole(1)).isTrue();
    assertThat(apply().code()).as("what is done already is another plan").isEqualTo(12);
  }

  @Test
  void anotherPlanIsNot() throws IOException {
    save();
    store.put(0, 1);
    Map<String, String> before = TrashCli.snapshot(store.small().state());
    Files.writeString(store.transcript(1), "taken");
    Result result = apply();
    assertThat(result.code()).isEqualTo(12);
    assertThat(result.err()).contains("changed since", "nothing was done");
    Files.delete(store.transcript(1));
    assertThat(TrashCli.snapshot(store.small().state()).keySet()).isEqualTo(before.keySet());
  }

  @Test
  void withoutConsentNothingHappens() throws IOException {
    save();
    assertThat(cli.run("trash", "restore", "--apply", plan.toString()).code()).isEqualTo(14);
    assertThat(cli.run("trash", "restore", "--apply", plan.toString(), "-n").out()).contains("dry run");
    assertThat(store.transcript(0)).doesNotExist();
  }

  @Test
  void selectorsAndOtherCommandsAreRefused() throws IOException {
    save();
    assertThat(apply("-s", path).err()).contains("--store cannot be combined with --apply");
    assertThat(apply(run).err()).contains("cannot be combined with --apply");
    assertThat(apply("--plan-out", "x").code()).isEqualTo(2);
    Result other = cli.run("trash", "purge", "--apply", plan.toString(), "-y");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err()).contains("made by another command");
    assertThat(cli.run("migrate", "--apply", plan.toString()).code()).isEqualTo(2);
    assertThat(cli.run("migrate", "--apply", "").code()).isEqualTo(2);
    assertThat(cli.run("migrate", "--apply", "/missing").code()).isEqualTo(16);
    assertThat(cli.run("migrate", "--apply", "/tmp").code()).isEqualTo(16);
  }

  @Test
  void damagedAndForeignFilesAreRefused() throws IOException {
    save();
    String text = Files.readString(plan);
    for (String damaged : List.of("", "\n", "{}", "[]", "null\n", text.substring(0, text.length() / 2),
        text.substring(0, text.lastIndexOf("{\"type\":\"end\"")), text + "{}\n", text.replace("restore", "purge"),
        text.replace("\"schemaVersion\":1", "\"schemaVersion\":2"), text.replace("\"version\":\"", "\"version\":\"9"),
        text.replace("\"tool\":\"sessionctl\"", "\"tool\":\"other\""), "x".repeat(100_000), text.replace(":4", ":5"))) {
      Files.writeString(plan, damaged);
      Result result = apply();
      assertThat(result.code()).as(result.err()).isEqualTo(2);
      assertThat(result.err()).contains(plan.toString());
    }
    assertThat(store.transcript(0)).doesNotExist();
  }

  @Test
  void otherCommandsToo() throws IOException {
    for (String[] line : new String[][] {{"migrate", "--to", "sessions.d", "--keep-index"}, {"trash", "purge", run}}) {
      String[] save = java.util.stream.Stream.concat(java.util.Arrays.stream(line),
          java.util.stream.Stream.of("-s", path, "--plan-out=" + plan)).toArray(String[]::new);
      assertThat(cli.run(save).code()).isZero();
      int words = line[0].equals("trash") ? 2 : 1;
      String[] apply = java.util.stream.Stream.concat(java.util.Arrays.stream(line, 0, words),
          java.util.stream.Stream.of("--apply=" + plan, "-y", "--assume-offline")).toArray(String[]::new);
      Result result = cli.run(apply);
      assertThat(result.code()).as(result.err() + result.out()).isZero();
      assertThat(result.out()).contains(" done, 0 skipped, 0 failed");
    }
    assertThat(store.small().directory()).exists();
    assertThat(store.area().trash()).isEmptyDirectory();
  }

  @Test
  void aFileThatCannotBeWritten() {
    Result result = cli.run("trash", "restore", run, "-s", path, "--plan-out", "/nowhere/at/all");
    assertThat(result.code()).isEqualTo(16);
    assertThat(result.err()).contains("/nowhere/at/all");
    assertThat(cli.run("trash", "restore", run, "-s", path, "--plan-out", temporary.toString()).code()).isEqualTo(16);
  }
}
