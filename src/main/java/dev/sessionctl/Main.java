package dev.sessionctl;

import dev.sessionctl.cli.Cli;
import dev.sessionctl.cli.CliContext;
import dev.sessionctl.cli.Terminal;
import dev.sessionctl.cli.Version;
import dev.sessionctl.storage.Cleanup;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Formats;
import dev.sessionctl.storage.system.SystemEnvironment;
import dev.sessionctl.storage.system.SystemTerminal;
import dev.sessionctl.storage.system.TerminalSize;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Entry point, and the one place that ends the process. Success returns from {@code main}; anything else halts
 * after the clean-up, because {@code System.exit} costs several milliseconds on newer releases of Java. Signals
 * end the process with the JVM's own codes (130, 143, 129) after the same clean-up.
 */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    // Unlike System.out these report failures, a closed pipe among them.
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    int code;
    if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
      code = version(out);
    } else {
      // Saves picocli a search of the class path for a language that is not used here, and the reflection that
      // readies converters for types that no option has.
      System.setProperty("picocli.disable.closures", "true");
      System.setProperty("picocli.converters.excludes", "java[.].*");
      OutputStream err = new FileOutputStream(FileDescriptor.err);
      Environment environment = SystemEnvironment.create();
      code = Cli.run(args,
          new CliContext(environment, Formats.all(), System.in, out, err, terminal(environment)));
    }
    if (code != 0 && !Cleanup.isShuttingDown()) {
      Cleanup.runAll();
      Runtime.getRuntime().halt(code);
    }
  }

  private static int version(OutputStream out) {
    try {
      out.write((Version.LINE + "\n").getBytes(StandardCharsets.US_ASCII));
      return 0;
    } catch (IOException e) {
      return Cli.outputFailed(e);
    }
  }

  private static Terminal terminal(Environment environment) {
    // Of a pager that shows it on a terminal; git has a variable of that meaning too.
    boolean paged = "true".equals(environment.variable("SESSIONCTL_PAGER_IN_USE"));
    boolean out = paged || SystemTerminal.isTerminal(1);
    boolean err = SystemTerminal.isTerminal(2);
    return new Terminal(err && SystemTerminal.isTerminal(0), out, err, width(environment.variable("COLUMNS")),
        Main::size);
  }

  private static Terminal.Size size() {
    int[] size = TerminalSize.columnsAndRows();
    return size == null ? null : new Terminal.Size(size[0], size[1]);
  }

  private static int width(String columns) {
    if (columns == null || columns.length() > 5 || !columns.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return 0;
    }
    return Integer.parseInt(columns);
  }
}
