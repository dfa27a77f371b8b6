package dev.sessionctl.storage.openclaw;

import static dev.sessionctl.storage.openclaw.OpenClawFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Finding;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckIndexTest {

  @TempDir
  Path temporary;

  private OpenClawFixture fixture;

  @BeforeEach
  void build() throws Exception {
    fixture = OpenClawFixture.in(temporary).session("agent:main:main", id(1), 3)
        .session("agent:main:direct:ayşe", id(2), 1).writeIndex();
  }

  /** The transcripts beside a damaged index are named once and not called unreferenced. */
  private void expect(Flaw flaw) throws Exception {
    Checks.Outcome outcome = Checks.full(fixture);
    Finding finding = outcome.only(flaw);
    assertThat(finding.message()).contains("2 transcripts").doesNotContain("\n");
    assertThat(finding.path()).isEqualTo(fixture.index());
    assertThat(outcome.ids()).containsExactly(flaw.id());
    assertThat(outcome.summary().complete()).isFalse();
  }

  private void index(String text, Charset charset) throws Exception {
    Files.write(fixture.index(), text.getBytes(charset));
  }

  @Test
  void torn() throws Exception {
    index(fixture.indexText().substring(0, 300), StandardCharsets.UTF_8);
    expect(Flaw.INDEX_UNPARSABLE);
  }

  @Test
  void json5() throws Exception {
    index("// comment\n" + fixture.indexText(), StandardCharsets.UTF_8);
    expect(Flaw.INDEX_UNPARSABLE);
  }

  @Test
  void anotherEncoding() throws Exception {
    index(fixture.indexText(), StandardCharsets.UTF_16LE);
    expect(Flaw.INDEX_UNPARSABLE);
  }

  @Test
  void zeroes() throws Exception {
    index("\0".repeat(5000), StandardCharsets.UTF_8);
    expect(Flaw.INDEX_UNPARSABLE);
  }

  @Test
  void empty() throws Exception {
    index("", StandardCharsets.UTF_8);
    expect(Flaw.INDEX_EMPTY);
  }

  @Test
  void byteOrderMark() throws Exception {
    index("\uFEFF" + fixture.indexText(), StandardCharsets.UTF_8);
    expect(Flaw.INDEX_BYTE_ORDER_MARK);
  }

  @Test
  void array() throws Exception {
    index("[" + fixture.indexText() + "]", StandardCharsets.UTF_8);
    expect(Flaw.INDEX_NOT_AN_OBJECT);
  }

  @Test
  void trailing() throws Exception {
    index(fixture.indexText() + "{}", StandardCharsets.UTF_8);
    expect(Flaw.INDEX_TRAILING);
  }

  @Test
  void link() throws Exception {
    Path target = fixture.state().resolve("elsewhere.json");
    Files.move(fixture.index(), target);
    Files.createSymbolicLink(fixture.index(), target);
    expect(Flaw.INDEX_NOT_A_FILE);
  }

  @Test
  void missing() throws Exception {
    Files.delete(fixture.index());
    expect(Flaw.INDEX_MISSING);
  }

  @Test
  void unreadable() throws Exception {
    Files.setPosixFilePermissions(fixture.index(), java.util.Set.of());
    Assumptions.assumeFalse(Files.isReadable(fixture.index()));
    assertThat(Checks.level(fixture, 1).ids()).contains(Flaw.INDEX_UNREADABLE.id());
    Files.setPosixFilePermissions(fixture.index(), DurableFiles.PRIVATE_FILE);
  }
}
