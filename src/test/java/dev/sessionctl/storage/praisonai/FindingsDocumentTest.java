package dev.sessionctl.storage.praisonai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.check.FindingClass;
import dev.sessionctl.storage.check.InterruptedRunCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** docs/findings.md and the code name the same findings. */
class FindingsDocumentTest {

  private static final Path BASE = Path.of(System.getProperty("sessionctl.basedir", "."));
  private static final Path SOURCES = BASE.resolve("src/main/java/dev/sessionctl/storage/praisonai");

  /** The two kinds of stores. */
  enum Kind {
    FILES("praisonai", Flaw.values()),
    DATABASE("praisonai-sqlite", TranscriptFlaw.values());

    private final String prefix;
    private final List<FindingClass> flaws;

    Kind(String prefix, FindingClass... flaws) {
      this.prefix = prefix;
      this.flaws = List.of(flaws);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyFindingIsDocumentedAndEveryDocumentedOneExists(Kind kind) throws Exception {
    Pattern rows = Pattern.compile("^\\| `(" + kind.prefix
        + "\\.[a-z0-9.-]+)` \\| (error|warning|info) \\| [123] \\| .* \\| (-|`repair`) \\|$");
    Map<String, String> documented = new TreeMap<>();
    for (String line : Files.readAllLines(BASE.resolve("docs/findings.md"))) {
      Matcher row = rows.matcher(line);
      if (row.find()) {
        assertThat(documented.put(row.group(1), row.group(2) + row.group(3))).as(row.group(1)).isNull();
      }
    }
    Map<String, String> known = new TreeMap<>();
    for (FindingClass flaw : kind.flaws) {
      boolean mended = flaw.fix() != null && flaw.fix().contains("sessionctl repair");
      if (!flaw.id().equals(InterruptedRunCheck.ID)) {
        assertThat(known.put(flaw.id(), flaw.severity().label() + (mended ? "`repair`" : "-"))).isNull();
      }
    }
    assertThat(documented).isEqualTo(known);
  }

  @ParameterizedTest
  @EnumSource
  void everyFindingIsMadeSomewhere(Kind kind) throws Exception {
    String type = kind.flaws.get(0).getClass().getSimpleName();
    String code = sources(type);
    for (FindingClass flaw : kind.flaws) {
      String name = ((Enum<?>) flaw).name();
      assertThat(code).as(name).containsPattern("\\b" + type + "\\." + name + "\\b");
    }
  }

  private static String sources(String type) throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      StringBuilder text = new StringBuilder();
      for (Path file : (Iterable<Path>) files::iterator) {
        if (!file.endsWith(type + ".java")) {
          text.append(Files.readString(file));
        }
      }
      return text.toString();
    }
  }
}
