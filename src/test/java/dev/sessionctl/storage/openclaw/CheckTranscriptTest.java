package dev.sessionctl.storage.openclaw;

import static dev.sessionctl.storage.openclaw.OpenClawFixture.header;
import static dev.sessionctl.storage.openclaw.OpenClawFixture.id;
import static dev.sessionctl.storage.openclaw.OpenClawFixture.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.text.JsonLines;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckTranscriptTest {

  private static final String KEY = "agent:main:main";

  @TempDir
  Path temporary;

  private OpenClawFixture fixture;
  private String good;

  @BeforeEach
  void build() throws Exception {
    good = OpenClawFixture.transcriptText(id(1), 4);
    fixture = OpenClawFixture.in(temporary).session(KEY, id(1), 4).writeIndex();
  }

  private void expect(String text, Flaw... flaws) throws Exception {
    expect(text.getBytes(StandardCharsets.UTF_8), flaws);
  }

  private void expect(byte[] content, Flaw... flaws) throws Exception {
    Files.write(fixture.transcript(id(1)), content);
    OpenClawFixture.age(fixture.transcript(id(1)), OpenClawFixture.TIME);
    Checks.Outcome outcome = Checks.level(fixture, 2);
    assertThat(outcome.ids()).containsExactlyInAnyOrder(
        Arrays.stream(flaws).map(Flaw::id).toArray(String[]::new));
    for (Finding finding : outcome.findings()) {
      assertThat(finding.key()).isEqualTo(KEY);
      assertThat(finding.path()).isEqualTo(fixture.transcript(id(1)));
      assertThat(finding.message()).doesNotContain("Grüße");
    }
    assertThat(Checks.level(fixture, 1).ids()).isEmpty();
  }

  @Test
  void headers() throws Exception {
    expect("", Flaw.TRANSCRIPT_EMPTY);
    expect(good.substring(good.indexOf('\n') + 1), Flaw.TRANSCRIPT_NO_HEADER);
    expect(good.replace("\"version\":3", "\"version\":4"), Flaw.TRANSCRIPT_VERSION);
    expect(good.replace(id(1), id(5)), Flaw.TRANSCRIPT_OTHER_ID);
    expect(header(id(1)).replace("\"id\":\"" + id(1) + "\",", "") + message(0, null, "user"),
        Flaw.TRANSCRIPT_OTHER_ID);
    expect(good + header(id(1)), Flaw.TRANSCRIPT_SECOND_HEADER);
    expect("\uFEFF" + good, Flaw.TRANSCRIPT_BYTE_ORDER_MARK);
  }

  @Test
  void ends() throws Exception {
    expect(good.substring(0, good.length() - 20), Flaw.TRANSCRIPT_TORN);
    expect(good.substring(0, good.length() - 1), Flaw.TRANSCRIPT_UNTERMINATED);
  }

  @Test
  void lines() throws Exception {
    expect(good + "{\"type\":\"mess\n", Flaw.TRANSCRIPT_UNPARSABLE);
    expect(good + "\0\0\0\0\0\0\0\0\n", Flaw.TRANSCRIPT_UNPARSABLE);
    expect(good + "12\n{\"id\":\"x\"}\n", Flaw.TRANSCRIPT_NOT_A_ROW, Flaw.TRANSCRIPT_NOT_A_ROW);
    expect(good.getBytes(StandardCharsets.ISO_8859_1), Flaw.TRANSCRIPT_INVALID_UTF8);
    expect(good + "{\"type\":\"custom\",\"type\":\"custom\",\"id\":\"0000ffff\",\"parentId\":null}\n",
        Flaw.TRANSCRIPT_DUPLICATE_FIELD);
    expect(good + "{\"type\":\"custom\",\"id\":\"0000ffff\",\"parentId\":null,\"data\":" + "[".repeat(2000)
        + "]".repeat(2000) + "}\n", Flaw.TRANSCRIPT_TOO_DEEP);
  }

  @Test
  void overLongLine() throws Exception {
    try (OutputStream out = Files.newOutputStream(fixture.transcript(id(1)))) {
      out.write(good.getBytes(StandardCharsets.UTF_8));
      byte[] block = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i <= JsonLines.DEFAULT_CAP >> 20; i++) {
        out.write(block);
      }
      out.write('\n');
    }
    assertThat(Checks.level(fixture, 2).ids()).containsExactly(Flaw.TRANSCRIPT_LONG_LINE.id());
  }

  @Test
  void trees() throws Exception {
    expect(good + message(9, 77, "user"), Flaw.TRANSCRIPT_DANGLING);
    expect(good + message(3, 2, "user"), Flaw.TRANSCRIPT_DUPLICATE_ID);
    expect(header(id(1)) + message(0, 1, "user") + message(1, 0, "user"), Flaw.TRANSCRIPT_CYCLE);
  }

  @Test
  void unreadable() throws Exception {
    Files.setPosixFilePermissions(fixture.transcript(id(1)), java.util.Set.of());
    Assumptions.assumeFalse(Files.isReadable(fixture.transcript(id(1))));
    Checks.Outcome outcome = Checks.level(fixture, 2);
    assertThat(outcome.ids()).containsExactly(Flaw.TRANSCRIPT_UNREADABLE.id());
    assertThat(outcome.summary().complete()).isFalse();
  }
}
