package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.Gate;
import java.io.IOException;

/** Turns failures of the platform into ones of a store. */
final class Guarded {
  private Guarded() {}

  /** Something that looks at files. */
  @FunctionalInterface
  interface Look {
    Gate run() throws IOException;
  }

  static Gate gate(Place place, Look look) throws StoreException {
    try {
      return look.run();
    } catch (IOException e) {
      throw StorageIoException.wrap("look at", place.directory(), e);
    }
  }
}
