package dev.sessionctl.cli;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreFormat;
import dev.sessionctl.storage.StoreRef;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * Everything a command works with, so that tests can supply all of it.
 *
 * @param environment the surroundings
 * @param formats the formats that are known
 * @param in standard input
 * @param out standard output; data only
 * @param err standard error; everything else
 * @param terminal what they are connected to
 */
public record CliContext(Environment environment, List<StoreFormat> formats, InputStream in, OutputStream out,
    OutputStream err, Terminal terminal) {

  /** The streams with failures of standard output made recognisable. */
  CliContext guarded() {
    return new CliContext(environment, formats, in, new GuardedOutput(out), err, terminal);
  }

  /** The format of that name, or null. */
  StoreFormat format(String name) {
    for (StoreFormat format : formats) {
      if (format.name().equals(name)) {
        return format;
      }
    }
    return null;
  }

  /** Opens a store that was found. */
  public Store open(StoreRef ref) {
    return format(ref.format()).open(ref, environment);
  }
}
