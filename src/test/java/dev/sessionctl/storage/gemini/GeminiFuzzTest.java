package dev.sessionctl.storage.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that were changed at random: every command comes to its end, and reading changes nothing. */
@Timeout(120)
class GeminiFuzzTest {

  private static final int FILES = 300;

  @TempDir
  private Path temporary;

  @Test
  void noCommandFailsOnWhateverStandsThere() throws IOException {
    SplittableRandom random = new SplittableRandom(17);
    GeminiFixture store = GeminiFixture.in(temporary.toRealPath());
    for (int i = 0; i < FILES; i++) {
      byte[] text = GeminiFixture.text("gemini_" + i, 1 + random.nextInt(8)).getBytes(UTF_8);
      Files.write(store.directory().resolve("gemini_" + i + ".json"), mutated(text, random));
    }
    hostile(store);
    Map<String, String> before = store.snapshot();
    String home = store.home().toString();
    for (List<String> command : List.of(List.of("list", "--columns", "key,messages,flags"), List.of("verify"),
        List.of("stores"), List.of("inspect", "gemini_1"))) {
      assertRuns(store, command, home);
    }
    for (String command : List.of("compact", "repair", "evict")) {
      List<String> line = command.equals("evict") ? List.of("evict", "--max-sessions", "10", "--dry-run")
          : List.of(command, "--dry-run");
      assertRuns(store, line, home);
    }
    assertThat(store.snapshot()).isEqualTo(before);

    assertRuns(store, List.of("repair", "--yes"), home);
    assertThat(store.check(3).problems()).doesNotContain(Flaw.EMPTY.id(), Flaw.TORN.id(), Flaw.TRAILING.id(),
        Flaw.INVALID.id(), Flaw.BYTE_ORDER_MARK.id());
    assertRuns(store, List.of("compact", "--yes"), home);
    assertRuns(store, List.of("compact", "--yes"), home);
    assertThat(store.check(3).problems()).doesNotContain(Flaw.INVALID.id(), Flaw.DUPLICATE.id());
  }

  private static void assertRuns(GeminiFixture store, List<String> command, String home) {
    String[] line = Arrays.copyOf(command.toArray(String[]::new), command.size() + 2);
    line[command.size()] = "-s";
    line[command.size() + 1] = home;
    GeminiFixture.Result result = store.run(line);
    assertThat(result.code()).as(String.join(" ", line) + "\n" + result.err()).isIn(0, 1, 3, 4);
  }

  /** Names and ids that lead elsewhere, or nowhere. */
  private static void hostile(GeminiFixture store) throws IOException {
    store.write("a.json", GeminiFixture.text("../../../evil", 1));
    store.write("b.json", GeminiFixture.text("x\\u0000y", 1));
    store.write("c.json", GeminiFixture.text("line\\nbreak \\u001b[31m", 1));
    store.write("d.json", GeminiFixture.text("\\ud800", 1));
    store.write("e.json", GeminiFixture.text("z".repeat(100_000), 1));
    store.write("f.json", "[".repeat(200_000));
    store.write("g.json", "{\"messages\": [" + "{},".repeat(5_000) + "{}], \"id\": \"g\"}");
    store.write("h.json", "\n    {\n".repeat(20_000));
    store.write("constructor.json", GeminiFixture.text("__proto__", 1));
    Files.createSymbolicLink(store.directory().resolve("i.json"), Path.of("/dev/zero"));
  }

  private static byte[] mutated(byte[] text, SplittableRandom random) {
    byte[] bytes = text.clone();
    switch (random.nextInt(6)) {
      case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1 -> {
        int from = random.nextInt(bytes.length);
        Arrays.fill(bytes, from, Math.min(bytes.length, from + random.nextInt(300)), (byte) 0);
      }
      case 2 -> {
        byte[] more = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(400));
        System.arraycopy(bytes, random.nextInt(bytes.length / 2), more, bytes.length,
            Math.min(more.length - bytes.length, bytes.length / 2));
        bytes = more;
      }
      case 3 -> {
        for (int i = 0; i < 5; i++) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
      }
      case 4 -> {
        int from = random.nextInt(bytes.length - 1);
        int to = from + random.nextInt(bytes.length - from);
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - (to - from));
        System.arraycopy(bytes, to, shorter, from, bytes.length - to);
        bytes = shorter;
      }
      default -> { }
    }
    return bytes;
  }
}
