package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.FakeEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayConfigTest {

  @TempDir Path directory;
  private FakeEnvironment fake;
  private Path state;

  @BeforeEach
  void surroundings() throws IOException {
    fake = FakeEnvironment.in(directory);
    state = Files.createDirectories(fake.home().resolve(".openclaw"));
  }

  private GatewayConfig read(String text) throws IOException {
    Files.writeString(state.resolve("openclaw.json"), text);
    return GatewayConfig.read(fake.build());
  }

  @Test
  void missingFileMeansTheDefaults() {
    GatewayConfig config = GatewayConfig.read(fake.build());
    assertThat(config.present()).isFalse();
    assertThat(config.isKnown()).isTrue();
    assertThat(config.storeOf("main")).contains(state.resolve("agents/main/sessions/sessions.json"));
    assertThat(config.agents()).isEmpty();
  }

  @Test
  void readsJson5() throws IOException {
    GatewayConfig config = read("""
        \uFEFF// comment
        {
          /* another */ session: { store: '~/s/{agentId}/x/{agentId}.json', unknown: [1, {a: +1., }, ],
            maintenance: { maxDiskBytes: "500mb", mode: 'enforce', }, },
          'meta': { lastTouchedVersion: "2026.3.13", "lastTouchedAt": null },
          agents: { defaults: { list: [{ id: "no" }] },
            list: [{ id: "Main" }, { name: "x" }, 7, { id: 'w\\u00f6rk' }, ] },
          "session.store": "/no", n: [.5, NaN, -Infinity],
        }
        """);
    assertThat(config.problem()).isNull();
    assertThat(config.store()).isEqualTo("~/s/{agentId}/x/{agentId}.json");
    assertThat(config.storeOf("a1")).contains(fake.home().resolve("s/a1/x/a1.json"));
    assertThat(config.version()).isEqualTo("2026.3.13");
    assertThat(config.maxDiskBytes()).isEqualTo("500mb");
    assertThat(config.agents()).containsExactly("Main", "w\u00f6rk");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "{", "[]", "nonsense", "{session:{store:'/x'}} {}", "{session:{store:'/x'}",
      "{session:{store:'/a'},session:{store:'/b'}}", "{session:{store:'/x\\\n/y'}}", "{a:0x1F,session:{store:'/x'}}",
      "{$include:'./more.json',session:{store:'/x'}}", "{session:{$include:['a']}}",
      "{session:{store:'/x',maintenance:{$include:'m'}}}", "{session:{store:'${DIR}/x'}}", "{session:{store:17}}",
      "{session:{store:{a:1}}}", "{agents:{list:[{$include:'a'}]}}"})
  void whatCannotBeReadForCertainIsUnknown(String text) throws IOException {
    GatewayConfig config = read(text);
    assertThat(config.isKnown()).isFalse();
    assertThat(config.problem()).startsWith(state.resolve("openclaw.json") + ": ");
    assertThat(config.store()).isNull();
    assertThat(config.storeOf("main")).isEmpty();
  }

  @Test
  void deepLargeOrUnreadableFilesAreUnknown() throws IOException {
    assertThat(read("{a:" + "[".repeat(100_000)).isKnown()).isFalse();
    assertThat(read("{a:'" + "x".repeat(GatewayConfig.LIMIT) + "'}").problem()).contains("larger than");
    Files.delete(state.resolve("openclaw.json"));
    Files.createDirectory(state.resolve("openclaw.json"));
    assertThat(GatewayConfig.read(fake.build()).problem()).contains("not a regular file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{session:{store:null}}", "{session:{store:'  '}}", "{session:null}", "{session:[1]}", "{}",
      "{other:{$include:'x'}}", "{agents:{list:{id:'x'}}}"})
  void whatIsNotSetHasItsDefault(String text) throws IOException {
    GatewayConfig config = read(text);
    assertThat(config.problem()).isNull();
    assertThat(config.storeOf("main")).contains(state.resolve("agents/main/sessions/sessions.json"));
  }

  @Test
  void relativeStoreIsNotGuessed() throws IOException {
    assertThat(read("{session:{store:'s/x.json'}}").storeOf("main")).isEmpty();
  }

  /** H is the home directory, W the working directory. */
  @ParameterizedTest
  @CsvSource(nullValues = "-", value = {
      "-, -, -, -, H/.openclaw, H/.openclaw/openclaw.json",
      "/s, -, -, -, /s, /s/openclaw.json",
      "' ~/s ', -, -, -, H/s, H/s/openclaw.json",
      "s, -, -, -, W/s, W/s/openclaw.json",
      "' ', /old, -, -, /old, /old/openclaw.json",
      "/s, /old, -, -, /s, /s/openclaw.json",
      "-, -, /o, -, /o/.openclaw, /o/.openclaw/openclaw.json",
      "-, -, ~/o, -, H/o/.openclaw, H/o/.openclaw/openclaw.json",
      "~/s, -, /o, -, /o/s, /o/s/openclaw.json",
      "/s, -, -, ~/c.json5, /s, H/c.json5",
  })
  void variablesNameTheStateDirectory(String stateDir, String oldStateDir, String home, String config,
      String expectedState, String expectedConfig) {
    fake.variable("OPENCLAW_STATE_DIR", stateDir).variable("CLAWDBOT_STATE_DIR", oldStateDir)
        .variable("OPENCLAW_HOME", home).variable("OPENCLAW_CONFIG_PATH", config);
    StatePaths paths = StatePaths.of(fake.build());
    assertThat(paths.state()).isEqualTo(expand(expectedState));
    assertThat(paths.config()).isEqualTo(expand(expectedConfig));
    assertThat(paths.explicit()).isEqualTo(stateDir != null || oldStateDir != null);
  }

  private Path expand(String text) {
    return Path.of(text.replaceFirst("^H", fake.home().toString())
        .replaceFirst("^W", fake.workingDirectory().toString()));
  }

  @Test
  void legacyNamesCountWhileTheNewOnesDoNotExist() throws IOException {
    Path legacy = Files.createDirectory(fake.home().resolve(".moltbot"));
    assertThat(StatePaths.of(fake.build()).state()).isEqualTo(state);
    Files.delete(state);
    assertThat(StatePaths.of(fake.build()).state()).isEqualTo(legacy);
    Path config = Files.createFile(legacy.resolve("moltbot.json"));
    assertThat(StatePaths.of(fake.build()).config()).isEqualTo(config);
  }

  @Test
  void readsForAnotherProcess() throws IOException {
    Path other = Files.createDirectory(directory.resolve("other"));
    Files.writeString(other.resolve("openclaw.json"), "{session:{store:'~/x.json'}}");
    Map<String, String> variables = Map.of("OPENCLAW_STATE_DIR", other.toString(), "HOME", "/users/b");
    assertThat(GatewayConfig.read(variables, fake.build()).orElseThrow().storeOf("m"))
        .contains(Path.of("/users/b/x.json"));
    assertThat(GatewayConfig.read(Map.of("OPENCLAW_STATE_DIR", "relative"), fake.build())).isEmpty();
    assertThat(GatewayConfig.read(Map.of("HOME", "relative"), fake.build())).isEmpty();
  }
}
