package dev.sessionctl.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a class of the tests is run as a process of its own. */
public final class JavaCommand {
  private JavaCommand() {}

  /** A command on the class path of the tests that says nothing but what the class prints. */
  public static List<String> of(Class<?> main, List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    if (Runtime.version().feature() >= 24) {
      // Otherwise Java warns of each native library, before the process has said anything itself.
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return command;
  }
}
