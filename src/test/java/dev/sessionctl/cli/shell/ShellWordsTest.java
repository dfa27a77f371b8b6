package dev.sessionctl.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.cli.shell.ShellWords.Open;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.jline.reader.EOFError;
import org.jline.reader.Parser.ParseContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Words as a POSIX shell has them. */
class ShellWordsTest {

  @ParameterizedTest
  @ValueSource(strings = {"a b", "  a\t b  ", "'a b' c", "\"a b\"c", "a\\ b", "'it'\\''s'", "\"a\\\"b\\\\c\\d\\$e\"",
    "'' \"\"", "a\\\nb", "\"a\\\nb\"", "'a\\\nb'", "a'b'\"c\"\\d", "a#b", "a # b c", "# a", "é 'ğ x'", "\\#a", "''#a"})
  void asTheSystemsShell(String line) throws IOException {
    Process shell = new ProcessBuilder("sh").start();
    try (OutputStream script = shell.getOutputStream()) {
      script.write(("printf '%s\\0' " + line + "\n").getBytes(StandardCharsets.UTF_8));
    }
    String out = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    // Without an argument printf prints the format once all the same.
    List<String> expected = line.startsWith("#") ? List.of() : List.of(out.split("\0", -1));
    assertThat(ShellWords.of(line).texts())
        .isEqualTo(expected.isEmpty() ? expected : expected.subList(0, expected.size() - 1));
    assertThat(ShellWords.of(line).open()).isEqualTo(Open.NOTHING);
  }

  @Test
  void nothingIsExpanded() {
    assertThat(ShellWords.of("list $HOME * ~ `x` {a,b} !x").texts())
        .containsExactly("list", "$HOME", "*", "~", "`x`", "{a,b}", "!x");
  }

  @Test
  void whatIsOpenIsSaid() {
    assertThat(ShellWords.of("a 'b").open()).isEqualTo(Open.SINGLE_QUOTE);
    assertThat(ShellWords.of("a \"b\\\"").open()).isEqualTo(Open.DOUBLE_QUOTE);
    assertThat(ShellWords.of("a \\").open()).isEqualTo(Open.BACKSLASH);
    assertThat(ShellWords.of("a | grep 'b").open()).isEqualTo(Open.SINGLE_QUOTE);
    assertThat(ShellWords.of("a # it's").open()).isEqualTo(Open.NOTHING);
    assertThatThrownBy(
        () -> new ShellParser().parse("a 'b", 4, ParseContext.ACCEPT_LINE)).isInstanceOf(EOFError.class);
  }

  @Test
  void aPipeEndsTheWords() {
    ShellWords line = ShellWords.of("list 'a|b' | grep 'x | y'");
    assertThat(line.texts()).containsExactly("list", "a|b");
    assertThat(line.pipe()).isEqualTo(" grep 'x | y'");
  }

  @Test
  void everyTextComesBackFromItsQuotes() {
    SplittableRandom random = new SplittableRandom(8);
    String alphabet = "ab '\"\\|#\n<>&;$`!*é=";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(9); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String quoted = ShellWords.quoted(text.toString());
      assertThat(ShellWords.of("x " + quoted).texts()).as(quoted).containsExactly("x", text.toString());
      for (String begun : List.of("", "'", "\"")) {
        CharSequence completed = ShellParser.Before.of("x " + begun, 2 + begun.length()).escape(text, true);
        assertThat(ShellWords.of("x " + completed).texts()).as(completed.toString())
            .containsExactly("x", text.toString());
      }
    }
  }
}
