package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What an earlier backup holds, so that what is unchanged need not be taken again. Not safe for use by several threads.
 */
final class KnownFiles {

  /** Nothing is known. */
  static final KnownFiles NONE = new KnownFiles();

  /**
   * A file that was changed so shortly before it was taken may have been changed once more within the same tick of the
   * file system's clock, with no trace in its times.
   */
  private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final String base;
  private final boolean byContent;
  private final Map<String, BackupFile> files = new HashMap<>();
  private final Map<String, String> roots = new HashMap<>();
  private final long trusted;
  private final Manifest manifest;

  private KnownFiles() {
    this.base = null;
    this.manifest = null;
    this.byContent = false;
    this.trusted = Long.MIN_VALUE;
  }

  /**
   * What a backup holds.
   *
   * @param base its manifest
   * @param byContent whether only equal content proves that a file is unchanged
   */
  KnownFiles(Manifest base, boolean byContent) {
    this.base = base.id();
    this.manifest = base;
    this.byContent = byContent;
    this.trusted = TimeUnit.MILLISECONDS.toNanos(base.begun()) - TICK_NANOS;
    for (BackupTree tree : base.trees()) {
      for (BackupFile file : tree.files()) {
        files.put(tree.root() + "/" + file.path(), file);
      }
    }
  }

  boolean isEmpty() {
    return base == null;
  }

  /** Whether content is compared instead of times. */
  boolean isByContent() {
    return byContent;
  }

  /** The backup that content is looked for in, or null. */
  Manifest manifest() {
    return manifest;
  }

  /** Says where a tree of the new backup has its root. */
  void tree(String tree, String root) {
    if (!isEmpty()) {
      roots.put(tree, root);
    }
  }

  /** The file as the earlier backup has it, when its times and its inode say that it is unchanged; or null. */
  BackupFile same(String tree, String name, FileIdentity now, FileStat stat) {
    BackupFile known = byContent || isEmpty() ? null : files.get(roots.get(tree) + "/" + name);
    if (known == null || known.source() == null) {
      return null;
    }
    BackupFile.Source source = known.source();
    boolean same = source.device() == now.device() && source.inode() == now.inode() && source.size() == now.size()
        && source.size() == known.size() && source.changedNanos() == now.changedNanos()
        && known.modifiedNanos() == now.modifiedNanos() && now.changedNanos() < trusted;
    return same ? referred(known, stat.permissions(), stat.userId(), stat.groupId(), now.modifiedNanos(), source)
        : null;
  }

  /** A file that was read, as a reference to the earlier backup when that has the same content; or null. */
  BackupFile held(String tree, BackupFile read) {
    BackupFile known = isEmpty() ? null : files.get(roots.get(tree) + "/" + read.path());
    boolean same = known != null && known.size() == read.size() && known.sha256().equals(read.sha256());
    return same ? referred(known, read.mode(), read.userId(), read.groupId(), read.modifiedNanos(), read.source())
        : null;
  }

  private BackupFile referred(BackupFile known, int mode, int userId, int groupId, long modified,
      BackupFile.Source source) {
    return new BackupFile(known.path(), known.size(), mode, userId, groupId, modified, known.sha256(), source,
        known.entry(), known.holder() == null ? base : known.holder());
  }
}
