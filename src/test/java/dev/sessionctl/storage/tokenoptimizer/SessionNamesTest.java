package dev.sessionctl.storage.tokenoptimizer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionNamesTest {

  @ParameterizedTest
  @CsvSource({"abc, abc, abc", "a.b, a_b, ab", "a b, a_b, ab", "agent:main:x, agent_main_x, agentmainx",
      "a_b-c, a_b-c, a_b-c", "../..,  _____, ''", "😀x, __x, x", "é, _, ''"})
  void mapsEachUnit(String id, String directory, String stripped) {
    assertThat(SessionNames.directory(id)).isEqualTo(directory);
    assertThat(SessionNames.stripped(id)).isEqualTo(stripped);
  }

  @Test
  void givesTheEmptyIdAName() {
    assertThat(SessionNames.directory("")).isEqualTo("invalid-session");
    assertThat(SessionNames.isCertain("invalid-session")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a.b", "a/b", "ä", ".sessionctl"})
  void knowsNamesToWhichNoIdLeads(String name) {
    assertThat(SessionNames.isDirectoryName(name)).isFalse();
  }

  @Test
  void takesNoNameThatIsTooLong() {
    assertThat(SessionNames.isDirectoryName("a".repeat(255))).isTrue();
    assertThat(SessionNames.isDirectoryName("a".repeat(256))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"2026-08-01T08-22-24-050Z-progressive-20.md, 1785572544050, progressive-20",
      "2026-08-01T08-22-24-050Z-x.md, 1785572544050, x"})
  void readsNamesOfCheckpoints(String name, long time, String trigger) {
    assertThat(CheckpointName.of(name)).isEqualTo(new CheckpointName(time, trigger));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.md", "2026-08-01T08-22-24-050Z-.md", "2026-13-01T08-22-24-050Z-x.md",
      "2026-08-01T08-22-24-050Z-x.json", "2026-08-01T08:22:24.050Z-x.md"})
  void takesNoOtherNameForACheckpoint(String name) {
    assertThat(CheckpointName.of(name)).isNull();
  }
}
