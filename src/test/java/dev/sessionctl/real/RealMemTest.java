package dev.sessionctl.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.sqlite.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases that released workers of claude-mem have open. */
@Tag("real")
class RealMemTest {

  private static final int SESSIONS = 30;
  private static final int OLD = 20;
  private static final long DAYS = 10 * 86_400_000L;

  @TempDir
  private Path temporary;

  private static void age(Path database) throws Exception {
    try (Connection connection = TestDatabase.open(database)) {
      TestDatabase.execute(connection, "PRAGMA busy_timeout=5000", "UPDATE sdk_sessions SET started_at_epoch ="
          + " started_at_epoch - " + DAYS + " WHERE id <= " + OLD, "UPDATE user_prompts SET created_at_epoch ="
          + " created_at_epoch - " + DAYS + " WHERE session_db_id <= " + OLD);
    }
  }

  private static List<Object> keys(Sessionctl tool, Path state) throws Exception {
    List<Object> keys = new ArrayList<>();
    for (Object session : JsonTree.list(tool.json("list", state).get("sessions"))) {
      keys.add(JsonTree.map(session).get("key"));
    }
    return keys;
  }

  private static String run(Commands.Result result) {
    int at = result.out().lastIndexOf("run 20");
    return result.out().substring(at + 4, at + 33);
  }

  @ParameterizedTest
  @ValueSource(strings = {"13.15.3", "13.25.3"})
  void besideAWorkerThatWaitsNothingOfItFails(String version) throws Exception {
    Path home = temporary.toRealPath();
    Sessionctl tool = new Sessionctl(home);
    try (MemWorker worker = new MemWorker(version, home)) {
      for (int i = 1; i <= SESSIONS; i++) {
        assertThat(worker.begin("first-" + i)).isEqualTo(200);
      }
      age(worker.database());
      List<Object> before = keys(tool, worker.state());
      assertThat(before).hasSize(SESSIONS);
      AtomicBoolean over = new AtomicBoolean();
      AtomicInteger begun = new AtomicInteger();
      AtomicInteger refused = new AtomicInteger();
      Thread agent = new Thread(() -> {
        while (!over.get()) {
          if (worker.begin("later-" + begun.incrementAndGet()) != 200) {
            refused.incrementAndGet();
          }
        }
      });
      agent.start();
      String store = worker.state().toString();
      Commands.Result evicted = tool.succeed("evict", "--max-age", "7d", "--yes", "--max-delete", "100%", "-s", store);
      tool.succeed("compact", "--yes", "-s", store);
      List<Object> left = keys(tool, worker.state());
      tool.succeed("trash", "restore", run(evicted), "--yes", "-s", store);
      over.set(true);
      agent.join();
      assertThat(evicted.out()).contains(OLD + " done");
      assertThat(left).noneMatch(key -> key.equals("first-1")).contains("first-" + SESSIONS);
      assertThat(keys(tool, worker.state())).containsAll(before).hasSize(SESSIONS + begun.get());
      assertThat(refused.get()).isZero();
      assertThat(worker.sessions()).isEqualTo(SESSIONS + begun.get());
      Commands.Result verified = tool.run("verify", "--level", "3", "-s", store);
      assertThat(verified.out()).contains("0 errors");
      System.out.println("beside claude-mem " + version + ": " + begun + " sessions begun, 0 refused");
    }
  }

  @Test
  void besideOneThatDoesNotWaitNothingIsDone() throws Exception {
    Path home = temporary.toRealPath();
    Sessionctl tool = new Sessionctl(home);
    try (MemWorker worker = new MemWorker("10.6.3", home)) {
      for (int i = 1; i <= 2; i++) {
        assertThat(worker.begin("first-" + i)).isEqualTo(200);
      }
      Commands.Result refused =
          tool.run("compact", "--yes", "-s", worker.state().toString(), "--gateway-version", "13.15.3");
      assertThat(refused.code()).isEqualTo(11);
      assertThat(refused.err()).contains("claude-mem 10.6.3");
    }
    tool.succeed("compact", "--yes", "-s", home.resolve(".claude-mem").toString());
    assertThat(keys(tool, home.resolve(".claude-mem"))).hasSize(2);
  }

  /** 13.4 has the tables of 12.5 and keeps its queue in memory. */
  @Test
  void whatAnOlderReleaseLeftInTheQueueGoesOnceTheReleaseIsKnown() throws Exception {
    Path home = temporary.toRealPath();
    Sessionctl tool = new Sessionctl(home);
    Path database;
    try (MemWorker worker = new MemWorker("13.4.0", home)) {
      assertThat(worker.begin("first")).isEqualTo(200);
      database = worker.database();
    }
    try (Connection connection = TestDatabase.open(database)) {
      TestDatabase.execute(connection, "INSERT INTO pending_messages(session_db_id, content_session_id, message_type,"
          + " status, created_at_epoch) VALUES(1, 'first', 'observation', 'processing', 5)");
    }
    String store = database.getParent().toString();
    try (MemWorker worker = new MemWorker("13.4.0", home)) {
      assertThat(worker.sessions()).isEqualTo(1);
      assertThat(tool.run("verify", "-s", store).out()).contains("claude-mem.queue.unread");
      Commands.Result refused = tool.run("compact", "--yes", "-s", store);
      assertThat(refused.code()).isEqualTo(11);
      assertThat(refused.err()).contains("claude-mem 13.4.0");
    }
    assertThat(tool.run("verify", "-s", store).out()).contains("claude-mem.queue.untold");
    assertThat(tool.succeed("compact", "--yes", "-s", store).out()).contains("the database does not tell");
    Commands.Result gone = tool.succeed("compact", "--yes", "-s", store, "--gateway-version", "13.4.0");
    assertThat(gone.out()).contains("1 message of the queue that nobody reads");
    assertThat(tool.run("verify", "-s", store).out()).doesNotContain("claude-mem.queue");
    tool.succeed("trash", "restore", run(gone), "--yes", "-s", store);
    assertThat(tool.run("verify", "-s", store).out()).contains("claude-mem.queue.untold");
  }
}
