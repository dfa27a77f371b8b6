package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import java.io.IOException;

/** Decides whether a store may be changed now. The locks do the rest, whoever runs. */
record Gates(Place place, Environment environment) {

  /** @param unified whether files of the interactive prompt would be changed */
  Gate change(GateOptions options, boolean unified) throws IOException {
    if (options.assumeOffline()) {
      return Gate.OPEN;
    }
    if (environment.fileSystems().isRemote(place.directory())) {
      return Gate.owned(place.directory() + " is on a " + environment.fileSystems().type(place.directory())
          + " file system, where locks of several hosts do not meet; say --assume-offline if no other host uses it");
    }
    if (unified) {
      return Gate.owned("the plan has sessions of the interactive prompt, which writes them again from memory as long"
          + " as it runs; leave them out, or say --assume-offline if no PraisonAI prompt runs");
    }
    return Gate.OPEN;
  }
}
