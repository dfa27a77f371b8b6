package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.StoreFormat;
import java.util.List;

/** The way in to OpenClaw's formats. */
public final class OpenClaw {
  private OpenClaw() {}

  /** The formats of this product. */
  public static List<StoreFormat> formats() {
    return List.of();
  }
}
