package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.FakeProcessTable;
import dev.sessionctl.storage.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnerDetectorTest {

  @TempDir Path directory;
  private FakeEnvironment fake;
  private Path state;
  private Path sessions;
  private Path elsewhere;
  private long uid;

  @BeforeEach
  void surroundings() throws IOException {
    fake = FakeEnvironment.in(directory);
    uid = fake.build().userId();
    state = fake.home().resolve(".openclaw");
    sessions = Files.createDirectories(state.resolve("agents/main/sessions"));
    elsewhere = Files.createDirectories(directory.resolve("elsewhere/state"));
  }

  private List<Owner> owners() throws IOException {
    List<Owner> owners = OwnerDetector.owners(sessions.resolve("sessions.json"), fake.build());
    assertThat(OwnerDetector.owners(state, fake.build())).isEqualTo(owners);
    return owners;
  }

  private void add(long pid, Map<String, String> variables, String... arguments) {
    fake.processes().add(pid, 5, List.of(arguments), uid, FakeProcessTable.NAMESPACE, variables);
  }

  private Path gatewayLock(Path root, String name, String content) throws IOException {
    Path locks = Files.createDirectories(root.resolve("openclaw-" + uid));
    return Files.writeString(locks.resolve(name), content);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "openclaw-gateway", "openclaw", "/usr/bin/openclaw|sessions|cleanup", "openclaw-agent", "OpenClaw.exe|tui",
      "node|/opt/oc/openclaw.mjs|doctor|--fix", "node|openclaw.mjs", "/usr/bin/node|/usr/local/bin/openclaw|cron",
      "npx|openclaw|agent", "node|/app/dist/index.js|gateway", "bun|dist/entry.js|agent",
      "node|--x|/a/dist/entry.mjs|gateway"})
  void processesThatLookLikeOpenClawAreOwners(String line) throws IOException {
    add(60, null, line.split("\\|"));
    assertThat(owners()).hasSize(1).allSatisfy(owner -> {
      assertThat(owner.pid()).isEqualTo(60);
      assertThat(owner.what()).startsWith("OpenClaw ");
      assertThat(owner.evidence()).contains("variables cannot be read");
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "bash", "node|/home/u/.openclaw", "node|/app/dist/index.js", "java|-Dsessionctl.lockowner=/openclaw|-jar|x.jar",
      "sh|/usr/bin/sessionctl|list|/srv/openclaw", "bash|-c|sessionctl list /srv/openclaw",
      "java|-jar|/lib/sessionctl-0.1.0.jar|list|/srv/openclaw", "journalctl|-fu|openclaw", "vim|/srv/openclaw",
      "sudo|-u|oc|openclaw|gateway", "node|--flag=/openclaw", "openclawd"})
  void otherProcessesAreNot(String line) throws IOException {
    add(60, null, line.split("\\|"));
    assertThat(owners()).isEmpty();
  }

  @Test
  void ownProcessIsNoOwner() throws IOException {
    fake.processes().self(70, 7, uid, List.of("openclaw"));
    assertThat(owners()).isEmpty();
  }

  @Test
  void processWithAnotherStateDirectoryIsLeftOutOnlyWhenProven() throws IOException {
    Map<String, String> variables =
        new HashMap<>(Map.of("HOME", "/users/b", "OPENCLAW_STATE_DIR", elsewhere.toString()));
    add(60, variables, "openclaw-gateway");
    assertThat(owners()).isEmpty();

    Files.writeString(elsewhere.resolve("openclaw.json"), "{ broken");
    assertThat(owners()).singleElement().extracting(Owner::evidence).asString().contains("not known where");

    Files.writeString(elsewhere.resolve("openclaw.json"), "{session:{store:'" + sessions + "/sessions.json'}}");
    assertThat(owners()).singleElement().extracting(Owner::evidence).asString().contains("session.store");

    Files.writeString(elsewhere.resolve("openclaw.json"),
        "{session:{store:'" + state + "/agents/{agentId}/sessions/sessions.json'}}");
    assertThat(owners()).hasSize(1);

    Files.writeString(elsewhere.resolve("openclaw.json"), "{session:{store:'/var/x/{agentId}.json'}}");
    assertThat(owners()).isEmpty();

    variables.put("OPENCLAW_STATE_DIR", "relative");
    assertThat(owners()).singleElement().extracting(Owner::evidence).asString().contains("cannot be told");
    // What ProcProcessTable makes of a name in UTF-8; taken literally it would be another directory.
    variables.put("OPENCLAW_STATE_DIR", "/home/j\u00c3\u00bcrgen/.openclaw");
    assertThat(owners()).hasSize(1);
  }

  @Test
  void stateDirectoryIsComparedByItsRealPath() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), state);
    add(60, Map.of("OPENCLAW_STATE_DIR", link.toString()), "openclaw-gateway");
    assertThat(owners()).singleElement().extracting(Owner::evidence).asString().contains(link.toString());
  }

  @Test
  void profileOfTheSameHomeIsNotProvenToBeElsewhere() throws IOException {
    Path profile = Files.createDirectories(fake.home().resolve(".openclaw-work/agents/main/sessions"));
    add(60, Map.of("HOME", fake.home().toString()), "openclaw-gateway");
    assertThat(OwnerDetector.owners(profile, fake.build())).singleElement().extracting(Owner::evidence).asString()
        .contains("profile");
    add(60, Map.of("HOME", fake.home().toString(), "OPENCLAW_STATE_DIR", state.toString()), "openclaw-gateway");
    assertThat(OwnerDetector.owners(profile, fake.build())).isEmpty();
    add(60, Map.of("HOME", elsewhere.toString()), "openclaw-gateway");
    assertThat(OwnerDetector.owners(profile, fake.build())).isEmpty();
  }

  @Test
  void processInAnotherContainerIsAnOwner() throws IOException {
    fake.processes().add(60, 5, List.of("openclaw-gateway"), uid, "pid:[1]",
        Map.of("OPENCLAW_STATE_DIR", elsewhere.toString()));
    assertThat(owners()).singleElement().extracting(Owner::evidence).asString().contains("another container");
  }

  @Test
  void gatewayIsFoundByItsLockWhateverItsVariablesSay() throws IOException {
    add(60, Map.of("OPENCLAW_STATE_DIR", elsewhere.toString()), "node", "x.js");
    Path lock = gatewayLock(fake.temporaryDirectory(), "gateway.12345678.lock",
        "{\"pid\":60,\"createdAt\":\"2026-11-20T09:00:00.000Z\",\"configPath\":\"" + state
            + "/openclaw.json\",\"startTime\":5,\"port\":1}");
    assertThat(owners()).singleElement().satisfies(owner -> {
      assertThat(owner.what()).isEqualTo("OpenClaw gateway");
      assertThat(owner.evidence()).contains(lock.toString());
    });
  }

  @Test
  void gatewayLocksOfOthersAndOfTheDeadAreNotOurs() throws IOException {
    add(60, null, "node", "x.js");
    gatewayLock(fake.temporaryDirectory(), "gateway.00000001.lock",
        "{\"pid\":60,\"configPath\":\"" + elsewhere + "/openclaw.json\",\"startTime\":5}");
    gatewayLock(fake.temporaryDirectory(), "gateway.00000002.lock",
        "{\"pid\":60,\"configPath\":\"" + state + "/openclaw.json\",\"startTime\":6}");
    gatewayLock(fake.temporaryDirectory(), "gateway.00000003.lock",
        "{\"pid\":61,\"configPath\":\"" + state + "/openclaw.json\",\"startTime\":5}");
    gatewayLock(fake.temporaryDirectory(), "gateway.00000004.lock", "{\"pid\":60");
    gatewayLock(fake.temporaryDirectory(), "gateway.00000005.lock.sqlite", "");
    Files.createDirectory(fake.temporaryDirectory().resolve("openclaw-" + uid).resolve("gateway.6.lock"));
    assertThat(owners()).isEmpty();
  }

  @Test
  void gatewayWithItsConfigurationElsewhereIsTiedByStateOrStore() throws IOException {
    add(60, null, "node", "x.js");
    Path config = elsewhere.resolve("openclaw.json");
    Path lock = gatewayLock(state.resolve("tmp"), "gateway.state.lock", "{\n \"pid\": 60, \"configPath\": \"" + config
        + "\", \"stateDir\": \"" + state + "\", \"startTime\": 5}  \n\t ");
    assertThat(owners()).singleElement().extracting(Owner::evidence).asString().contains("gateway.state.lock");
    Files.delete(lock);
    gatewayLock(fake.temporaryDirectory(), "gateway.1.lock", "{\"pid\":60,\"configPath\":\"" + config + "\"}");
    Files.writeString(config, "{session:{store:'" + sessions + "/sessions.json'}}");
    assertThat(owners()).hasSize(1);
    Files.delete(config);
    fake.variable("OPENCLAW_CONFIG_PATH", config.toString());
    assertThat(owners()).hasSize(1);
  }

  @Test
  void lockNameIsTheHashOfTheConfigurationsPath() throws IOException {
    // printf %s /tmp/gw313/openclaw.json | sha256sum
    assertThat(GatewayLocks.fileName(Path.of("/tmp/gw313/openclaw.json"))).isEqualTo("gateway.5349dd7c.lock");
    add(60, null, "node", "x.js");
    gatewayLock(fake.temporaryDirectory(), GatewayLocks.fileName(state.toRealPath().resolve("openclaw.json")),
        "{\"pid\":60}");
    assertThat(owners()).hasSize(1);
  }

  @Test
  void holdersOfLocksAreOwners() throws IOException {
    add(60, null, "python3", "tool.py");
    long now = fake.clock().millis();
    Files.write(sessions.resolve("a.jsonl.lock"), new LockPayload(60, now, -1, 5).render(LockKind.TRANSCRIPT));
    Files.write(sessions.resolve("b.jsonl.lock"), new LockPayload(61, now, -1, 5).render(LockKind.TRANSCRIPT));
    Files.write(sessions.resolve("sessions.json.lock"), new LockPayload(4242, now, -1, 777).render(LockKind.INDEX));
    assertThat(owners()).singleElement().satisfies(owner -> {
      assertThat(owner.what()).isEqualTo("python3 tool.py");
      assertThat(owner.evidence()).endsWith("a.jsonl.lock");
    });
  }

  @Test
  void processIsNamedOnce() throws IOException {
    add(60, null, "openclaw-gateway");
    gatewayLock(fake.temporaryDirectory(), "gateway.1.lock", "{\"pid\":60,\"configPath\":\"" + state
        + "/openclaw.json\",\"startTime\":5}");
    Files.write(sessions.resolve("a.jsonl.lock"),
        new LockPayload(60, fake.clock().millis(), -1, 5).render(LockKind.TRANSCRIPT));
    assertThat(owners()).singleElement().extracting(Owner::evidence).asString().contains("gateway.1.lock");
  }

  @Test
  void saysWhenALockOfOursMeansNothing() throws IOException {
    Path index = sessions.resolve("sessions.json");
    Path transcript = sessions.resolve("a.jsonl");
    assertThat(OpenClawLock.whyIneffective(index, fake.build())).isEmpty();
    assertThat(OpenClawLock.whyIneffective(transcript, fake.build())).isEmpty();
    add(60, null, "openclaw-gateway");
    assertThat(OpenClawLock.whyIneffective(index, fake.build())).isEmpty();

    fake.processes().add(60, 5, List.of("openclaw-gateway"), uid + 1, FakeProcessTable.NAMESPACE, null);
    assertThat(OpenClawLock.whyIneffective(index, fake.build())).get().asString().contains("as user id " + (uid + 1));
    fake.processes().add(60, 5, List.of("openclaw-gateway"), uid, "pid:[9]", null);
    assertThat(OpenClawLock.whyIneffective(index, fake.build())).get().asString().contains("another container");
    fake.processes().remove(60);

    fake.processes().self(70, 7, uid, List.of("java", "-jar", "sessionctl.jar", "/home/u/.openclaw"));
    assertThat(OpenClawLock.whyIneffective(index, fake.build())).isEmpty();
    assertThat(OpenClawLock.whyIneffective(transcript, fake.build())).get().asString()
        .contains("-Dsessionctl.lockowner=/openclaw");
    fake.userId(uid + 1);
    assertThat(OpenClawLock.whyIneffective(index, fake.build())).get().asString()
        .contains("run sessionctl as that user");
  }
}
