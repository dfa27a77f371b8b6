package dev.sessionctl.storage.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.ApplyContext.ProgressListener;
import dev.sessionctl.storage.system.ZstdLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives that were damaged, and archives that somebody made to do harm. */
class DamagedArchiveTest {

  private static final String FILE = "stores/0/agents/main/sessions/id-1.jsonl";

  @TempDir
  private Path temporary;
  private BackupTrial trial;
  private SmallHome store;

  @BeforeEach
  void prepare() throws IOException {
    FakeEnvironment fake = FakeEnvironment.in(temporary.toRealPath());
    store = new SmallHome(fake.home());
    trial = new BackupTrial(store.home(), Files.createDirectory(temporary.toRealPath().resolve("aside")), fake.build());
    trial.create("good", store.ref());
  }

  /** What is wrong with an archive of those bytes; restoring it must do nothing if anything is. */
  private List<String> problemsOf(byte[] archive) throws IOException {
    Files.write(trial.archive("bad"), archive);
    List<String> problems = trial.problems("bad");
    if (!problems.isEmpty()) {
      Map<String, String> before = SmallHome.tree(temporary.toRealPath(), store.home());
      assertThatThrownBy(() -> trial.restore("bad")).isInstanceOf(StoreException.class);
      assertThat(SmallHome.tree(temporary.toRealPath(), store.home())).isEqualTo(before);
    }
    return problems;
  }

  @Test
  void everyChangedByteIsFound() throws IOException {
    byte[] good = Files.readAllBytes(trial.archive("good"));
    int[] unseen = new int[1];
    for (int at = 0; at < good.length; at += 7) {
      byte[] bad = good.clone();
      bad[at] ^= 0x20;
      if (problemsOf(bad).isEmpty()) {
        unseen[0]++;
        // A bit that says nothing: what comes back is the same.
        trial.restore("bad");
        assertThat(SmallHome.tree(trial.restored("bad"), trial.restored("bad"))).hasSize(SmallHome.SESSIONS + 6);
        dev.sessionctl.storage.DurableFiles.deleteTree(trial.restored("bad"));
      }
    }
    assertThat(unseen[0]).isLessThan(good.length / 7 / 20);
  }

  @Test
  void everyCutIsFound() throws IOException {
    byte[] good = Files.readAllBytes(trial.archive("good"));
    for (int length = 0; length < good.length; length += 13) {
      assertThat(problemsOf(Arrays.copyOf(good, length))).as("cut off at " + length).isNotEmpty();
    }
  }

  /** The archive with its entries as they are or changed. */
  private byte[] remade(Change change) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (InputStream in = Files.newInputStream(trial.archive("good"));
        TarArchiveInputStream tar = new TarArchiveInputStream(ZstdLibrary.decompress(in, trial.environment()))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (!entry.isDirectory()) {
          entries.put(entry.getName(), tar.readAllBytes());
        }
      }
    }
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    byte[] manifest = entries.remove(Manifest.NAME);
    OutputStream compressed = ZstdLibrary.compress(bytes, 1, trial.environment());
    long at;
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(compressed)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        add(tar, entry.getKey(), entry.getValue());
      }
      change.add(tar);
      compressed.flush();
      at = bytes.size();
      add(tar, Manifest.NAME, change.manifest(new String(manifest, StandardCharsets.UTF_8))
          .getBytes(StandardCharsets.UTF_8));
    }
    bytes.write(ArchiveFooter.of(at));
    return bytes.toByteArray();
  }

  private static void add(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private static void link(TarArchiveOutputStream tar, String name, byte type, String to) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, type);
    entry.setLinkName(to);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  /** What somebody changed in an archive. */
  private interface Change {
    void add(TarArchiveOutputStream tar) throws IOException;

    default String manifest(String text) {
      return text;
    }
  }

  private static Change manifest(String what, String with) {
    return new Change() {
      @Override
      public void add(TarArchiveOutputStream tar) {
        // Only the manifest is another.
      }

      @Override
      public String manifest(String text) {
        assertThat(text).contains(what);
        return text.replace(what, with);
      }
    };
  }

  @Test
  void whatNobodyTouchedIsGood() throws IOException {
    assertThat(problemsOf(remade(tar -> { }))).isEmpty();
  }

  @Test
  void namesThatLeadElsewhereAreRefused() throws IOException {
    for (String name : List.of("../evil", "stores/../../evil", "/etc/evil", "stores/0//x", "stores/0/./x", "evil",
        "stores/0/agents/main/sessions/../../../../../../evil")) {
      assertThat(problemsOf(remade(tar -> add(tar, name, new byte[3])))).as(name).isNotEmpty();
      assertThat(trial.aside().resolveSibling("evil")).doesNotExist();
    }
  }

  @Test
  void linksAndDevicesAreRefused() throws IOException {
    Path outside = Files.createDirectory(temporary.resolve("outside"));
    for (byte type : new byte[] {TarConstants.LF_SYMLINK, TarConstants.LF_LINK, TarConstants.LF_CHR,
        TarConstants.LF_FIFO}) {
      List<String> problems = problemsOf(remade(tar -> {
        link(tar, "stores/0/agents/main/l", type, outside.toString());
        add(tar, "stores/0/agents/main/l/evil", new byte[3]);
      }));
      assertThat(problems).anyMatch(problem -> problem.startsWith("stores/0/agents/main/l: "));
      assertThat(outside).isEmptyDirectory();
    }
  }

  @Test
  void whatIsThereTwiceIsRefused() throws IOException {
    assertThat(problemsOf(remade(tar -> add(tar, FILE, new byte[3]))))
        .anyMatch(problem -> problem.startsWith(FILE + ": its name was there before"));
    assertThat(problemsOf(remade(tar -> add(tar, FILE + "/below", new byte[3])))).isNotEmpty();
  }

  @Test
  void whatTheManifestDoesNotNameIsRefused() throws IOException {
    assertThat(problemsOf(remade(tar -> add(tar, "stores/0/more", new byte[3]))))
        .anyMatch(problem -> problem.equals("stores/0/more: it is not in the manifest"));
  }

  /** Much that compresses well: no byte of it reaches the disk. */
  @Test
  void aBombIsRefused() throws IOException {
    assertThat(problemsOf(remade(tar -> add(tar, "stores/0/bomb", new byte[50_000_000])))).isNotEmpty();
    assertThat(problemsOf(remade(new Change() {
      @Override
      public void add(TarArchiveOutputStream tar) {
        // The manifest pretends that a file is much larger than it is.
      }

      @Override
      public String manifest(String text) {
        return text.replaceFirst("\"size\" : \\d+", "\"size\" : 9000000000000");
      }
    }))).isNotEmpty();
  }

  @Test
  void aManifestThatLiesIsRefused() throws IOException {
    for (Change lie : List.of(
        manifest("\"path\" : \"agents/main/sessions/id-1.jsonl\"", "\"path\" : \"../../evil\""),
        manifest("\"path\" : \"agents/main/sessions/id-1.jsonl\"", "\"path\" : \"agents/main/sessions/id-2.jsonl\""),
        manifest("\"places\" : [\n   \"agents/main/sessions\"", "\"places\" : [\n   \"../sessions\""),
        manifest("\"entry\" : \"" + FILE + "\"", "\"entry\" : \"stores/0/other\""),
        manifest("\"root\" : \"/", "\"root\" : \"/../"),
        manifest("\"schemaVersion\" : 1", "\"schemaVersion\" : 2"),
        manifest("\"format\" : \"openclaw-json\"", "\"format\" : 7"),
        manifest("\"mtime\" : \"2023", "\"mtime\" : \"x"),
        manifest("\"holders\" : [ ]", "\"holders\" : [ { \"id\" : \"../x\" } ]"),
        manifest("\"notTaken\"", "\"files\" : [ ".repeat(40)))) {
      assertThat(problemsOf(remade(lie))).isNotEmpty();
    }
  }

  @Test
  void aFormatThatIsNotKnownIsSaid() throws IOException {
    Files.write(trial.archive("bad"), remade(manifest("\"format\" : \"openclaw-json\"", "\"format\" : \"new\"")));
    assertThatThrownBy(() -> Restore.run(trial.archive("bad"), new Restore.Settings(trial.restored("bad"), null, false),
        trial.environment(), ProgressListener.NONE))
        .isInstanceOf(dev.sessionctl.storage.UnsupportedChangeException.class).hasMessageContaining("format new");
    assertThat(trial.restored("bad")).doesNotExist();
  }

  @Test
  void noiseIsNoBackup() throws IOException {
    List<byte[]> noise = new ArrayList<>(List.of(new byte[0], new byte[5000], "PK\3\4".getBytes(
        StandardCharsets.US_ASCII)));
    noise.add(ArchiveFooter.of(0));
    noise.add(ArchiveFooter.of(Long.MAX_VALUE));
    for (byte[] bytes : noise) {
      assertThat(problemsOf(bytes)).isNotEmpty();
    }
  }
}
