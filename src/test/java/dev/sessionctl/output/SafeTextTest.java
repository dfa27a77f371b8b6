package dev.sessionctl.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTextTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "agent:main:direct:+49", "İstanbul ığüş", "日本語", "😀", "e\u0301", "back\\slash",
    "tab-free ~ \u00a0"})
  void leavesHarmlessTextAlone(String text) {
    assertThat(SafeText.neutralise(text)).isSameAs(text);
  }

  @Test
  void showsWhatWouldHideOrMove() {
    assertThat(SafeText.neutralise("a\u001b[31mred\u0007\n\r\t\u007f\u009b2J"))
        .isEqualTo("a\\x1b[31mred\\x07\\n\\r\\t\\x7f\\x9b2J");
    assertThat(SafeText.neutralise("x\u202egpj.exe\u2066\u2069\u200e\u200f\u061c"))
        .isEqualTo("x\\u202egpj.exe\\u2066\\u2069\\u200e\\u200f\\u061c");
    assertThat(SafeText.neutralise("\u200b\u200d\u2060\ufeff\u00ad\u2028\u2029"))
        .isEqualTo("\\u200b\\u200d\\u2060\\ufeff\\xad\\u2028\\u2029");
    assertThat(SafeText.neutralise("😀\ud83d|\ude00")).isEqualTo("😀\\ud83d|\\ude00");
    assertThat(SafeText.neutralise("hi" + Character.toString(0xe0041) + Character.toString(0x1ffff)))
        .isEqualTo("hi\\u{e0041}\\u{1ffff}");
    assertThat(SafeText.neutralise(Character.toString(0x10ffff))).isEqualTo("\\u{10ffff}");
  }

  @Test
  void neverLetsAControlThrough() {
    StringBuilder all = new StringBuilder();
    for (int c = 0; c <= 0xffff; c++) {
      all.append((char) c);
    }
    String safe = SafeText.neutralise(all.toString());
    assertThat(safe.codePoints().filter(c -> Character.isISOControl(c)
        || Character.getType(c) == Character.SURROGATE || c >= 0x202a && c <= 0x202e)).isEmpty();
    assertThat(SafeText.neutralise(safe)).isSameAs(safe);
  }

  @ParameterizedTest
  @CsvSource({"abc,3", "日本,4", "ＡＢ,4", "한글,4", "😀,2", "👍x,3", "Å,1", "é,1", "─,1", "🚀🚀,4", "ﾊ,1", "𠀀,2"})
  void measuresColumns(String text, int columns) {
    assertThat(SafeText.width(text)).isEqualTo(columns);
  }

  @Test
  void marksTakeNoColumn() {
    assertThat(SafeText.width("e\u0301\u0302")).isEqualTo(1);
    assertThat(SafeText.width("\u304b\u3099")).isEqualTo(2);
    assertThat(SafeText.width("\u1112\u1161\u11ab")).isEqualTo(2);
  }

  @Test
  void cutsByColumns() {
    String text = "abcdef";
    assertThat(SafeText.truncate(text, 6)).isSameAs(text);
    assertThat(SafeText.truncate(text, 5)).isEqualTo("abcd…");
    assertThat(SafeText.truncate(text, 1)).isEqualTo("…");
    assertThat(SafeText.truncate(text, 0)).isEmpty();
    assertThat(SafeText.truncate(text, -3)).isEmpty();
    assertThat(SafeText.truncate("日本語", 6)).isEqualTo("日本語");
    assertThat(SafeText.truncate("日本語", 5)).isEqualTo("日本…");
    assertThat(SafeText.truncate("日本語", 4)).isEqualTo("日…");
    assertThat(SafeText.truncate("😀😀", 3)).isEqualTo("😀…");
    assertThat(SafeText.truncate("😀😀", 2)).isEqualTo("…");
    assertThat(SafeText.truncate("e\u0301abc", 3)).isEqualTo("e\u0301a…");
  }

  @Test
  void lineEscapesComeBack() {
    StringBuilder all = new StringBuilder("\\n \\x1b \\q");
    for (int c = 0; c <= 0xff; c++) {
      all.append((char) c);
    }
    String text = all + "\ud83d\\";
    String escaped = LineEscapes.escape(text);
    assertThat(escaped).doesNotContain("\n", "\r", "\t", "\u0000", "\u001b", "\u007f");
    assertThat(LineEscapes.unescape(escaped)).isEqualTo(text);
    assertThat(LineEscapes.unescape("\\q\\x1\\xzz\\")).isEqualTo("\\q\\x1\\xzz\\");
    String plain = "agent:main";
    assertThat(LineEscapes.escape(plain)).isSameAs(plain);
    assertThat(LineEscapes.unescape(plain)).isSameAs(plain);
  }

  @Test
  void formatsAreFoundInAnyCaseAndLocale() {
    for (OutputFormat format : OutputFormat.values()) {
      assertThat(OutputFormat.of(format.label())).isSameAs(format);
      assertThat(OutputFormat.of(format.name())).isSameAs(format);
    }
    assertThat(OutputFormat.WIDE.label()).isEqualTo("wide");
    assertThat(OutputFormat.of("Wide")).isSameAs(OutputFormat.WIDE);
    assertThatIllegalArgumentException().isThrownBy(() -> OutputFormat.of("ya\u001bml"))
        .withMessageContaining("'ya\\x1bml' is no output format");
  }

  @Test
  void stylesOnlyWhenAsked() {
    assertThat(Style.RED.apply("x", true)).isEqualTo("\u001b[31mx\u001b[0m");
    assertThat(Style.RED.apply("x", false)).isEqualTo("x");
    assertThat(Style.RED.apply("", true)).isEmpty();
  }
}
