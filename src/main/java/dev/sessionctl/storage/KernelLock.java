package dev.sessionctl.storage;

/**
 * One lock on a file that the kernel says is held; those who wait for it are not among them.
 *
 * @param kind {@code FLOCK} for {@code flock(2)}, {@code POSIX} for {@code fcntl(2)}, and others
 * @param pid the process that took it, or 0 or less when it cannot be seen from this pid namespace
 * @param device device number of the file as {@code stat(2)} gives it
 * @param inode its inode
 */
public record KernelLock(String kind, long pid, long device, long inode) {

  /** The kind of a lock of {@code flock(2)}. */
  public static final String FLOCK = "FLOCK";

  /**
   * Whether it is on a file. Some file systems (btrfs, overlays) show another device number here than in
   * {@code stat(2)}, with major number 0; there the inode decides.
   */
  public boolean isOn(FileIdentity file) {
    return inode == file.inode() && (device == file.device() || (device >>> 8 & 0xfff) == 0
        || (file.device() >>> 8 & 0xfff) == 0);
  }
}
