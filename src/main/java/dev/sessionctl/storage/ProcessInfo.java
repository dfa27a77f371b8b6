package dev.sessionctl.storage;

import java.util.List;

/**
 * One process.
 *
 * @param pid process id in our pid namespace
 * @param startTicks field 22 of {@code /proc/PID/stat} (clock ticks since boot), or -1 where there is no
 *     {@code /proc}; together with the pid it names a process for good
 * @param arguments the argument vector; empty when it cannot be read
 * @param userId owner, or -1 when unknown
 * @param namespace identity of the pid namespace ({@code pid:[4026531836]}), or empty when it cannot be read
 */
public record ProcessInfo(long pid, long startTicks, List<String> arguments, long userId, String namespace) {

  /** The arguments as one line for a message; never parsed. */
  public String commandLine() {
    return String.join(" ", arguments);
  }
}
