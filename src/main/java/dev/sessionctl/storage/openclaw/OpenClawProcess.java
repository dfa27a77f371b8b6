package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.ProcessInfo;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Tells OpenClaw's processes by their arguments, with the rules by which OpenClaw 2026.5.12 to 2026.7 knows its
 * own, widened by the titles its processes give themselves: {@code openclaw}, {@code openclaw-gateway} and
 * {@code openclaw-<command>} replace the whole argument vector (2026.3.13 and 2026.7.1).
 */
final class OpenClawProcess {

  /** With this property among a JVM's arguments OpenClaw takes the JVM's transcript locks for its own kind's. */
  static final String OWN_MARK = "-Dsessionctl.lockowner=";

  /**
   * Programs that mention the name but do not run the product themselves; where they start it (sudo, docker), it
   * is a process of its own and seen as such.
   */
  private static final Set<String> BYSTANDERS = Set.of("journalctl", "systemctl", "tail", "less", "more", "cat",
      "grep", "rg", "find", "ls", "du", "vi", "vim", "nvim", "nano", "emacs", "git", "tar", "rsync", "scp", "cp",
      "mv", "ssh", "sudo", "su", "docker", "podman", "kubectl", "watch", "man");

  private OpenClawProcess() {}

  /** What the process is in words, or null when it does not look like OpenClaw. */
  static String describe(List<String> arguments) {
    if (arguments.isEmpty() || isSessionctl(arguments)) {
      return null;
    }
    String program = programName(arguments.get(0));
    if (program.equals("openclaw-gateway")) {
      return "OpenClaw gateway";
    }
    if (program.equals("openclaw") || program.startsWith("openclaw-") || program.startsWith("openclaw ")) {
      return arguments.contains("gateway") ? "OpenClaw gateway" : "OpenClaw process";
    }
    if (BYSTANDERS.contains(program)) {
      return null;
    }
    boolean runs = arguments.contains("gateway") || arguments.contains("agent");
    for (String argument : arguments) {
      if (isProduct(argument) || runs && isEntryFile(argument)) {
        return arguments.contains("gateway") ? "OpenClaw gateway" : "OpenClaw process";
      }
    }
    return null;
  }

  /**
   * Whether OpenClaw 2026.5.12 to 2026.7 would respect a transcript lock of a process with these arguments.
   * Stricter than {@link #describe}, and without what that leaves out on purpose.
   */
  static boolean isAcceptedAsLockOwner(List<String> arguments) {
    return arguments.stream().anyMatch(argument -> argument.equals("openclaw") || argument.endsWith("/openclaw"));
  }

  /** Whether the process is this tool, whose arguments may well name an OpenClaw directory. */
  static boolean isSessionctl(List<String> arguments) {
    for (String argument : arguments) {
      if (argument.startsWith(OWN_MARK)) {
        return true;
      }
      String name = argument.substring(argument.lastIndexOf('/') + 1);
      if (name.equals("sessionctl") || name.startsWith("sessionctl") && name.endsWith(".jar")) {
        return true;
      }
    }
    return false;
  }

  /** Whether the process is known to be this tool or the product, in words for a message. */
  static String nameOf(ProcessInfo process) {
    if (isSessionctl(process.arguments())) {
      return "sessionctl";
    }
    String known = describe(process.arguments());
    return known == null ? LockInspector.command(process) : known;
  }

  private static boolean isProduct(String argument) {
    // A shell's one long argument is no path; what it starts has a process of its own.
    if (argument.startsWith("-") || argument.indexOf(' ') >= 0) {
      return false;
    }
    return argument.equals("openclaw") || argument.endsWith("/openclaw") || argument.equals("openclaw.mjs")
        || argument.endsWith("/openclaw.mjs");
  }

  private static boolean isEntryFile(String argument) {
    for (String name : new String[] {"index", "entry"}) {
      for (String suffix : new String[] {".js", ".mjs"}) {
        String file = "dist/" + name + suffix;
        if (argument.equals(file) || argument.endsWith("/" + file)) {
          return true;
        }
      }
    }
    return false;
  }

  private static String programName(String argument) {
    String name = argument.substring(argument.lastIndexOf('/') + 1);
    String lower = name.toLowerCase(Locale.ROOT);
    for (String suffix : new String[] {".exe", ".cmd", ".bat"}) {
      if (lower.endsWith(suffix)) {
        return lower.substring(0, lower.length() - suffix.length());
      }
    }
    return lower;
  }
}
