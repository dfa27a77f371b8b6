package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.StoreFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The way in to OpenClaw's formats; everything else in this package is its own business. */
public final class OpenClaw {

  private static final List<StoreFormat> FORMATS = List.of(
      new OpenClawFormat(OpenClawFormat.JSON),
      new OpenClawFormat(OpenClawFormat.DIRECTORY),
      new OpenClawFormat(OpenClawFormat.SQLITE));

  private OpenClaw() {}

  /** The formats of this product. */
  public static List<StoreFormat> formats() {
    return FORMATS;
  }

  /**
   * Processes that may use a state directory now, for stores of plugins in it; gateways first.
   *
   * @throws IOException when a sessions directory in it cannot be listed
   */
  public static List<Owner> owners(Path state, Environment environment) throws IOException {
    return OwnerDetector.owners(state, environment);
  }
}
