package dev.sessionctl.storage.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** File names of ids, as {@code _safeFilePath} of 1.34.0 made them when it was run. */
class SafeNameTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, value = {
      "../../evil|evil.json", "a/b|ab.json", "a\\b|ab.json", "x..y|xy.json", "...|..json", "..|.json", "....//|.json",
      "a:b|a:b.json", "a b|a b.json", ".x|.x.json", "тест|тест.json", "./.|...json", ".\\.|...json",
      ".....|..json", "a...b|a.b.json", "./..|..json",
      "gemini_1772151157035|gemini_1772151157035.json"})
  void theProductsNames(String id, String name) {
    assertThat(SafeName.of(id)).isEqualTo(name);
  }

  /** What a removal brings together stays: only one pass is made. */
  @Test
  void dotsThatMeetAfterwardsStay() {
    assertThat(SafeName.of("./.")).isEqualTo("...json");
    assertThat(SafeName.of("")).isEqualTo(".json");
  }

  @Test
  void whatTheLoaderReads() {
    assertThat(SafeName.isRead(".x.json")).isTrue();
    assertThat(SafeName.isRead("x.JSON")).isFalse();
    assertThat(SafeName.isRead("x.json.tmp")).isFalse();
  }

  @Test
  void theIdBehindAName() {
    assertThat(SafeName.idOf("gemini_1.json")).isEqualTo("gemini_1");
    assertThat(SafeName.idOf("undefined.json")).isNull();
    assertThat(SafeName.idOf(".json")).isNull();
    assertThat(SafeName.idOf("..json")).isEqualTo(".");
    assertThat(SafeName.idOf("a..b.json")).isNull();
    assertThat(SafeName.idOf("a.txt")).isNull();
  }
}
