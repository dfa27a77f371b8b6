package dev.sessionctl.storage.tokenoptimizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.backup.BackupTrial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The plugin's directory is replaced by what a backup holds of it, and back again. */
@Timeout(120)
class ReplaceTest {

  @TempDir
  private Path directory;

  @Test
  void aReplacementIsUndone() throws IOException {
    Tree tree = Tree.in(Files.createDirectories(directory.resolve("home")));
    tree.plugin(0).capture("a", "progressive-20", "1", 1);
    tree.plugin(200).capture("b", "compact", "2", 1);
    tree.aged(Tree.LONG_AGO);
    BackupTrial trial = new BackupTrial(tree.home, tree.home.resolveSibling("surroundings"), tree.environment());
    trial.create("one", tree.ref());
    final Map<String, String> atBackup = tree.snapshot();
    Files.write(tree.state("a"), new byte[0]);
    Files.delete(tree.manifest("b"));
    tree.aged(Tree.LONG_AGO);
    final Map<String, String> damaged = tree.snapshot();
    Runs runs = new Runs(tree);

    runs.change(0, "restore", trial.archive("one").toString(), "--replace");

    assertThat(tree.snapshot()).isEqualTo(atBackup);
    assertThat(tree.check().findings()).isEmpty();
    runs.change(0, "trash restore", runs.lastRun());
    assertThat(tree.snapshot()).isEqualTo(damaged);
  }
}
