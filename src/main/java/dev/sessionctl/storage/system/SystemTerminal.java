package dev.sessionctl.storage.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells whether a standard stream is a terminal. {@code System.console()} answers for input and output together,
 * and on some releases of Java even when both are redirected, so the kernel is asked where it can be.
 */
public final class SystemTerminal {
  private SystemTerminal() {}

  /** Whether the file descriptor (0, 1 or 2) is a terminal. */
  public static boolean isTerminal(int descriptor) {
    Path link = Path.of("/proc/self/fd").resolve(Integer.toString(descriptor));
    try {
      String target = Files.readSymbolicLink(link).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return System.console() != null && !Files.isDirectory(link.getParent());
    }
  }
}
