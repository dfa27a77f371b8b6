package dev.sessionctl.storage.openclaw;

import static dev.sessionctl.storage.openclaw.OpenClawFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.openclaw.TrashCli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code evict --min-free} with {@code --plan-out} and {@code --apply}: the plan rests on how much is free now. */
class MinFreePlanTest {

  private static final long TOTAL = 1_000_000;
  private static final String OLD = "agent:main:telegram:direct:1";
  private static final String NEW = "agent:main:telegram:direct:2";

  @TempDir
  private Path temporary;
  private FakeEnvironment fake;
  private OpenClawFixture fixture;
  private TrashCli cli;
  private Path plan;

  @BeforeEach
  void save() throws IOException {
    fake = FakeEnvironment.in(Files.createDirectory(temporary.resolve("surroundings"))).space(99_999, TOTAL);
    fixture = OpenClawFixture.in(temporary);
    fixture.session(NEW, id(2), 2);
    fixture.file(id(1) + ".jsonl", OpenClawFixture.transcriptText(id(1), 2));
    fixture.entry(OLD, OpenClawFixture.entryText(id(1), fixture.transcript(id(1)).toString())
        .replace("\"updatedAt\": " + OpenClawFixture.TIME, "\"updatedAt\": " + (OpenClawFixture.TIME - 60_000)));
    fixture.writeIndex();
    cli = new TrashCli(fake);
    plan = temporary.resolve("plan.jsonl");
    Result result = cli.run("evict", "--min-free", "10%", "--quiet-for", "1s", "-s", fixture.state().toString(),
        "--plan-out", plan.toString());
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(Files.readString(plan)).contains("\"--min-free=10%\"", "below min-free 10%");
  }

  private Result apply() {
    return cli.run("evict", "--apply", plan.toString(), "-y");
  }

  @Test
  void theSamePlanIsCarriedOutAlthoughALittleMoreOrLessIsFree() throws IOException {
    fake.space(99_900, TOTAL);
    Result result = apply();
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(SmallStore.readIndex(fixture.index())).containsOnlyKeys(NEW);
    assertThat(fixture.transcript(id(1))).doesNotExist();
    assertThat(apply().code()).as("what lies in the trash counts as free: nothing goes a second time").isEqualTo(12);
    assertThat(SmallStore.readIndex(fixture.index())).containsOnlyKeys(NEW);
  }

  @Test
  void nothingIsDoneWhenAnotherPlanWouldBeMadeByNow() throws IOException {
    Map<String, String> before = MigrationRuns.tree(fixture.sessions());
    for (long usable : new long[] {100_000, 1_000}) {
      fake.space(usable, TOTAL);
      Result result = apply();
      assertThat(result.code()).as(usable + " free: " + result.err()).isEqualTo(12);
      assertThat(result.err()).contains("nothing was done");
    }
    fake.space(-1, TOTAL);
    assertThat(apply().code()).as("not known how much is free").isEqualTo(13);
    assertThat(MigrationRuns.tree(fixture.sessions())).isEqualTo(before);
    assertThat(cli.run("evict", "--apply", plan.toString(), "-y", "--min-free", "20%").code()).isEqualTo(2);
  }
}
