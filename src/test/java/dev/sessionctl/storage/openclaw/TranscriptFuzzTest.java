package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.text.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to the bytes of a transcript, reading it ends without an exception. */
class TranscriptFuzzTest {
  @TempDir
  private Path directory;

  @Test
  void damagedBytesNeverFail() throws IOException {
    TranscriptFiles file = TranscriptFiles.withHeader().message("00000001", null, "user")
        .message("00000002", "00000001", "ässistant😀")
        .row("compaction", "00000003", "00000002", ",\"firstKeptEntryId\":\"00000002\",\"tokensBefore\":1.5e3")
        .row("leaf", "00000004", "00000003", ",\"targetId\":\"00000001\",\"appendParentId\":null")
        .row("label", "00000005", "00000001", ",\"targetId\":\"00000003\",\"appendMode\":\"side\"")
        .line("{\"type\":\"message\",\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"\\u00e4\"},{}]}}");
    byte[] healthy = Files.readAllBytes(file.write(directory));
    byte[] nasty = {0, '\n', '\r', '"', '\\', '{', '}', '[', ']', ',', ':', '-', (byte) 0xff, (byte) 0xc3, '0', 'e'};
    Path path = directory.resolve("fuzz.jsonl");
    for (int seed = 0; seed < 3000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = healthy.clone();
      for (int i = random.nextInt(8); i >= 0; i--) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(4)) {
          case 0 -> bytes[at] = nasty[random.nextInt(nasty.length)];
          case 1 -> bytes[at] = (byte) random.nextInt();
          case 2 -> bytes = Arrays.copyOf(bytes, at + 1);
          default -> Arrays.fill(bytes, at, Math.min(bytes.length, at + random.nextInt(40)), (byte) 0);
        }
      }
      Files.write(path, bytes);
      TranscriptStats stats = TranscriptStats.read(path, "s1", 1 + random.nextInt(400));
      assertThat(stats.bytes()).isEqualTo(bytes.length);
      assertThat(stats.reclaimableBytes()).isBetween(0L, (long) bytes.length);
      assertThat(stats.toFields()).isNotEmpty();
      long lines = stats.lines() - stats.unparsableLines();
      assertThat(stats.messages()).isBetween(0L, lines);
      assertThat(TranscriptCounter.countMessages(path)).isGreaterThanOrEqualTo(0);
      assertThat(TranscriptTail.last(path, 3, JsonLines.DEFAULT_CAP)).hasSizeLessThanOrEqualTo(3);
    }
  }
}
