package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscoveryTest {

  private static final String ENTRIES = "{\n  \"agent:main:main\": {\n    \"sessionId\": \"s\"\n  }\n}";

  @TempDir
  private Path temporary;
  private Path root;
  private FakeEnvironment fake;
  private final List<StoreRef> refs = new ArrayList<>();

  @BeforeEach
  void make() throws IOException {
    root = temporary.toRealPath();
    fake = FakeEnvironment.in(root);
  }

  @Test
  void aStoreIsFoundFromEveryPlaceThatLeadsToIt() throws Exception {
    Path state = fake.home().resolve(".openclaw");
    Path index = store(state.resolve("agents/main/sessions/sessions.json"));
    for (Path place : List.of(index, index.getParent(), index.getParent().getParent(), state, fake.home())) {
      assertThat(at(place)).describedAs("%s", place).containsExactly("openclaw-json " + index);
      assertThat(refs.get(0).agent()).isEqualTo("main");
    }
  }

  @Test
  void aHomeWithALinkUnderTheFormerNameHasOneStore() throws Exception {
    Path index = store(fake.home().resolve(".openclaw/agents/main/sessions/sessions.json"));
    Files.createSymbolicLink(fake.home().resolve(".clawdbot"), fake.home().resolve(".openclaw"));
    OpenClawFixture.file(fake.home().resolve(".openclaw/openclaw.json"), "{session: {store: \""
        + fake.home().resolve(".clawdbot/agents/{agentId}/sessions/sessions.json") + "\"}}");
    assertThat(at(fake.home())).containsExactly("openclaw-json " + index);
  }

  @Test
  void everyAgentIsFoundInOrder() throws Exception {
    Path state = root.resolve("state");
    Path b = store(state.resolve("agents/b/sessions/sessions.json"));
    Path a = store(state.resolve("agents/a/sessions/sessions.json"));
    Path entries = state.resolve("agents/c/sessions/sessions.d");
    OpenClawFixture.file(entries.resolve("x.json"), "{}");
    Files.createDirectories(state.resolve("agents/empty/sessions"));
    Files.createDirectories(state.resolve("agents/junk"));
    OpenClawFixture.file(state.resolve("agents/file"), "x");
    Files.createSymbolicLink(state.resolve("agents/loop"), state.resolve("agents"));
    Files.createSymbolicLink(state.resolve("agents/again"), state.resolve("agents/a"));
    assertThat(at(state)).containsExactly("openclaw-json " + a, "openclaw-json " + b, "openclaw-dir " + entries);
    assertThat(refs).extracting(StoreRef::agent).containsExactly("a", "b", "c");
    assertThat(refs.get(2).generation()).isEqualTo("layout 1");
  }

  @Test
  void aConfiguredStoreIsFound() throws Exception {
    Path state = Files.createDirectories(root.resolve("state"));
    Path shared = store(root.resolve("x/work.json"));
    configure(state, shared.toString(), "");
    assertThat(at(state)).containsExactly("openclaw-json " + shared);
    Path one = store(root.resolve("y/main/s.json"));
    Path two = store(root.resolve("y/ops-team/s.json"));
    configure(state, root.resolve("y/{agentId}/s.json").toString(), "{id: 'Ops Team'}, {id: 'none'}");
    assertThat(at(state)).containsExactly("openclaw-json " + one, "openclaw-json " + two);
    Files.move(one, one.resolveSibling("gone"));
    OpenClawFixture.file(root.resolve("y/main/s.d/x.json"), "{}");
    assertThat(at(state)).containsExactly("openclaw-dir " + root.resolve("y/main/s.d"), "openclaw-json " + two);
  }

  @Test
  void whereBothLayoutsStandTheDirectoryIsShownAndTheOtherIsSaid() throws Exception {
    Path index = store(root.resolve("s/sessions.json"));
    OpenClawFixture.file(root.resolve("s/sessions.d/x.json"), "{}");
    assertThat(at(root.resolve("s"))).containsExactly("openclaw-dir " + root.resolve("s/sessions.d"));
    assertThat(refs.get(0).note()).contains(index.toString());
    assertThat(at(index)).containsExactly("openclaw-json " + index);
    assertThat(at(root.resolve("s/sessions.d"))).containsExactly("openclaw-dir " + root.resolve("s/sessions.d"));
  }

  @Test
  void anIndexOfAnotherNameIsFoundByWhatIsInIt() throws Exception {
    assertThat(at(store(root.resolve("work.db")))).hasSize(1);
    assertThat(at(OpenClawFixture.file(root.resolve("other.json"), "{\"name\": 1}"))).isEmpty();
    assertThat(at(OpenClawFixture.file(root.resolve("t.jsonl"), "{\"sessionId\": 1, \"messages\": []}"))).isEmpty();
    assertThat(at(OpenClawFixture.file(root.resolve("text"), "sessionId"))).isEmpty();
    assertThat(at(OpenClawFixture.file(root.resolve("zero"), ""))).isEmpty();
    assertThat(at(OpenClawFixture.file(root.resolve("torn/sessions.json"), "{"))).hasSize(1);
  }

  @Test
  void aDirectoryIsNotAStoreForTheEndOfItsName() throws Exception {
    Path cron = root.resolve("cron.d");
    OpenClawFixture.file(cron.resolve("e2scrub"), "30 3 * * 0 root x");
    OpenClawFixture.file(cron.resolve("settings.json"), "{\"a\": 1}");
    assertThat(at(cron)).isEmpty();
    Path state = root.resolve("openclaw.d");
    Path index = store(state.resolve("agents/main/sessions/sessions.json"));
    assertThat(at(state)).containsExactly("openclaw-json " + index);
    OpenClawFixture.file(root.resolve("work.d/agent%3Amain%3Amain.json"), "{\"sessionId\": \"x\"}");
    assertThat(at(root.resolve("work.d"))).containsExactly("openclaw-dir " + root.resolve("work.d"));
    Files.createDirectory(root.resolve("sessions.d"));
    assertThat(at(root.resolve("sessions.d"))).hasSize(1);
    OpenClawFixture.file(root.resolve("v.d/state.json"), new String(VersionMarker.text(1, 1),
        java.nio.charset.StandardCharsets.US_ASCII));
    assertThat(at(root.resolve("v.d"))).hasSize(1);
    assertThat(refs.get(0).generation()).isEqualTo("layout 2");
  }

  @Test
  void nothingIsFoundWhereNothingIs() throws Exception {
    assertThat(at(fake.home())).isEmpty();
    Path junk = Files.createDirectories(root.resolve("agents-not/a/b"));
    Files.createSymbolicLink(junk.resolve("self"), junk);
    assertThat(at(junk)).isEmpty();
    Files.createSymbolicLink(root.resolve("link.json"), store(root.resolve("z/sessions.json")));
    assertThat(at(root.resolve("link.json"))).isEmpty();
  }

  @Test
  void aDatabaseIsFoundAndAnIndexBesideItIsExplained() throws Exception {
    Path agent = root.resolve("state/agents/main");
    OpenClawFixture.file(root.resolve("state/openclaw.json"), "{meta: {lastTouchedVersion: '2026.9.6'}}");
    Path database = OpenClawFixture.file(agent.resolve("agent/openclaw-agent.sqlite"), "");
    Path index = store(agent.resolve("sessions/sessions.json"));
    assertThat(at(agent)).contains("openclaw-json " + index);
    assertThat(refs.get(0).generation()).isEqualTo("C+json");
    assertThat(refs.get(0).note()).contains("has not been imported");
    Files.write(database, GenerationTest.schema("CREATE TABLE session_nodes (x)", false));
    assertThat(at(agent)).containsExactly("openclaw-json " + index, "openclaw-sqlite " + database);
    assertThat(refs.get(1).note()).contains(index + " has not been imported");
    assertThat(at(database)).contains("openclaw-sqlite " + database);
  }

  private List<String> at(Path place) throws IOException {
    refs.clear();
    new Discovery(fake.build(), refs::add).at(place);
    return refs.stream().map(ref -> ref.format() + " " + ref.path()).toList();
  }

  private static Path store(Path index) throws IOException {
    return OpenClawFixture.file(index, ENTRIES);
  }

  private static void configure(Path state, String store, String agents) throws IOException {
    OpenClawFixture.file(state.resolve("openclaw.json"), "{session: {store: '" + store + "'}, agents: {list: ["
        + agents + "]}}");
  }
}
