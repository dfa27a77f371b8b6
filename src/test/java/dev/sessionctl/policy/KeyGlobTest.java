package dev.sessionctl.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyGlobTest {

  @ParameterizedTest
  @CsvSource(delimiter = ' ', textBlock = """
      abc abc true
      abc abd false
      a*c ac true
      a*c abbbc true
      a*c abbbd false
      * x true
      a*b*c aXbYbZc true
      a*b*c aXcYb false
      a?c abc true
      a?c ac false
      a?c a\uD83D\uDE00c true
      *:cron:* agent:main:cron:7 true
      [a-c]x bx true
      [a-c]x dx false
      [!a-c]x dx true
      [^a-c]x ax false
      []]x ]x true
      [a-]x -x true
      [\\]]x ]x true
      [abc [abc true
      a\\*c a*c true
      a\\*c abc false
      a\\*c a\\*c true
      group[1] group[1] true
      group[1] group1 true
      ** anything true
      """)
  void matches(String pattern, String key, boolean expected) {
    assertThat(KeyGlob.of(pattern).matches(key)).isEqualTo(expected);
  }

  @Test
  void emptyKeysAndPatterns() {
    assertThat(KeyGlob.of("").matches("")).isTrue();
    assertThat(KeyGlob.of("*").matches("")).isTrue();
    assertThat(KeyGlob.of("?").matches("")).isFalse();
    assertThat(KeyGlob.of("\\").matches("\\")).isTrue();
  }

  @Test
  void literalsNameOneKey() {
    assertThat(KeyGlob.of("agent:main:main").isLiteral()).isTrue();
    assertThat(KeyGlob.of("a\\*").isLiteral()).isTrue();
    assertThat(KeyGlob.of("a*").isLiteral()).isFalse();
    assertThat(KeyGlob.of("a[").isLiteral()).isTrue();
  }

  @Test
  void hostilePatternsTakeNoExponentialTime() {
    KeyGlob glob = KeyGlob.of("a*".repeat(200) + "b");
    Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20),
        () -> assertThat(glob.matches("a".repeat(5000))).isFalse());
  }
}
