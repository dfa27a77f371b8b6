package dev.sessionctl;

import dev.sessionctl.storage.system.NativeLibraries;
import java.io.IOException;
import java.nio.file.Path;

/** What install.sh runs to unpack native libraries beside the jars. Argument: an empty directory. */
final class NativePreparation {

  private NativePreparation() {}

  public static void main(String[] arguments) throws IOException {
    NativeLibraries.prepare(Path.of(arguments[0]));
  }
}
