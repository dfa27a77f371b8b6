package dev.sessionctl.storage;

/**
 * A process that may write a store now.
 *
 * @param pid its process id, or -1 when only a file speaks of it
 * @param what what it is in words, such as {@code OpenClaw gateway}
 * @param evidence how it is known, for the message that names it
 */
public record Owner(long pid, String what, String evidence) {
  @Override
  public String toString() {
    return what + (pid > 0 ? " (pid " + pid + ")" : "") + ", " + evidence;
  }
}
