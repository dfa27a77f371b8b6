package dev.sessionctl.storage.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.Formats;
import dev.sessionctl.storage.Severity;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext.ProgressListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Backs a store up and brings it back elsewhere; what tests of all formats share.
 *
 * @param home the home that the store lies in
 * @param aside an existing directory for backups and what is brought back
 * @param environment the surroundings
 */
public record BackupTrial(Path home, Path aside, Environment environment) {

  /** Makes a backup of stores, as an archive of that name, and checks it. */
  public Manifest create(String name, StoreRef... refs) throws IOException {
    List<Store> stores = new ArrayList<>();
    for (StoreRef ref : refs) {
      stores.add(Formats.open(ref, environment));
    }
    Manifest manifest = Backup.create(stores, archive(name), new Backup.Settings(false, 1, null, false, "test"),
        environment, ProgressListener.NONE).manifest();
    assertThat(problems(name)).isEmpty();
    return manifest;
  }

  /** Where the backup of that name is. */
  public Path archive(String name) {
    return aside.resolve(name + Backup.ARCHIVE);
  }

  /** What a check of a backup says. */
  public List<String> problems(String name) throws IOException {
    List<String> problems = new ArrayList<>();
    new BackupCheck(environment, (backup, path, message) -> problems.add(path + ": " + message)).check(archive(name));
    return problems;
  }

  /** Brings a backup back into a new home; gives its stores. */
  public List<StoreRef> restore(String name) throws IOException {
    return Restore.run(archive(name), new Restore.Settings(restored(name), home, false), environment,
        ProgressListener.NONE).stores();
  }

  /** The home that a backup was brought back into. */
  public Path restored(String name) {
    return aside.resolve("restored-" + name);
  }

  /** What is wrong with a store, information left out. */
  public List<Finding> findings(StoreRef ref) throws IOException {
    List<Finding> findings = new ArrayList<>();
    Formats.open(ref, environment).check(CheckRequest.FULL, finding -> {
      if (finding.severity() != Severity.INFO) {
        findings.add(finding);
      }
    });
    return findings;
  }
}
