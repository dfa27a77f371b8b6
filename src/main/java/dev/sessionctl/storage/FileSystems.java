package dev.sessionctl.storage;

import java.io.IOException;
import java.nio.file.Path;

/** Tells what kind of file system a path lies on, and how full it is. */
public interface FileSystems {

  /** The type as the kernel names it ({@code ext4}, {@code nfs4}, {@code fuse.sshfs}), or "" when unknown. */
  String type(Path path) throws IOException;

  /** Bytes that this user may still write there, or -1 when unknown. */
  default long usableBytes(Path path) throws IOException {
    return -1;
  }

  /** Size of the file system, or -1 when unknown. */
  default long totalBytes(Path path) throws IOException {
    return -1;
  }

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
