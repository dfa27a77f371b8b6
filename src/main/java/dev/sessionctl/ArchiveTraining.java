package dev.sessionctl;

import java.util.Arrays;

/**
 * Runs several command lines, separated by {@code ;} arguments, in one JVM. Only the installer starts it: an
 * AOT cache is recorded from a single process, and must know the classes of every command that has to start
 * fast. A command line that fails ends the process, and with it the recording.
 */
public final class ArchiveTraining {
  private ArchiveTraining() {}

  public static void main(String[] args) {
    int start = 0;
    for (int i = 0; i <= args.length; i++) {
      if (i == args.length || args[i].equals(";")) {
        Main.main(Arrays.copyOfRange(args, start, i));
        start = i + 1;
      }
    }
  }
}
