package dev.sessionctl.storage.praisonai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.check.InterruptedRunCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/findings.md and the code name the same findings. */
class FindingsDocumentTest {

  private static final Pattern ROW = Pattern.compile(
      "^\\| `(praisonai\\.[a-z0-9.-]+)` \\| (error|warning|info) \\| [123] \\| .* \\| (-|`repair`) \\|$");
  private static final Path BASE = Path.of(System.getProperty("sessionctl.basedir", "."));
  private static final Path SOURCES = BASE.resolve("src/main/java/dev/sessionctl/storage/praisonai");

  @Test
  void everyFindingIsDocumentedAndEveryDocumentedOneExists() throws Exception {
    Map<String, String> documented = new TreeMap<>();
    for (String line : Files.readAllLines(BASE.resolve("docs/findings.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.find()) {
        assertThat(documented.put(row.group(1), row.group(2) + row.group(3))).as(row.group(1)).isNull();
      }
    }
    Map<String, String> known = new TreeMap<>();
    for (Flaw flaw : Flaw.values()) {
      boolean mended = flaw.fix() != null && flaw.fix().contains("sessionctl repair");
      if (!flaw.id().equals(InterruptedRunCheck.ID)) {
        assertThat(known.put(flaw.id(), flaw.severity().label() + (mended ? "`repair`" : "-"))).isNull();
      }
    }
    assertThat(documented).isEqualTo(known);
  }

  @Test
  void everyFindingIsMadeSomewhere() throws Exception {
    String code = sources();
    for (Flaw flaw : Flaw.values()) {
      assertThat(code).as(flaw.name()).containsPattern("\\bFlaw\\." + flaw.name() + "\\b");
    }
  }

  private static String sources() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      StringBuilder text = new StringBuilder();
      for (Path file : (Iterable<Path>) files::iterator) {
        if (!file.endsWith("Flaw.java")) {
          text.append(Files.readString(file));
        }
      }
      return text.toString();
    }
  }
}
