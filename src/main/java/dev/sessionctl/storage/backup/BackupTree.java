package dev.sessionctl.storage.backup;

import java.util.ArrayList;
import java.util.List;

/** The files of one or more stores that lie below one root. Not safe for use by several threads. */
public final class BackupTree {

  private final String name;
  private final String root;
  private final List<BackupStore> stores = new ArrayList<>();
  private final List<BackupFolder> folders = new ArrayList<>();
  private final List<BackupFile> files = new ArrayList<>();

  /**
   * An empty tree.
   *
   * @param name its name in the backup
   * @param root where it was
   */
  public BackupTree(String name, String root) {
    this.name = name;
    this.root = root;
  }

  public String name() {
    return name;
  }

  public String root() {
    return root;
  }

  public List<BackupStore> stores() {
    return stores;
  }

  /** Directories, each before what is in it. */
  public List<BackupFolder> folders() {
    return folders;
  }

  public List<BackupFile> files() {
    return files;
  }
}
