package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.ProcessInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Processes that may write a store. Any Python program may use the library, so the list is never known to be complete:
 * nothing may rest on its being empty.
 */
final class Owners {

  private static final String PRODUCT = "praisonai";
  private static final int ARGUMENTS = 4;

  private Owners() {}

  static List<Owner> of(Listing listing, Environment environment) throws IOException {
    Map<Long, Owner> owners = new LinkedHashMap<>();
    for (LockView lock : new HeldLocks(environment).in(listing)) {
      owners.putIfAbsent(lock.pid(), new Owner(lock.pid(), "PraisonAI process", "holds " + lock.path()));
    }
    ProcessInfo self = environment.processes().self();
    owners.remove(self.pid());
    addProcesses(owners, environment);
    return new ArrayList<>(owners.values());
  }

  /** Adds, to owners by their process, every other process that was started as the product. */
  static void addProcesses(Map<Long, Owner> owners, Environment environment) {
    ProcessInfo self = environment.processes().self();
    for (ProcessInfo process : environment.processes().all()) {
      if (process.pid() != self.pid() && isProduct(process) && (self.userId() <= 0 || process.userId() < 0
          || process.userId() == self.userId())) {
        owners.putIfAbsent(process.pid(),
            new Owner(process.pid(), "PraisonAI", "started as \"" + process.commandLine() + "\""));
      }
    }
  }

  /** {@code praisonai}, {@code python …/bin/praisonai-code}, {@code python -m praisonai…}. */
  private static boolean isProduct(ProcessInfo process) {
    List<String> arguments = process.arguments();
    if (arguments.isEmpty()) {
      return false;
    }
    String program = nameOf(arguments.get(0));
    if (program.startsWith(PRODUCT)) {
      return true;
    }
    if (!program.startsWith("python") && !program.startsWith("uv")) {
      return false;
    }
    return arguments.subList(1, Math.min(ARGUMENTS, arguments.size())).stream()
        .anyMatch(argument -> nameOf(argument).startsWith(PRODUCT));
  }

  private static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
