package dev.sessionctl.storage.openclaw;

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

/** docs/findings.md and the code name the same findings. */
class FindingsDocumentTest {

  private static final Pattern ROW = Pattern.compile("^\\| `([a-z0-9.-]+)` \\| (error|warning|info) \\| [123] \\|");
  private static final Path BASE = Path.of(System.getProperty("sessionctl.basedir", "."));
  private static final Path SOURCES = BASE.resolve("src/main/java/dev/sessionctl/storage/openclaw");

  @Test
  void everyFindingIsDocumentedAndEveryDocumentedOneExists() throws Exception {
    Map<String, String> documented = new TreeMap<>();
    for (String line : Files.readAllLines(BASE.resolve("docs/findings.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.find() && !isOthers(row.group(1))) {
        assertThat(documented.put(row.group(1), row.group(2))).as(row.group(1)).isNull();
      }
    }
    Map<String, String> known = Arrays.stream(Flaw.values())
        .collect(Collectors.toMap(Flaw::id, flaw -> flaw.severity().label(), (a, b) -> "twice", TreeMap::new));
    assertThat(documented).isEqualTo(known);
  }

  /** Other formats test theirs. */
  private static boolean isOthers(String id) {
    return !id.startsWith("openclaw.") && !id.startsWith("sessionctl.");
  }

  @Test
  void everyFindingIsMadeSomewhere() throws Exception {
    String code = sources();
    for (Flaw flaw : Flaw.values()) {
      assertThat(code).as(flaw.name()).containsPattern("Flaw\\." + flaw.name() + "\\b");
    }
  }

  /** Advice must not name what does not exist (yet). */
  @Test
  void adviceNamesRealCommandsOnly() {
    for (Flaw flaw : Flaw.values()) {
      if (flaw.fix() != null) {
        Matcher command = Pattern.compile("sessionctl ([a-z]+)").matcher(flaw.fix());
        while (command.find()) {
          assertThat(command.group(1)).as(flaw.fix()).isIn("compact", "migrate", "inspect", "list", "verify",
              "repair", "locks");
        }
        assertThat(flaw.fix()).doesNotContain("\n");
      }
    }
  }

  /** The last column, the advice and the code agree on what repair mends. */
  @Test
  void whatRepairMendsIsSaidWhereItIsMended() throws Exception {
    String document = Files.readString(BASE.resolve("docs/findings.md"));
    for (Flaw flaw : Flaw.values()) {
      String column = Repairs.REINDEX.contains(flaw) ? "`repair --reindex`"
          : Repairs.MENDED.contains(flaw) ? "`repair`" : "-";
      assertThat(document).as(flaw.id()).containsPattern("(?m)^\\| `" + Pattern.quote(flaw.id()) + "` .* \\| "
          + Pattern.quote(column) + " \\|$");
      assertThat(flaw.fix() != null && flaw.fix().contains("sessionctl repair")).as(flaw.id())
          .isEqualTo(!column.equals("-"));
      if (Repairs.REINDEX.contains(flaw)) {
        assertThat(flaw.fix()).contains("sessionctl repair --reindex");
      }
    }
  }

  private static String sources() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      StringBuilder text = new StringBuilder();
      for (Path file : (Iterable<Path>) files::iterator) {
        if (Files.isRegularFile(file) && !file.endsWith("Flaw.java")) {
          text.append(Files.readString(file));
        }
      }
      return text.toString();
    }
  }
}
