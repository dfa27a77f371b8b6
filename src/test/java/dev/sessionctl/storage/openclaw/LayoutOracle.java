package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What may be found of a store at any moment of a layout change, and what must be found at its end. */
final class LayoutOracle implements Oracle {

  private final MigrationScenario scenario;
  private final SmallStore store;
  private final byte[] indexText;
  private final byte[] replaced;
  private final Map<String, String> index;
  private final Map<String, String> directory;
  private final Map<String, String> merged = new LinkedHashMap<>();

  /** Remembers the state before the change. */
  LayoutOracle(MigrationScenario scenario, SmallStore store) throws IOException {
    this.scenario = scenario;
    this.store = store;
    indexText = Files.exists(store.index()) ? Files.readAllBytes(store.index()) : null;
    index = SmallStore.readIndex(store.index());
    directory = SmallStore.readDirectory(store.directory());
    replaced = directory == null ? null : Files.readAllBytes(
        new EntryDirectory(store.directory(), OpenClawStore.layoutOf(store.directory())).file(SmallStore.key(0)));
    if (index != null) {
      merged.putAll(index);
    }
    if (directory != null && index == null) {
      merged.putAll(directory);
    } else if (directory != null) {
      // The fixture: the index is newer in session 0, the directory in 1, and has 2 alone.
      merged.put(SmallStore.key(1), directory.get(SmallStore.key(1)));
      merged.put(SmallStore.key(2), directory.get(SmallStore.key(2)));
    }
  }

  @Override
  public void check() throws IOException {
    Map<String, String> indexNow = SmallStore.readIndex(store.index());
    Map<String, String> directoryNow = SmallStore.readDirectory(store.directory());
    assertThat(indexNow != null || directoryNow != null).as("index or directory is there").isTrue();
    if (scenario.keepsIndex()) {
      assertThat(indexNow).isEqualTo(index);
    }
    if (indexNow != null) {
      assertThat(indexNow).isIn(index, merged);
    }
    if (directoryNow != null && (directory == null || indexNow == null)) {
      assertThat(directoryNow).isIn(directory, merged);
    }
    if (directoryNow != null && directory != null) {
      assertThat(directoryNow.keySet()).containsAll(directory.keySet());
      directoryNow.forEach((key, hash) -> assertThat(hash).isIn(directory.get(key), merged.get(key)));
    }
    merged.forEach((key, hash) -> {
      boolean inIndex = indexNow != null && hash.equals(indexNow.get(key));
      boolean inDirectory = directoryNow != null && hash.equals(directoryNow.get(key));
      assertThat(inIndex || inDirectory).as("the newest state of " + key + " is there").isTrue();
    });
    checkTranscripts();
  }

  private void checkTranscripts() throws IOException {
    for (int i = 0; i < SmallStore.SESSIONS; i++) {
      assertThat(store.sessions().resolve("id-" + i + ".jsonl"))
          .hasContent(SmallStore.transcript(i, store.state()));
    }
  }

  @Override
  public void checkUnchanged() throws IOException {
    assertThat(SmallStore.readIndex(store.index())).isEqualTo(index);
    assertThat(SmallStore.readDirectory(store.directory())).isEqualTo(directory);
    checkTranscripts();
  }

  @Override
  public void checkDone() throws IOException {
    check();
    if (scenario.endsAsDirectory()) {
      assertThat(SmallStore.readDirectory(store.directory())).isEqualTo(merged);
      assertThat(Files.exists(store.index())).isEqualTo(scenario.keepsIndex());
    } else {
      assertThat(SmallStore.readIndex(store.index())).isEqualTo(merged);
      assertThat(store.directory()).doesNotExist();
    }
    checkNoLeftOvers(store.state().getParent());
    checkBackup();
  }

  /**
   * No temporary file or staged directory is left below a directory. A lock may be, of a process that could not remove
   * it: it names the process, and whoever comes next takes it away.
   */
  static void checkNoLeftOvers(Path root) throws IOException {
    List<String> left = new ArrayList<>();
    for (String path : SmallStore.tree(root)) {
      String name = path.substring(path.lastIndexOf('/') + 1);
      if (name.endsWith(".tmp") || name.contains(".staging-") || name.contains(".migrating")
          || name.contains(".sessionctl-")) {
        left.add(path);
      }
    }
    assertThat(left).as("left over").isEmpty();
  }

  /** What was replaced is kept in the tool's own area, whole. */
  private void checkBackup() throws IOException {
    Path backups = store.area().resolve("backup");
    boolean kept = false;
    try (var runs = Files.newDirectoryStream(backups)) {
      for (Path run : runs) {
        Path keptIndex = run.resolve("sessions.json");
        if (scenario.endsAsDirectory() && Files.exists(keptIndex)) {
          assertThat(keptIndex).hasBinaryContent(indexText);
          kept = true;
        }
        Path keptDirectory = run.resolve("sessions.d");
        if (!scenario.endsAsDirectory() && Files.exists(keptDirectory)) {
          assertThat(SmallStore.readDirectory(keptDirectory)).isEqualTo(directory);
          kept = true;
        }
      }
    }
    assertThat(kept).as("a backup below " + backups).isTrue();
    if (directory != null && index != null && scenario.endsAsDirectory()) {
      checkReplacedEntry(backups);
    }
  }

  /** Session 0 is newer in the index, so its entry file was replaced. */
  private void checkReplacedEntry(Path backups) throws IOException {
    boolean found = false;
    for (String path : SmallStore.tree(backups)) {
      found |= path.contains("/entries/") && Arrays.equals(replaced, Files.readAllBytes(backups.resolve(path)));
    }
    assertThat(found).as("the entry that was replaced").isTrue();
  }

  Map<String, String> merged() {
    return merged;
  }
}
