package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Sha256;
import dev.sessionctl.storage.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Compares backups with their manifests, each read once, and follows each to the backups that hold content of it. Not
 * safe for use by several threads.
 */
public final class BackupCheck {

  private final Environment environment;
  private final ProblemSink problems;
  private final Map<String, Content> checked = new HashMap<>();
  private final Set<Path> seen = new HashSet<>();
  private long files;
  private long bytes;

  /**
   * A check.
   *
   * @param problems gets what is wrong
   */
  public BackupCheck(Environment environment, ProblemSink problems) {
    this.environment = environment;
    this.problems = problems;
  }

  /** Gets what is wrong with backups. */
  @FunctionalInterface
  public interface ProblemSink {
    /**
     * Something is wrong.
     *
     * @param backup the backup, or null for one from a pipe
     * @param path what in it, or null for all of it
     */
    void problem(Path backup, String path, String message) throws IOException;
  }

  /** What a backup really holds, by the names of its entries. */
  private record Content(Manifest manifest, Map<String, Found> entries) {}

  /** One entry. */
  private record Found(long size, String sha256) {}

  /** How many files were read. */
  public long files() {
    return files;
  }

  /** How many bytes they have. */
  public long bytes() {
    return bytes;
  }

  /** Checks the backup at a place, and those it rests on. */
  public void check(Path place) throws IOException {
    try {
      StoredBackup backup = StoredBackup.at(place, environment);
      if (seen.add(backup.place())) {
        check(backup, place);
      }
    } catch (StoreException e) {
      problems.problem(place, null, e.getMessage());
    }
  }

  /** Checks a backup that comes through a pipe; those it rests on are looked for in a directory. */
  public void check(InputStream in, Path directory) throws IOException {
    try {
      check(new PipedBackup(in, environment), directory.resolve("-"));
    } catch (StoreException e) {
      problems.problem(null, null, e.getMessage());
    }
  }

  private void check(StoredBackup backup, Path named) throws IOException {
    Path shown = backup.place() == null ? null : named;
    Content content = read(backup, shown);
    checked.put(content.manifest().id(), content);
    Set<String> expected = new HashSet<>(content.manifest().discarded());
    for (BackupTree tree : content.manifest().trees()) {
      Set<String> paths = new HashSet<>();
      for (BackupFile file : tree.files()) {
        if (!paths.add(file.path())) {
          problems.problem(shown, file.path(), "the manifest names it twice");
        }
        if (file.holder() == null) {
          expected.add(file.entry());
          compare(shown, file, content.entries().get(file.entry()));
        }
      }
    }
    for (String name : content.entries().keySet()) {
      if (!expected.contains(name)) {
        problems.problem(shown, name, "it is not in the manifest");
      }
    }
    follow(content.manifest(), shown, named.getParent());
  }

  private void compare(Path backup, BackupFile file, Found found) throws IOException {
    if (found == null) {
      problems.problem(backup, file.path(), "it is not there");
    } else if (found.size() != file.size()) {
      problems.problem(backup, file.path(), "it has " + found.size() + " bytes instead of " + file.size());
    } else if (!found.sha256().equals(file.sha256())) {
      problems.problem(backup, file.path(), "its content is not what was taken: the SHA-256 differs");
    }
  }

  private void follow(Manifest manifest, Path shown, Path directory) throws IOException {
    BackupChain chain = new BackupChain(manifest, directory, environment);
    Set<String> missing = new HashSet<>();
    for (BackupTree tree : manifest.trees()) {
      for (BackupFile file : tree.files()) {
        if (file.holder() != null && !missing.contains(file.holder())) {
          if (!checked.containsKey(file.holder())) {
            Path holder = chain.find(file.holder());
            if (holder == null) {
              missing.add(file.holder());
              problems.problem(shown, null, chain.missing(file.holder()));
              continue;
            }
            check(holder);
          }
          Content content = checked.get(file.holder());
          if (content != null) {
            compare(shown, file, content.entries().get(file.entry()));
          }
        }
      }
    }
  }

  private Content read(StoredBackup backup, Path shown) throws IOException {
    Map<String, Found> entries = new HashMap<>();
    byte[] buffer = new byte[1 << 16];
    MessageDigest digest = Sha256.digest();
    Manifest manifest = backup.read(new EntryVisitor() {
      @Override
      public void file(String name, long size, InputStream content) throws IOException {
        long length = 0;
        for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
          digest.update(buffer, 0, count);
          length += count;
        }
        entries.put(name, new Found(length, OpenedFile.hex(digest)));
        files++;
        bytes += length;
      }

      @Override
      public void foreign(String name, String reason) throws IOException {
        problems.problem(shown, name.isEmpty() ? null : name, reason);
      }
    });
    return new Content(manifest, entries);
  }
}
