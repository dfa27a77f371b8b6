package dev.sessionctl.storage;

import dev.sessionctl.storage.claudemem.ClaudeMem;
import dev.sessionctl.storage.gemini.Gemini;
import dev.sessionctl.storage.openclaw.OpenClaw;
import dev.sessionctl.storage.praisonai.PraisonAi;
import dev.sessionctl.storage.tokenoptimizer.TokenOptimizer;
import java.util.ArrayList;
import java.util.List;

/** The registry of formats: one line a product. */
public final class Formats {
  private Formats() {}

  /** All formats, in the order in which they are asked whether a place is theirs. */
  public static List<StoreFormat> all() {
    List<StoreFormat> formats = new ArrayList<>();
    formats.addAll(OpenClaw.formats());
    formats.addAll(Gemini.formats());
    formats.addAll(PraisonAi.formats());
    formats.addAll(TokenOptimizer.formats());
    formats.addAll(ClaudeMem.formats());
    return formats;
  }

  /** The format of that name, or null. */
  public static StoreFormat named(String name) {
    for (StoreFormat format : all()) {
      if (format.name().equals(name)) {
        return format;
      }
    }
    return null;
  }

  /** Opens a store that one of the formats reported. */
  public static Store open(StoreRef ref, Environment environment) {
    return named(ref.format()).open(ref, environment);
  }
}
