package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.StoreFormat;
import java.util.List;

/** The way in to PraisonAI's formats; everything else in this package is its own business. */
public final class PraisonAi {

  private static final List<StoreFormat> FORMATS = List.of(new PraisonFormat(), new TranscriptFormat());

  private PraisonAi() {}

  /** The formats of this product. */
  public static List<StoreFormat> formats() {
    return FORMATS;
  }
}
