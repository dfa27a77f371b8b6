package dev.sessionctl.storage.praisonai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.InspectRequest;
import dev.sessionctl.storage.KernelLock;
import dev.sessionctl.storage.LockVerdict;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionDetail;
import dev.sessionctl.storage.SessionKind;
import dev.sessionctl.storage.SessionState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What list and inspect show of each family. */
class ScanTest {

  @TempDir
  private Path temporary;
  private PraisonHome home;

  @BeforeEach
  void prepare() throws IOException {
    home = new PraisonHome(temporary);
  }

  private static Object extra(Session row, String name) {
    return row.extra()[new PraisonFormat().extraColumns().indexOf(name)];
  }

  @Test
  void aSessionOfTheDefaultStore() throws Exception {
    Path file = home.write("proj_1_main", SessionText.of("proj:1/main").summary(3).messages(4).archive(7)
        .with("agent_name", "\"Coder\"").with("user_id", "\"u1\"")
        .metadata("{\"title\": \"Shown\", \"model\": \"gpt-4o\", \"total_tokens\": 12, \"cost\": 1e400}"));
    Session row = home.row("proj_1_main");
    assertThat(row.id()).isEqualTo("proj:1/main");
    assertThat(row.agent()).isEqualTo("Coder");
    assertThat(row.title()).isEqualTo("Shown");
    assertThat(row.createdAt()).isEqualTo(Instant.parse("2026-11-01T08:00:00.123Z").toEpochMilli());
    assertThat(row.lastActivity()).isEqualTo(Instant.parse("2026-11-02T08:00:00.654Z").toEpochMilli());
    assertThat(row.messages()).isEqualTo(5);
    assertThat(row.tokens()).isEqualTo(12);
    assertThat(row.bytes()).isEqualTo(Files.size(file));
    assertThat(row.state()).isEqualTo(SessionState.IDLE);
    assertThat(row.flags()).isEmpty();
    assertThat(row.standing().protection()).isNull();
    assertThat(extra(row, "family")).isEqualTo("default");
    assertThat(extra(row, "archived")).isEqualTo(7L);
    assertThat((Long) extra(row, "summaryBytes")).isGreaterThan(200);
    assertThat(extra(row, "cost")).isEqualTo("1e400");
    assertThat(extra(row, "user")).isEqualTo("u1");
  }

  @Test
  void familiesAreToldByContent() throws Exception {
    home.write("d", SessionText.of("d").messages(1));
    home.write("h", SessionText.hierarchical("h").with("title", "\"Only here\""));
    home.write("u", SessionText.unified("u").messages(2));
    home.write("hy", SessionText.unified("hy").messages(1).with("agent_name", "null"));
    home.write("bad", "{\"session_id\": \"bad\", ");
    home.write("session_x_meta", "{\"status\": 1}");
    home.write("minified", "{\"messages\":[],\"session_id\":\"minified\"}\n");
    assertThat(home.scan()).extracting(row -> row.key() + " " + extra(row, "family")).containsExactly("bad unknown",
        "d default", "h hierarchical", "hy hybrid", "minified default", "u unified");
    assertThat(home.row("h").title()).isEqualTo("Only here");
    assertThat(home.row("bad").flags()).containsExactly("damaged");
    assertThat(home.row("bad").standing().protection()).contains("cannot be read");
    assertThat(home.row("u").standing().liftable()).isTrue();
    // Local times without a zone.
    assertThat(home.row("u").lastActivity()).isEqualTo(Instant.parse("2026-11-02T08:00:00.654Z").toEpochMilli());
    home.fake.zone("Europe/Istanbul");
    assertThat(home.row("u").lastActivity()).isEqualTo(Instant.parse("2026-11-02T05:00:00.654Z").toEpochMilli());
  }

  @Test
  void aRunOfTheFormerManagerHasAKeyOfItsOwn() throws Exception {
    home.write("run_1", SessionText.of("run_1"));
    Path run = Files.createDirectories(home.sessions.resolve("run_1"));
    Files.writeString(run.resolve("metadata.json"), "{\"session_id\": \"s\", \"run_id\": \"run_1\", \"event_count\": 3,"
        + " \"updated_at\": \"2026-11-02T08:00:00+00:00\", \"status\": \"completed\", \"name\": \"Nightly\"}");
    Files.writeString(run.resolve("events.jsonl"), "{}\n{}\n{}\n");
    Files.createDirectories(home.sessions.resolve("broken"));
    Files.writeString(home.sessions.resolve("broken/metadata.json"), "{");
    assertThat(home.scan()).extracting(Session::key).containsExactly("run_1", "broken/", "run_1/");
    Session row = home.row("run_1/");
    assertThat(row.title()).isEqualTo("Nightly");
    assertThat(row.messages()).isEqualTo(3);
    SessionDetail detail = home.store().inspect("run_1/", new InspectRequest(0, true));
    assertThat(detail.artifacts()).hasSize(2);
    assertThat(new String(detail.raw())).contains("run_id");
  }

  @Test
  void kindsComeFromTheForm() throws Exception {
    home.write("a", SessionText.of("bot_telegram_865"));
    home.write("b", SessionText.of("slack:acct:T1:chat:C1"));
    home.write("c", SessionText.of("slack:acct:T1:chat:C1:1700.5"));
    home.write("d", SessionText.of("d").metadata("{\"automated\": true}"));
    home.write("e", SessionText.of("e").metadata("{\"agent_key\": \"x\", \"parent_session_id\": \"a\"}"));
    home.write("f", SessionText.of("f"));
    assertThat(home.scan()).extracting(Session::kind).containsExactly(SessionKind.DIRECT, SessionKind.CHANNEL,
        SessionKind.THREAD, SessionKind.CRON, SessionKind.SUBAGENT, SessionKind.OTHER);
    assertThat(home.row("e").standing().parent()).isEqualTo("a");
  }

  @Test
  void whatCouldNotBeWrittenCountsAsActivityOfItsSession() throws Exception {
    home.write("a", SessionText.of("a"));
    Path spill = home.spill("a", "a", "lost?");
    Session row = home.row("a");
    assertThat(row.state()).isEqualTo(SessionState.PENDING);
    assertThat(row.flags()).containsExactly("spill");
    assertThat(row.lastActivity()).isEqualTo(1_795_100_000_000L);
    assertThat(row.bytes()).isEqualTo(Files.size(home.sessions.resolve("a.json")) + Files.size(spill));
  }

  @Test
  void aHeldLockShowsWithoutBeingTried() throws Exception {
    home.write("a", SessionText.of("a"));
    home.write("u", SessionText.unified("u"));
    FileIdentity lock = FileIdentity.of(home.sessions.resolve("a.json.lock"));
    FileIdentity file = FileIdentity.of(home.sessions.resolve("u.json"));
    home.fake.processes().add(99, 1, "python3", "/opt/bot.py");
    home.fake.processes().lock(new KernelLock("FLOCK", 99, lock.device(), lock.inode()));
    home.fake.processes().lock(new KernelLock("FLOCK", 0, file.device(), file.inode()));
    home.fake.processes().lock(new KernelLock("POSIX", 99, file.device(), file.inode()));
    assertThat(home.row("a").state()).isEqualTo(SessionState.RUNNING);
    assertThat(home.row("a").standing().protection()).contains("lock");
    assertThat(home.store().locks()).extracting(view -> view.path().getFileName() + " " + view.verdict())
        .containsExactly("a.json.lock " + LockVerdict.LIVE, "u.json " + LockVerdict.UNKNOWN);
    assertThat(home.store().owners()).extracting(owner -> owner.pid()).containsExactly(99L, -1L);
  }

  @Test
  void programsOfTheProductAreOwners() throws Exception {
    home.fake.processes().add(5, 1, "/usr/bin/python3", "/opt/venv/bin/praisonai", "bot", "start");
    home.fake.processes().add(6, 1, "python3", "-m", "praisonai.gateway");
    home.fake.processes().add(7, 1, "vim", "/home/x/praisonai.md");
    home.fake.processes().add(8, 1, "python3", "other.py");
    assertThat(home.store().owners()).extracting(owner -> owner.pid()).containsExactlyInAnyOrder(5L, 6L);
  }

  @Test
  void manySessionsAreReadInThreadsAndComeInOrder() throws Exception {
    for (int i = 0; i < 300; i++) {
      home.write(String.format("s%03d", i), SessionText.of("s" + i).messages(i % 5));
    }
    List<Session> rows = home.scan();
    assertThat(rows).extracting(Session::key).isSorted().hasSize(300);
    assertThat(rows.get(7).messages()).isEqualTo(2);
  }

  @Test
  void inspectShowsTheTreeAndSurvivesACircle() throws Exception {
    home.write("a", SessionText.hierarchical("a").with("parent_id", "\"c\"").with("children_ids", "[\"b\", \"gone\"]"));
    home.write("b", SessionText.hierarchical("b").with("parent_id", "\"a\"").with("children_ids", "[\"c\"]"));
    home.write("c", SessionText.hierarchical("c").with("parent_id", "\"b\"").with("children_ids", "[\"a\"]")
        .with("snapshots", "[{\"id\": \"s1\", \"message_index\": 1, \"label\": \"before\"}]"));
    SessionDetail detail = home.store().inspect("a", new InspectRequest(0, false));
    assertThat(detail.fields().get("lineage").get("circle")).asString().contains("lead back");
    assertThat(detail.fields().get("lineage").get("children")).asList().containsExactly("b", "gone (is not there)");
    assertThat(home.store().inspect("c", new InspectRequest(0, false)).fields().get("snapshots"))
        .containsEntry("s1", "up to message 1, before");
  }

  @Test
  void inspectShowsBothTitlesTheFilesAndTheLastMessages() throws Exception {
    home.write("a", SessionText.hierarchical("a").messages(5).with("title", "\"root\"")
        .metadata("{\"title\": \"meta\"}"));
    home.spill("a", "a", "x");
    Files.writeString(home.sessions.resolve("a.json.corrupt-1795000000000-1"), "{");
    Files.createDirectories(home.root.resolve("shares"));
    Files.writeString(Shares.file(home.root, "a"), "<html>");
    SessionDetail detail = home.store().inspect("a", new InspectRequest(2, true));
    assertThat(detail.fields().get("session")).containsEntry("title", "root").containsEntry("metadataTitle", "meta");
    assertThat(detail.artifacts()).extracting(artifact -> artifact.role())
        .containsExactly("session", "lock", "quarantine", "spill", "share");
    assertThat(detail.messages()).extracting(message -> message.text()).containsExactly("message 3", "message 4");
    assertThat(detail.messages().get(0).time()).isEqualTo(1_795_142_607_442L);
    assertThat(detail.raw()).isEqualTo(Files.readAllBytes(home.sessions.resolve("a.json")));
  }

  /** A read by the product would create a lock file. */
  @Test
  void readingLeavesNoTrace() throws Exception {
    home.write("a", SessionText.of("a"));
    Files.delete(home.sessions.resolve("a.json.lock"));
    FileIdentity before = FileIdentity.of(home.sessions);
    home.scan();
    home.check(3);
    home.store().inspect("a", new InspectRequest(1, false));
    assertThat(FileIdentity.of(home.sessions)).isEqualTo(before);
  }
}
