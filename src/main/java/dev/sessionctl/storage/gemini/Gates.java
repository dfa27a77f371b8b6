package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Decides whether a store may be changed now: only while no server lives, since a running one takes no lock, never
 * reads a file again and writes what it has in memory over everything (1.34.0). In doubt it may not, and what is in
 * doubt an operator may decide with {@code --assume-offline}; a server that certainly uses the store he may not.
 */
final class Gates {

  private final Path directory;
  private final Environment environment;

  Gates(Path directory, Environment environment) {
    this.directory = directory;
    this.environment = environment;
  }

  List<Owner> owners() throws StoreException {
    return found().stream().map(ServerDetector.Found::owner).toList();
  }

  /** Those that certainly use the store. */
  List<Owner> certainOwners() throws StoreException {
    return found().stream().filter(ServerDetector.Found::certain).map(ServerDetector.Found::owner).toList();
  }

  /** Whether anything in the store may be changed. */
  Gate change(GateOptions options) throws StoreException {
    try {
      if (environment.fileSystems().isRemote(directory) && !options.assumeOffline()) {
        return Gate.owned(directory + " is on a " + environment.fileSystems().type(directory)
            + " file system, where a server on another host cannot be seen; say --assume-offline if there is none");
      }
    } catch (IOException e) {
      throw StorageIoException.wrap("look at", directory, e);
    }
    for (ServerDetector.Found server : found()) {
      if (server.certain()) {
        return Gate.owned(server.owner() + " keeps its sessions in memory and would write them over any change, and"
            + " bring back what is removed; stop it first");
      }
      if (!options.assumeOffline()) {
        return Gate.owned(server.owner() + "; stop it first, or say --assume-offline if it does not use this store");
      }
    }
    return Gate.OPEN;
  }

  private List<ServerDetector.Found> found() throws StoreException {
    try {
      return new ServerDetector(directory, environment).find();
    } catch (IOException e) {
      throw StorageIoException.wrap("look for servers of", directory, e);
    }
  }
}
