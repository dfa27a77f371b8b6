package dev.sessionctl.storage.praisonai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Judges bytes as a decoder does, however they are cut into reads. */
class Utf8GuardTest {

  @Test
  void agreesWithADecoderHoweverTheBytesAreCut() throws Exception {
    Random random = new Random(7);
    int invalid = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = bytes(random);
      boolean valid = isValid(bytes);
      invalid += valid ? 0 : 1;
      assertThat(passes(bytes, random)).as(java.util.HexFormat.of().formatHex(bytes)).isEqualTo(valid);
    }
    assertThat(invalid).isBetween(1000, 19_000);
  }

  private static byte[] bytes(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      int[] samples = {'a', 'é', '会', 0x1F680, 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff};
      text.appendCodePoint(samples[random.nextInt(samples.length)]);
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 0 && random.nextBoolean()) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(4) == 0 && bytes.length > 0 ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length))
        : bytes;
  }

  private static boolean isValid(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static boolean passes(byte[] bytes, Random random) throws IOException {
    InputStream pieces = new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] buffer, int offset, int length) {
        return super.read(buffer, offset, Math.min(length, 1 + random.nextInt(5)));
      }
    };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Utf8Guard guard = new Utf8Guard(pieces)) {
      byte[] buffer = new byte[8];
      for (int count = guard.read(buffer, 0, 8); count >= 0; count = guard.read(buffer, 0, 8)) {
        out.write(buffer, 0, count);
      }
      assertThat(out.toByteArray()).isEqualTo(bytes);
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
