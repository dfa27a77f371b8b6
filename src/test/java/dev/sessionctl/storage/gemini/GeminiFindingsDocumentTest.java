package dev.sessionctl.storage.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/findings.md and this format name the same findings. */
class GeminiFindingsDocumentTest {

  private static final Pattern ROW =
      Pattern.compile("^\\| `(gemini\\.[a-z0-9.-]+)` \\| (error|warning|info) \\| [123] \\|");
  private static final Path BASE = Path.of(System.getProperty("sessionctl.basedir", "."));
  private static final Path SOURCES = BASE.resolve("src/main/java/dev/sessionctl/storage/gemini");

  @Test
  void everyFindingIsDocumentedAndEveryDocumentedOneExists() throws IOException {
    Map<String, String> documented = new TreeMap<>();
    for (String line : Files.readAllLines(BASE.resolve("docs/findings.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.find()) {
        assertThat(documented.put(row.group(1), row.group(2))).as(row.group(1)).isNull();
      }
    }
    Map<String, String> known = Arrays.stream(Flaw.values()).filter(flaw -> flaw != Flaw.RUN_INTERRUPTED)
        .collect(Collectors.toMap(Flaw::id, flaw -> flaw.severity().label(), (a, b) -> "twice", TreeMap::new));
    assertThat(documented).isEqualTo(known);
  }

  @Test
  void everyFindingIsMadeSomewhere() throws IOException {
    StringBuilder code = new StringBuilder();
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        code.append(file.endsWith("Flaw.java") ? "" : Files.readString(file));
      }
    }
    for (Flaw flaw : Flaw.values()) {
      assertThat(code.toString()).as(flaw.name()).containsPattern("Flaw\\." + flaw.name() + "\\b");
    }
  }

  /** The last column, the advice and the code agree on what repair mends. */
  @Test
  void whatRepairMendsIsSaidWhereItIsMended() throws IOException {
    String document = Files.readString(BASE.resolve("docs/findings.md"));
    for (Flaw flaw : Flaw.values()) {
      if (flaw == Flaw.RUN_INTERRUPTED) {
        continue;
      }
      boolean mended = Repairs.MENDED.contains(flaw);
      assertThat(document).as(flaw.id()).containsPattern("(?m)^\\| `" + Pattern.quote(flaw.id()) + "` .* \\| "
          + Pattern.quote(mended ? "`repair`" : "-") + " \\|$");
      assertThat(flaw.fix() != null && flaw.fix().contains("sessionctl repair")).as(flaw.id()).isEqualTo(mended);
    }
  }
}
