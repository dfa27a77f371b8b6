package dev.sessionctl.storage.gemini;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which processes are servers of a store, and what that means for changes. */
class ServerDetectorTest {

  private static final GateOptions OFFLINE = new GateOptions(true, null);

  @TempDir
  private Path temporary;

  private GeminiFixture store;

  @BeforeEach
  void create() throws IOException {
    store = GeminiFixture.in(temporary.toRealPath());
  }

  private Gate gate(GateOptions options) throws IOException {
    return new Gates(store.directory(), store.fake().build()).change(options);
  }

  private void process(long pid, String home, String... arguments) {
    store.fake().processes().add(pid, 5, List.of(arguments), store.fake().build().userId(),
        FakeProcessTable.NAMESPACE, home == null ? null : Map.of("HOME", home, "PWD", store.home().toString()));
  }

  /** An installed release, as npm lays it out. */
  private Path install(String version) throws IOException {
    Path root = store.home().resolve("lib/node_modules/@cloudcli-ai/cloudcli");
    Files.createDirectories(root.resolve("dist-server/server"));
    Files.writeString(root.resolve("package.json"),
        "{\n  \"name\": \"@cloudcli-ai/cloudcli\",\n  \"version\": \"" + version + "\"\n}\n");
    Files.writeString(root.resolve("dist-server/server/cli.js"), "");
    Files.createDirectories(store.home().resolve("bin"));
    Path bin = store.home().resolve("bin/cloudcli");
    Files.deleteIfExists(bin);
    return Files.createSymbolicLink(bin, root.resolve("dist-server/server/cli.js"));
  }

  private void record(long pid, int port, Path root) throws IOException {
    Files.createDirectories(store.home().resolve(".cloudcli"));
    Files.writeString(store.home().resolve(".cloudcli/local-server.json"),
        "{\"pid\": " + pid + ", \"port\": " + port + ", \"appRoot\": \"" + root + "\"}");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', nullValues = "-", value = {
      "cloudcli|cloudcli|true", "/usr/bin/node /usr/bin/cloudcli|/usr/bin/cloudcli|true",
      "node /usr/bin/cloudcli start --port 8080|/usr/bin/cloudcli|true",
      "node --max-old-space-size=4096 /opt/claudecodeui/server/index.js|/opt/claudecodeui/server/index.js|true",
      "node /l/node_modules/@cloudcli-ai/cloudcli/dist-server/server/cli.js|"
          + "/l/node_modules/@cloudcli-ai/cloudcli/dist-server/server/cli.js|true",
      "node24 /usr/bin/claude-code-ui|/usr/bin/claude-code-ui|true",
      "node server/index.js|server/index.js|false",
      "node /c/node_modules/.bin/tsx --tsconfig server/tsconfig.json server/index.js|server/index.js|false",
      "node /usr/bin/cloudcli status|-|false", "cloudcli sandbox ~/p|-|false", "vi server/index.js|-|false",
      "grep cloudcli /etc/passwd|-|false", "node app.js cloudcli|-|false", "npm pack @cloudcli-ai/cloudcli|-|false",
      "node /srv/other/index.js|-|false", "nodemon server/index.js|-|false"})
  void argumentsOfServers(String line, String program, boolean certain) {
    ServerProcess.Program found = ServerProcess.programOf(List.of(line.split(" ")));
    assertThat(found == null ? null : found.argument()).isEqualTo(program);
    assertThat(found != null && found.certain()).isEqualTo(certain);
  }

  @Test
  void aServerOfThisHomeClosesTheGateWhateverIsSaid() throws IOException {
    process(20, store.home().toString(), "node", install("1.34.0").toString());
    Gate gate = gate(OFFLINE);
    assertThat(gate.verdict()).isEqualTo(Gate.Verdict.OWNED);
    assertThat(gate.reason()).contains("pid 20").contains("1.34.0").contains("stop it first");
  }

  @Test
  void aServerOfALaterReleaseIsNone() throws IOException {
    process(20, store.home().toString(), "node", install("1.36.1").toString());
    assertThat(gate(GateOptions.NONE).isOpen()).isTrue();
    record(20, 3001, store.home().resolve("lib/node_modules/@cloudcli-ai/cloudcli"));
    assertThat(gate(GateOptions.NONE).isOpen()).isTrue();
  }

  @Test
  void aServerOfAnotherHomeIsNone() throws IOException {
    process(20, "/home/other", "node", "/usr/bin/cloudcli");
    assertThat(gate(GateOptions.NONE).isOpen()).isTrue();
  }

  @Test
  void whatCannotBeToldIsForTheOperatorToSay() throws IOException {
    process(20, null, "node", "/usr/bin/cloudcli");
    assertThat(gate(GateOptions.NONE).reason()).contains("--assume-offline").contains("home cannot be told");
    assertThat(gate(OFFLINE).isOpen()).isTrue();
  }

  @Test
  void aServerInAnotherContainer() throws IOException {
    store.fake().processes().add(20, 5, List.of("node", "/usr/bin/cloudcli"), 0, "pid:[1]",
        Map.of("HOME", "/root"));
    assertThat(gate(GateOptions.NONE).reason()).contains("another container");
    assertThat(gate(OFFLINE).isOpen()).isTrue();
  }

  @Test
  void anotherUsersServerThatCannotWriteHereIsNone() throws IOException {
    store.fake().processes().add(20, 5, List.of("node", "/usr/bin/cloudcli"), 54_321, FakeProcessTable.NAMESPACE,
        null);
    assertThat(gate(GateOptions.NONE).isOpen()).isTrue();
  }

  /** Many programs have a server/index.js: what else stands around it decides. */
  @Test
  void aServerByItsPackage() throws IOException {
    Files.writeString(store.home().resolve("package.json"), "{\"name\": \"shop\", \"version\": \"1.0.0\"}");
    process(20, store.home().toString(), "node", "server/index.js");
    assertThat(gate(GateOptions.NONE).isOpen()).isTrue();
    Files.writeString(store.home().resolve("package.json"),
        "{\"name\": \"@siteboon/claude-code-ui\", \"version\": \"1.25.0\"}");
    Files.createDirectories(store.home().resolve("server"));
    Files.writeString(store.home().resolve("server/index.js"), "");
    assertThat(gate(OFFLINE).reason()).contains("1.25.0");
    Files.delete(store.home().resolve("package.json"));
    assertThat(gate(GateOptions.NONE).reason()).contains("not known to be another program");
    assertThat(gate(OFFLINE).isOpen()).isTrue();
  }

  @Test
  void whatTheServerItselfRecorded() throws IOException {
    install("1.35.0");
    record(20, 3001, store.home().resolve("lib/node_modules/@cloudcli-ai/cloudcli"));
    assertThat(gate(GateOptions.NONE).isOpen()).as("it is gone").isTrue();
    process(20, null, "node", "/x/cloudcli");
    assertThat(gate(OFFLINE).reason()).contains("local-server.json").contains("1.35.0");
    store.fake().processes().remove(20);
    process(20, null, "sleep", "5");
    assertThat(gate(GateOptions.NONE).isOpen()).as("its id went to another").isTrue();
    store.fake().processes().listening(3001);
    assertThat(gate(GateOptions.NONE).reason()).contains("port 3001").contains("--assume-offline");
    assertThat(gate(OFFLINE).isOpen()).isTrue();
  }

  @Test
  void aRecordThatIsNoneIsNone() throws IOException {
    Files.createDirectories(store.home().resolve(".cloudcli"));
    Path file = store.home().resolve(".cloudcli/local-server.json");
    for (String text : List.of("", "{", "[]", "{\"pid\": \"x\"}", "{\"pid\": -1, \"port\": 99999999999999999999}",
        "{\"pid\": 1e400}")) {
      Files.writeString(file, text);
      assertThat(gate(GateOptions.NONE).isOpen()).as(text).isTrue();
    }
  }

  @Test
  void aRemoteFileSystem() throws IOException {
    store.fake().fileSystem("nfs4");
    assertThat(gate(GateOptions.NONE).reason()).contains("nfs4");
    assertThat(gate(OFFLINE).isOpen()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"1.21.0,true", "1.36.0,true", "1.36.1,false", "1.37.3,false", "2.0.0,false", "0.9.0,true",
      "v1.36.0,true", "1.37.0-beta.1,false", "main,true"})
  void releases(String version, boolean uses) {
    assertThat(ProductVersion.of(version).usesSessions()).isEqualTo(uses);
  }
}
