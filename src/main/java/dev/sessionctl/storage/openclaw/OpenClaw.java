package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.StoreFormat;
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
}
