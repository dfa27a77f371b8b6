package dev.sessionctl.storage.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.StableRead;
import dev.sessionctl.storage.relocate.Taking;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are written in the very moment in which they are taken. */
class FileTakerTest {

  private static final String LARGE = "x".repeat(3_000_000);

  @TempDir
  private Path temporary;
  private Path file;
  private FakeEnvironment fake;
  private final Entries entries = new Entries();
  private final Manifest manifest = new Manifest("20261120T000000.000Z-00000000", 0, "test", "/");
  /** Done before a file is looked at again. */
  private StableRead.Pause pause = attempt -> {
    throw new AssertionError("nothing to wait for");
  };

  /** Keeps what it gets, and lets somebody interfere while it gets it. */
  private static final class Entries implements BackupTarget {
    private final Map<String, String> content = new HashMap<>();
    private Interference interference = () -> { };

    @Override
    public void folder(String name, BackupFolder folder) {}

    @Override
    public OutputStream file(String name, long size, int mode, long modifiedNanos) {
      return new ByteArrayOutputStream() {
        @Override
        public void write(byte[] bytes, int offset, int length) {
          super.write(bytes, offset, length);
          Interference now = interference;
          interference = () -> { };
          now.happen();
        }

        @Override
        public void close() {
          assertThat(size()).isEqualTo((int) size);
          assertThat(content.put(name, toString(StandardCharsets.UTF_8))).isNull();
        }
      };
    }

    @Override
    public void manifest(Manifest manifest) {}

    @Override
    public Path scratch() {
      throw new AssertionError("no database");
    }

    @Override
    public void commit() {}

    @Override
    public long written() {
      return 0;
    }

    @Override
    public void close() {}
  }

  /** What somebody does. */
  private interface Interference {
    void happen();
  }

  @BeforeEach
  void prepare() throws IOException {
    fake = FakeEnvironment.in(temporary.toRealPath());
    file = fake.home().resolve("f");
    fake.clock().set(System.currentTimeMillis());
  }

  private FileTaker.Taken take(Taking taking) throws IOException {
    return new FileTaker(entries, manifest, KnownFiles.NONE, fake.build(), attempt -> pause.before(attempt))
        .take(file, "0", "f", taking);
  }

  private void write(String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String taken(FileTaker.Taken result) {
    return entries.content.get(result.file().entry());
  }

  @Test
  void aDocumentThatIsBeingWrittenIsReadAgain() throws IOException {
    for (String torn : new String[] {"", "{\"a\":[1,2", "{\"a\":1}}", "{\"a\":\"}", "null"}) {
      write(torn);
      pause = attempt -> write("{\"a\":\"\\\"}\"}\n");
      assertThat(taken(take(Taking.REWRITTEN))).isEqualTo("{\"a\":\"\\\"}\"}\n");
      entries.content.clear();
    }
  }

  @Test
  void aDocumentThatIsLeftDamagedIsTakenAsItIs() throws IOException {
    write("{\"a\":[1,2");
    fake.clock().set(System.currentTimeMillis() + 10_000);
    FileTaker.Taken result = take(Taking.REWRITTEN);
    assertThat(taken(result)).isEqualTo("{\"a\":[1,2");
    assertThat(result.doubt()).isNull();
  }

  @Test
  void aDocumentThatStaysTornIsTakenWithDoubt() throws IOException {
    write("{\"a\":[1,2");
    pause = attempt -> { };
    FileTaker.Taken result = take(Taking.REWRITTEN);
    assertThat(taken(result)).isEqualTo("{\"a\":[1,2");
    assertThat(result.doubt()).contains("no whole document");
  }

  @Test
  void aLargeFileThatIsRewrittenMeanwhileIsTakenAgainAndTheFirstDoesNotCount() throws IOException {
    write("{\"a\":\"" + LARGE + "\"}");
    entries.interference = () -> write("{\"b\":\"" + LARGE + "\"}");
    pause = attempt -> { };
    FileTaker.Taken result = take(Taking.REWRITTEN);
    assertThat(taken(result)).startsWith("{\"b\":");
    assertThat(manifest.discarded()).containsExactly("stores/0/f");
    assertThat(result.file().entry()).isEqualTo("again/0");
  }

  @Test
  void aLargeFileThatBecomesShorterIsFilledUpAndDoesNotCount() throws IOException {
    write(LARGE);
    entries.interference = () -> write("short");
    pause = attempt -> { };
    assertThat(taken(take(Taking.REPLACED))).isEqualTo("short");
    assertThat(manifest.discarded()).containsExactly("stores/0/f");
  }

  @Test
  void aFileThatIsReplacedMeanwhileIsOneOfBoth() throws IOException {
    write(LARGE);
    entries.interference = () -> {
      try {
        Path other = Files.writeString(file.resolveSibling("g"), "new");
        Files.move(other, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    };
    assertThat(taken(take(Taking.REPLACED))).isEqualTo(LARGE);
  }

  @Test
  void aFileThatIsWrittenWheneverItIsReadIsGivenUp() {
    write(LARGE);
    entries.interference = () -> write(LARGE + "y");
    pause = attempt -> entries.interference = () -> write(LARGE + "z".repeat(attempt));
    assertThatThrownBy(() -> take(Taking.REPLACED)).isInstanceOf(IOException.class)
        .hasMessageContaining("whenever it was read");
  }

  @Test
  void completeLinesAreTaken() throws IOException {
    write("one\ntwo\nthr");
    pause = attempt -> {
      Files.writeString(file, "ee\n", StandardOpenOption.APPEND);
    };
    assertThat(taken(take(Taking.APPENDED))).isEqualTo("one\ntwo\n");
  }

  @Test
  void aRestWithoutAnEndThatNobodyGoesOnWithIsTaken() throws IOException {
    write("one\ntwo\nthr");
    pause = attempt -> { };
    assertThat(taken(take(Taking.APPENDED))).isEqualTo("one\ntwo\nthr");
  }

  @Test
  void linesThatAreAddedMeanwhileDoNotMatter() throws IOException {
    write("one\n" + LARGE + "\n");
    entries.interference = () -> {
      try {
        Files.writeString(file, "more\n", StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    };
    assertThat(taken(take(Taking.APPENDED))).isEqualTo("one\n" + LARGE + "\n");
    assertThat(manifest.discarded()).isEmpty();
  }

  @Test
  void aLogThatIsRewrittenMeanwhileIsTakenAgain() throws IOException {
    write("one\n" + LARGE + "\n");
    entries.interference = () -> write("ONE\n" + LARGE + "!\n");
    pause = attempt -> { };
    assertThat(taken(take(Taking.APPENDED))).isEqualTo("ONE\n" + LARGE + "!\n");
    assertThat(manifest.discarded()).containsExactly("stores/0/f");
  }

  @Test
  void whatIsGoneIsSaid() {
    assertThatThrownBy(() -> take(Taking.REPLACED)).isInstanceOf(NoSuchFileException.class);
  }
}
