package dev.sessionctl.storage.openclaw;

import static dev.sessionctl.storage.openclaw.OpenClawFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Damaged stores: whatever they hold, a check ends, reports it and changes nothing. */
@Timeout(120)
class CheckCorpusTest {

  private static final int STRIDE = 97;

  @TempDir
  Path temporary;

  private OpenClawFixture fixture;

  @BeforeEach
  void build() throws Exception {
    fixture = OpenClawFixture.in(temporary);
    for (int i = 1; i <= 8; i++) {
      fixture.session("agent:main:direct:" + i, id(i), 12);
    }
  }

  private Checks.Outcome unchanged() throws Exception {
    String before = Checks.treeHash(fixture.state());
    Checks.Outcome outcome = Checks.full(fixture);
    assertThat(Checks.treeHash(fixture.state())).isEqualTo(before);
    return outcome;
  }

  private static void put(Path file, byte[] content) throws Exception {
    Files.write(file, content);
    OpenClawFixture.age(file, OpenClawFixture.TIME);
  }

  @Test
  void anIndexTornAnywhere() throws Exception {
    fixture.writeIndex();
    byte[] whole = fixture.indexText().getBytes(StandardCharsets.UTF_8);
    for (int cut = 0; cut < whole.length; cut += STRIDE) {
      put(fixture.index(), Arrays.copyOf(whole, cut));
      assertThat(unchanged().ids()).as("cut at %d", cut).hasSize(1).first().asString().startsWith("openclaw.index.");
    }
  }

  @Test
  void anEntryFileTornAnywhere() throws Exception {
    for (DirectoryLayout layout : DirectoryLayout.values()) {
      OpenClawFixture store = OpenClawFixture.in(Files.createDirectory(temporary.resolve(layout.name())))
          .session("agent:main:main", id(1), 1).writeDirectory(layout);
      Path file = layout.entries(store.directory()).resolve(layout.fileName("agent:main:main"));
      byte[] whole = Files.readAllBytes(file);
      fixture = store;
      for (int cut = 0; cut < whole.length; cut += 17) {
        put(file, Arrays.copyOf(whole, cut));
        assertThat(unchanged().ids()).as("%s cut at %d", layout, cut).containsExactly(Flaw.DIRECTORY_ENTRY.id());
      }
    }
  }

  @Test
  void aTranscriptTornAnywhere() throws Exception {
    fixture.writeIndex();
    byte[] whole = Files.readAllBytes(fixture.transcript(id(1)));
    for (int cut = 1; cut < whole.length; cut += STRIDE) {
      put(fixture.transcript(id(1)), Arrays.copyOf(whole, cut));
      boolean lineEnd = whole[cut - 1] == '\n';
      assertThat(unchanged().ids().isEmpty()).as("cut at %d", cut).isEqualTo(lineEnd);
    }
  }

  @Test
  void mutatedTranscripts() throws Exception {
    fixture.writeIndex();
    SplittableRandom random = new SplittableRandom(20261120);
    byte[] whole = Files.readAllBytes(fixture.transcript(id(1)));
    for (int round = 0; round < 300; round++) {
      byte[] bytes = whole.clone();
      int at = random.nextInt(bytes.length - 40);
      boolean certain = true;
      switch (round % 5) {
        case 0 -> Arrays.fill(bytes, at, at + 1 + random.nextInt(40), (byte) 0);
        case 1 -> bytes[lineStart(bytes, at)] = 'x';
        case 2 -> bytes[at] = (byte) 0xff;
        case 3 -> bytes = without(bytes, lineStart(bytes, at), lineEnd(bytes, at));
        default -> {
          bytes[at] = (byte) random.nextInt(256);
          certain = false;
        }
      }
      put(fixture.transcript(id(1)), bytes);
      Checks.Outcome outcome = unchanged();
      boolean lastLineGone = round % 5 == 3 && bytes[bytes.length - 1] == '\n'
          && Arrays.equals(bytes, Arrays.copyOf(whole, bytes.length));
      if (certain && !lastLineGone) {
        assertThat(outcome.ids()).as("round %d at %d", round, at).isNotEmpty();
      }
    }
  }

  private static int lineStart(byte[] bytes, int at) {
    int start = at;
    while (start > 0 && bytes[start - 1] != '\n') {
      start--;
    }
    return start;
  }

  private static int lineEnd(byte[] bytes, int at) {
    int end = at;
    while (bytes[end] != '\n') {
      end++;
    }
    return end + 1;
  }

  private static byte[] without(byte[] bytes, int from, int to) {
    byte[] rest = new byte[bytes.length - (to - from)];
    System.arraycopy(bytes, 0, rest, 0, from);
    System.arraycopy(bytes, to, rest, from, bytes.length - to);
    return rest;
  }
}
