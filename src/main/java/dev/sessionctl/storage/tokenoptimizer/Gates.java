package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.openclaw.OpenClaw;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Decides whether the plugin's state may be changed now. The plugin takes no lock, so a gateway closes the gate only
 * for what cannot be done beside one; everything else rests on comparing what stands there. Looks afresh at every
 * call.
 */
record Gates(StorePaths paths, Environment environment) {

  /** For changes of single sessions, which stand beside a gateway that runs. */
  Gate change(GateOptions options) throws StoreException {
    try {
      return environment.fileSystems().isRemote(paths.root()) && !options.assumeOffline()
          ? Gate.owned(paths.root() + " is on a " + environment.fileSystems().type(paths.root())
              + " file system, where a gateway on another host cannot be seen; say --assume-offline if there is none")
          : Gate.OPEN;
    } catch (IOException e) {
      throw StorageIoException.of("look at", paths.root(), e);
    }
  }

  /** For moving the whole: a gateway would go on where it was. */
  Gate relocation(GateOptions options) throws StoreException {
    Gate usual = change(options);
    List<Owner> owners = usual.isOpen() ? owners() : List.of();
    return owners.isEmpty() ? usual : Gate.owned(owners.get(0) + " uses this directory; stop it first");
  }

  /** The gateway that the plugin runs in, and whatever else uses its state directory. */
  List<Owner> owners() throws StoreException {
    Path state = paths.root().getParent();
    try {
      return state == null ? List.of() : OpenClaw.owners(state, environment);
    } catch (IOException e) {
      throw StorageIoException.wrap("look for owners of", paths.root(), e);
    }
  }
}
