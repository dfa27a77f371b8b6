package dev.sessionctl.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.openclaw.LockedWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The product's own locked updates beside rewrites of the index under this tool's lock: nothing is lost. */
@Tag("real")
class RealWritersTest {

  private static final int INCREMENTS = 300;
  private static final String KEY = "agent:main:main";

  @TempDir
  private Path temporary;

  @Test
  void everyAcknowledgedIncrementIsThere() throws Exception {
    OpenClaw product = OpenClaw.of("2026.3.13", temporary.resolve("home"));
    Path state = StateDirectory.fill(product, temporary.resolve("state"), 200, 0);
    String index = StateDirectory.index(state).toString();
    List<String> fields = List.of("product1", "product2", "tool");
    List<Process> processes = new ArrayList<>();
    List<Path> outputs = new ArrayList<>();
    try {
      for (String field : fields) {
        Path out = temporary.resolve(field);
        outputs.add(out);
        processes.add(field.equals("tool") ? tool(out, index, field) : product.startScript(state, out,
            "increment.mjs", index, KEY, field, Integer.toString(INCREMENTS)));
      }
      for (int i = 0; i < fields.size(); i++) {
        assertThat(processes.get(i).waitFor(4, TimeUnit.MINUTES)).isTrue();
        assertThat(processes.get(i).exitValue()).describedAs(Commands.text(outputs.get(i))).isZero();
      }
    } finally {
      processes.forEach(process -> Commands.end(process, Duration.ZERO));
    }

    Map<String, Object> entry = JsonTree.map(JsonTree.object(Commands.text(StateDirectory.index(state))).get(KEY));
    for (int i = 0; i < fields.size(); i++) {
      Map<String, Object> said = JsonTree.object(Commands.text(outputs.get(i)));
      System.out.println("writer " + fields.get(i) + ": " + said);
      assertThat(said).containsEntry("acknowledged", INCREMENTS).containsEntry("lost", 0).containsEntry("failed", 0);
      assertThat(entry).containsEntry(fields.get(i), INCREMENTS);
    }
    assertThat(product.sessions(state)).hasSize(200);
    StateDirectory.assertNothingLeft(state);
  }

  private Process tool(Path out, String index, String field) throws Exception {
    return Commands.start(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC", "-Xmx64m", "-Dsessionctl.lockowner=/openclaw", "-cp",
        System.getProperty("java.class.path"), LockedWriter.class.getName(), index, KEY, field,
        Integer.toString(INCREMENTS)), null, temporary, out, out.resolveSibling(field + ".err"));
  }
}
