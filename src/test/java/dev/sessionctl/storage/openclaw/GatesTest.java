package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.FakeProcessTable;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatesTest {

  private static final String DIRECTORY = "sessions.d";
  private static final GateOptions OFFLINE = new GateOptions(true, null);
  private static final GateOptions READS = new GateOptions(false, DIRECTORY);

  @TempDir
  private Path temporary;
  private FakeEnvironment fake;
  private OpenClawFixture fixture;

  @BeforeEach
  void make() throws IOException {
    fixture = OpenClawFixture.in(temporary).session("agent:main:main", OpenClawFixture.id(1), 1).writeIndex();
    fake = FakeEnvironment.in(temporary);
  }

  @Test
  void withoutAnOwnerEveryJsonStoreIsOpen() throws Exception {
    for (String version : List.of("2026.3.13", "2026.5.7", "2026.7.1")) {
      release(version);
      assertThat(layout(GateOptions.NONE).isOpen()).describedAs(version).isTrue();
      assertThat(relocation(GateOptions.NONE).isOpen()).isTrue();
    }
    Files.delete(fixture.state().resolve("openclaw.json"));
    assertThat(layout(GateOptions.NONE).isOpen()).isTrue();
  }

  @Test
  void anOwnerOfEraAThatHoldsTheLockMustBeSaidToReadTheDirectory() throws Exception {
    eraAForCertain();
    assertThat(layout(GateOptions.NONE)).extracting(Gate::verdict).isEqualTo(Gate.Verdict.OWNED);
    assertThat(layout(GateOptions.NONE).reason()).contains("99", "--gateway-reads sessions.d");
    assertThat(layout(OFFLINE).verdict()).isEqualTo(Gate.Verdict.OWNED);
    assertThat(layout(new GateOptions(false, "sessions.json")).verdict()).isEqualTo(Gate.Verdict.OWNED);
    assertThat(layout(READS).isOpen()).isTrue();
    assertThat(relocation(READS).verdict()).isEqualTo(Gate.Verdict.OWNED);
  }

  @Test
  void anOwnerOfEraBClosesEveryGate() throws Exception {
    gateway(FakeProcessTable.NAMESPACE, fake.build().userId());
    release("2026.7.1");
    for (GateOptions options : List.of(GateOptions.NONE, OFFLINE, READS, new GateOptions(true, DIRECTORY))) {
      assertThat(layout(options).verdict()).describedAs("%s", options).isEqualTo(Gate.Verdict.OWNED);
      assertThat(relocation(options).verdict()).isEqualTo(Gate.Verdict.OWNED);
    }
    assertThat(layout(GateOptions.NONE).reason()).contains("99", "era B");
  }

  @Test
  void aStampOfEraAIsNoCertaintyWhileAnOwnerLives() throws Exception {
    gateway(FakeProcessTable.NAMESPACE, fake.build().userId());
    release("2026.3.13");
    assertThat(layout(GateOptions.NONE).verdict()).isEqualTo(Gate.Verdict.OWNED);
    assertThat(layout(OFFLINE).verdict()).isEqualTo(Gate.Verdict.OWNED);
    // Only one built from the proposals reads sessions.d, and those take the lock.
    assertThat(layout(READS).isOpen()).isTrue();
  }

  @Test
  void entriesMayBeChangedBesideAnOwnerThatTakesTheLock() throws Exception {
    assertThat(gates().entryChange(GateOptions.NONE).isOpen()).isTrue();
    gateway(FakeProcessTable.NAMESPACE, fake.build().userId());
    assertThat(gates().entryChange(OFFLINE).verdict()).isEqualTo(Gate.Verdict.OWNED);
    eraAForCertain();
    assertThat(gates().entryChange(GateOptions.NONE).isOpen()).isTrue();
    Path transcript = fixture.transcript(OpenClawFixture.id(1));
    assertThat(gates().transcriptChange(transcript, GateOptions.NONE).isOpen()).isTrue();
    fake.processes().self(4243, 777, fake.build().userId(), List.of("java", "-jar", "sessionctl.jar"));
    assertThat(gates().entryChange(GateOptions.NONE).isOpen()).isTrue();
    assertThat(gates().transcriptChange(transcript, OFFLINE).reason()).contains("would ignore our lock");
    fake.processes().remove(99);
    Files.delete(fixture.sessions().resolve("sessions.json.lock"));
    assertThat(gates().transcriptChange(transcript, GateOptions.NONE).isOpen()).isFalse();
    assertThat(gates().transcriptChange(transcript, OFFLINE).isOpen()).isTrue();
  }

  @Test
  void theStatedReleaseOfTheGatewayOpensTheGateUnlessTheDiskBeliesIt() throws Exception {
    gateway(FakeProcessTable.NAMESPACE, fake.build().userId());
    GateOptions older = new GateOptions(false, null, "2026.3.13");
    release("2026.3.13");
    assertThat(gates().entryChange(GateOptions.NONE).reason()).contains("--gateway-version");
    assertThat(gates().entryChange(older).isOpen()).isTrue();
    assertThat(layout(older).verdict()).isEqualTo(Gate.Verdict.OWNED);
    assertThat(relocation(older).verdict()).isEqualTo(Gate.Verdict.OWNED);
    for (String version : List.of("2026.5.1", "2026.5.7", "2026.9.6", "", "yes", "../2026.3.13")) {
      assertThat(gates().entryChange(new GateOptions(true, null, version)).verdict()).describedAs(version)
          .isEqualTo(Gate.Verdict.OWNED);
    }
    Files.delete(fixture.state().resolve("openclaw.json"));
    assertThat(gates().entryChange(older).isOpen()).isTrue();
    release("2026.7.1");
    assertThat(gates().entryChange(older).verdict()).isEqualTo(Gate.Verdict.OWNED);
    assertThat(gates().entryChange(older).reason()).doesNotContain("--gateway-version");
    release("2026.9.6");
    assertThat(gates().entryChange(older).verdict()).isEqualTo(Gate.Verdict.UNSUPPORTED);
  }

  @Test
  void aDatabaseIsNeverChanged() throws Exception {
    release("2026.9.6");
    for (GateOptions options : List.of(GateOptions.NONE, OFFLINE, READS)) {
      assertThat(layout(options).verdict()).isEqualTo(Gate.Verdict.UNSUPPORTED);
      assertThat(relocation(options).verdict()).isEqualTo(Gate.Verdict.UNSUPPORTED);
    }
    assertThat(layout(GateOptions.NONE).reason()).contains("openclaw doctor --session-sqlite");
  }

  @Test
  void aRemoteFileSystemNeedsTheWordOfTheOperator() throws Exception {
    for (String type : List.of("nfs4", "cifs", "9p", "fuse.sshfs")) {
      fake.fileSystem(fixture.sessions(), type);
      assertThat(layout(GateOptions.NONE).verdict()).describedAs(type).isEqualTo(Gate.Verdict.OWNED);
      assertThat(layout(GateOptions.NONE).reason()).contains(type, "--assume-offline");
      assertThat(relocation(GateOptions.NONE).verdict()).isEqualTo(Gate.Verdict.OWNED);
      assertThat(layout(OFFLINE).isOpen()).isTrue();
    }
  }

  @Test
  void anotherUserWouldIgnoreOurLock() throws Exception {
    fake.userId(fake.build().userId() + 1);
    assertThat(layout(GateOptions.NONE).verdict()).isEqualTo(Gate.Verdict.OWNED);
    assertThat(layout(GateOptions.NONE).reason()).contains("user id", "--assume-offline");
    assertThat(layout(OFFLINE).isOpen()).isTrue();
  }

  @Test
  void anOwnerOfAnotherContainerOrUserWouldIgnoreOurLock() throws Exception {
    eraAForCertain();
    gateway("pid:[5]", fake.build().userId());
    assertThat(layout(READS).verdict()).isEqualTo(Gate.Verdict.OWNED);
    assertThat(layout(READS).reason()).contains("another container");
    assertThat(layout(new GateOptions(true, DIRECTORY)).verdict()).isEqualTo(Gate.Verdict.OWNED);
    gateway(FakeProcessTable.NAMESPACE, fake.build().userId() + 1);
    assertThat(layout(READS).verdict()).isEqualTo(Gate.Verdict.OWNED);
    assertThat(layout(READS).reason()).contains("user id");
  }

  @Test
  void theGateIsLookedAtAfresh() throws Exception {
    release("2026.7.1");
    Gates gates = gates();
    assertThat(gates.layoutChange(DIRECTORY, GateOptions.NONE).isOpen()).isTrue();
    gateway(FakeProcessTable.NAMESPACE, fake.build().userId());
    assertThat(gates.layoutChange(DIRECTORY, GateOptions.NONE).isOpen()).isFalse();
    fake.processes().remove(99);
    assertThat(gates.layoutChange(DIRECTORY, GateOptions.NONE).isOpen()).isTrue();
  }

  private void eraAForCertain() throws IOException {
    gateway(FakeProcessTable.NAMESPACE, fake.build().userId());
    Files.writeString(fixture.sessions().resolve("sessions.json.lock"), "{\n  \"pid\": 99,\n  \"createdAt\": \""
        + FakeEnvironment.START + "\",\n  \"starttime\": 5\n}");
    assertThat(gates().generation()).extracting(Generation::era, Generation::certain)
        .containsExactly(Era.LOCKED_JSON, true);
  }

  private void gateway(String namespace, long userId) {
    fake.processes().add(99, 5, List.of("openclaw-gateway"), userId, namespace,
        Map.of("OPENCLAW_STATE_DIR", fixture.state().toString()));
  }

  private void release(String version) throws IOException {
    OpenClawFixture.file(fixture.state().resolve("openclaw.json"),
        "{\"meta\": {\"lastTouchedVersion\": \"" + version + "\"}}");
  }

  private Gate layout(GateOptions options) throws IOException {
    return gates().layoutChange(DIRECTORY, options);
  }

  private Gate relocation(GateOptions options) throws IOException {
    return gates().relocation(options);
  }

  private Gates gates() {
    Generation generation = Generation.detect(fixture.sessions(), fixture.state(), fake.build());
    return new Gates(new StoreFiles(fixture.index()), generation, fake.build());
  }
}
