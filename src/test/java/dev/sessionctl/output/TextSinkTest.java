package dev.sessionctl.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TextSinkTest {
  @Test
  void writesUtf8AndReplacesLoneSurrogates() throws IOException {
    Streams.Memory out = new Streams.Memory();
    try (TextSink sink = new TextSink(out)) {
      sink.write("aé日😀\ud83d|\ude00").write('ı').write('\ud83d').spaces(2).spaces(-1).write("");
      assertThat(out.size()).isZero();
    }
    assertThat(out.text()).isEqualTo("aé日😀\ufffd|\ufffdı\ufffd  ");
    assertThat(out.closed).isFalse();
  }

  @Test
  void agreesWithTheJdkAcrossBufferBorders() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 400_000; i++) {
      int cp = random.nextInt(4) > 0 ? random.nextInt(0x80) : random.nextInt(0x110000);
      text.appendCodePoint(cp >= 0xd800 && cp <= 0xdfff ? 'x' : cp);
    }
    Streams.Memory out = new Streams.Memory();
    try (TextSink sink = new TextSink(out)) {
      sink.write(text.toString());
      for (int i = 0; i < 70_000; i++) {
        sink.write('日');
      }
    }
    String expected = text + "日".repeat(70_000);
    assertThat(out.toByteArray()).isEqualTo(expected.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void failuresAreNotSwallowed() {
    Streams.Full out = new Streams.Full(10);
    TextSink sink = new TextSink(out);
    assertThatThrownBy(() -> sink.write("x".repeat(100_000))).isInstanceOf(IOException.class);
    assertThatThrownBy(sink::flush).isInstanceOf(IOException.class).hasMessage("No space left on device");
    assertThat(out.attempts).isEqualTo(1);
  }
}
