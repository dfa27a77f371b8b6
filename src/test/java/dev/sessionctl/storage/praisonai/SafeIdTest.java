package dev.sessionctl.storage.praisonai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.locks.LockHolder;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

/** Names of files as the product makes them of ids. */
class SafeIdTest {

  @Test
  void keepsWhatPythonCallsAlphanumericAndTwoSigns() {
    assertThat(SafeId.of("proj:1/main")).isEqualTo("proj_1_main");
    assertThat(SafeId.of("a b.c-d_e")).isEqualTo("a_b_c-d_e");
    assertThat(SafeId.of("会话-4")).isEqualTo("会话-4");
    assertThat(SafeId.of("Straße ½ ² Ⅷ")).isEqualTo("Straße_½_²_Ⅷ");
    assertThat(SafeId.of("👩‍💻")).isEqualTo("___");
    assertThat(SafeId.of("e\u0301")).isEqualTo("e_");
    assertThat(SafeId.of("")).isEmpty();
    assertThat(SafeId.of("\ud83d")).isEqualTo("_");
  }

  /** Every code point that both know; an older Java or Python knows fewer. */
  @Test
  void agreesWithPythonOnEveryCodePoint() throws Exception {
    Process python = new ProcessBuilder(LockHolder.python(), "-c",
        "import unicodedata\nprint(' '.join(str(c) for c in range(0x110000) if chr(c).isalnum()))\n"
            + "print(' '.join(str(c) for c in range(0x110000) if unicodedata.category(chr(c)) == 'Cn'))").start();
    String[] lines = new String(python.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).split("\n");
    assertThat(python.waitFor()).isZero();
    BitSet kept = bits(lines[0]);
    BitSet unknown = bits(lines[1]);
    for (int c = 0; c < 0x110000; c++) {
      if (!unknown.get(c) && Character.isDefined(c) && c != '_' && c != '-') {
        String expected = kept.get(c) ? Character.toString(c) : "_";
        assertThat(SafeId.of(Character.toString(c))).as("U+%04X", c).isEqualTo(expected);
      }
    }
  }

  private static BitSet bits(String line) {
    BitSet bits = new BitSet();
    for (String number : line.split(" ")) {
      bits.set(Integer.parseInt(number));
    }
    return bits;
  }
}
