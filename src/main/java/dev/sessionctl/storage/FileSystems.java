package dev.sessionctl.storage;

import java.io.IOException;
import java.nio.file.Path;

/** Tells what kind of file system a path lies on. */
public interface FileSystems {

  /** The type as the kernel names it ({@code ext4}, {@code nfs4}, {@code fuse.sshfs}), or "" when unknown. */
  String type(Path path) throws IOException;

  /**
   * Whether locks and atomic renames cannot be relied on there: network and user-space file systems.
   */
  default boolean isRemote(Path path) throws IOException {
    String type = type(path);
    if (type.startsWith("fuse")) {
      return true;
    }
    return switch (type) {
      case "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "9p", "afs", "ceph", "ncpfs", "davfs",
          "virtiofs", "glusterfs", "lustre", "vboxsf", "prl_fs", "drvfs" -> true;
      default -> false;
    };
  }
}
