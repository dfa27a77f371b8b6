package dev.sessionctl.storage.openclaw;

import static dev.sessionctl.storage.openclaw.OpenClawFixture.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.openclaw.TrashCli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Named pipes in place of files: nothing waits for them, and they are named as what they are. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NamedPipeTest {

  @TempDir
  private Path temporary;
  private OpenClawFixture fixture;
  private TrashCli cli;

  @BeforeEach
  void create() throws IOException {
    cli = new TrashCli(FakeEnvironment.in(Files.createDirectory(temporary.resolve("surroundings"))));
    fixture = OpenClawFixture.in(temporary).session("agent:main:main", id(1), 2)
        .session("agent:main:telegram:direct:2", id(2), 2);
  }

  private static void pipe(Path path) throws IOException, InterruptedException {
    Files.deleteIfExists(path);
    Process made;
    try {
      made = new ProcessBuilder("mkfifo", path.toString()).start();
    } catch (IOException e) {
      assumeTrue(false, "no mkfifo here");
      return;
    }
    assumeTrue(made.waitFor(30, TimeUnit.SECONDS) && made.exitValue() == 0, "pipes can be made here");
  }

  private Result run(String line) {
    return cli.run((line + " -s " + fixture.state()).split(" "));
  }

  @ParameterizedTest
  @EnumSource(DirectoryLayout.class)
  void amongEntries(DirectoryLayout layout) throws Exception {
    fixture.writeDirectory(layout);
    List<Path> pipes = List.of(
        layout.entries(fixture.directory()).resolve(layout.fileName("agent:main:telegram:direct:2")),
        layout.entries(fixture.directory()).resolve(layout.fileName("agent:main:telegram:direct:3")));
    for (Path pipe : pipes) {
      pipe(pipe);
    }
    Result list = run("list -o name");
    assertThat(list.out()).isEqualTo("agent:main:main\n");
    assertThat(list.code()).isEqualTo(3);
    assertThat(list.err()).contains("is a named pipe and no file");
    Result verify = run("verify -o jsonl");
    assertThat(verify.code()).isEqualTo(4);
    for (Path pipe : pipes) {
      assertThat(verify.out()).contains(pipe.toString());
    }
    assertThat(run("compact --yes --level trim").code()).isZero();
    assertThat(run("evict --max-age 1s --quiet-for 1s --yes --unprotect group").code()).isBetween(0, 3);
    assertThat(run("migrate --to sessions.json --yes").code()).isNotZero();
    assertThat(pipes).allMatch(Files::exists);
  }

  @Test
  void amongTranscriptsAndLocksAndAsTheIndex() throws Exception {
    fixture.writeIndex();
    pipe(fixture.transcript(id(2)));
    pipe(fixture.sessions().resolve(id(3) + ".jsonl"));
    pipe(fixture.sessions().resolve(id(1) + ".jsonl.lock"));
    pipe(fixture.sessions().resolve("sessions.json.lock"));
    assertThat(run("list -o name").out()).contains("agent:main:main", "direct:2");
    assertThat(run("list --columns key,messages").code()).isBetween(0, 3);
    Result verify = run("verify --level 3 -o jsonl");
    assertThat(verify.code()).isEqualTo(4);
    assertThat(verify.out()).contains("openclaw.transcript.not-a-file", id(2) + ".jsonl is no regular", id(3));
    assertThat(run("locks").code()).isBetween(0, 3);
    assertThat(run("repair -n").code()).isBetween(0, 3);
    assertThat(run("compact --level trim -n").code()).isBetween(0, 3);
    pipe(fixture.index());
    assertThat(run("list").code()).isNotZero();
    assertThat(run("verify").code()).isEqualTo(4);
  }
}
