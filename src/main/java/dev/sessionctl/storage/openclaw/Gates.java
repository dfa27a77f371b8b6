package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Decides whether an OpenClaw store may be changed now; in doubt it may not. Looks afresh at every call. */
final class Gates {

  private final StoreFiles files;
  private final Generation generation;
  private final Environment environment;

  Gates(StoreFiles files, Generation generation, Environment environment) {
    this.files = files;
    this.generation = generation;
    this.environment = environment;
  }

  Generation generation() {
    return generation;
  }

  /**
   * Whether the layout of the store may be switched.
   *
   * @param target name of the layout to switch to
   */
  Gate layoutChange(String target, GateOptions options) throws StoreException {
    // Who says that the gateway reads sessions.d speaks of one built from the proposals, which lock the index.
    boolean stated = target.equals(options.gatewayReads());
    Gate usual = anyChange(options, stated && !generation.mayKeepCase(), "");
    if (!usual.isOpen()) {
      return usual;
    }
    List<Owner> owners = owners();
    if (owners.isEmpty() || stated) {
      return Gate.OPEN;
    }
    return Gate.owned(owners.get(0) + " would go on reading the other layout; no released OpenClaw reads"
        + " sessions.d; stop it first, or say --gateway-reads " + target + " if it reads that one");
  }

  /**
   * Whether entries of the store may be changed, and files of its sessions taken away or put back: under the index's
   * lock while an owner lives that certainly takes it, and otherwise only when none does.
   */
  Gate entryChange(GateOptions options) throws StoreException {
    return anyChange(options, statedToLock(options),
        mayLock() ? ", or say --gateway-version if it is of 2026.4.29 or before" : "");
  }

  /** Whether locks of dead holders may be removed: only where the holders can be seen. */
  Gate lockBreak(GateOptions options) throws StoreException {
    try {
      if (environment.fileSystems().isRemote(files.sessions()) && !options.assumeOffline()) {
        return Gate.owned(files.sessions() + " is on a " + environment.fileSystems().type(files.sessions())
            + " file system, where a holder on another host cannot be seen; say --assume-offline if there is none");
      }
      return Gate.OPEN;
    } catch (IOException e) {
      throw StorageIoException.of("look at", files.sessions(), e);
    }
  }

  /** Whether the state directory may be moved or its paths rewritten: only while nobody uses it. */
  Gate relocation(GateOptions options) throws StoreException {
    Gate usual = anyChange(options, false, "");
    List<Owner> owners = usual.isOpen() ? owners() : List.of();
    return owners.isEmpty() ? usual : Gate.owned(owners.get(0) + " uses this directory; stop it first");
  }

  /** Whether a transcript may be replaced too, which needs that its own lock means something. */
  Gate transcriptChange(Path transcript, GateOptions options) throws StoreException {
    Gate usual = entryChange(options);
    if (!usual.isOpen()) {
      return usual;
    }
    try {
      Optional<String> ineffective = OpenClawLock.whyIneffective(transcript, environment);
      return ineffective.isEmpty() || options.assumeOffline() && owners().isEmpty() ? Gate.OPEN
          : Gate.owned(ineffective.get());
    } catch (IOException e) {
      throw StorageIoException.wrap("look at", transcript, e);
    }
  }

  /**
   * What every change of the index needs.
   *
   * @param lockStated whether the operator's word implies that a running owner takes the index's lock
   * @param way what else may be said or done beside a running owner
   */
  private Gate anyChange(GateOptions options, boolean lockStated, String way) throws StoreException {
    if (generation.era().isDatabase()) {
      return Gate.unsupported("this OpenClaw keeps its sessions in SQLite (" + generation.evidence() + "); use"
          + " 'openclaw doctor --session-sqlite' to move them");
    }
    try {
      if (environment.fileSystems().isRemote(files.sessions()) && !options.assumeOffline()) {
        return Gate.owned(files.sessions() + " is on a " + environment.fileSystems().type(files.sessions())
            + " file system, where an owner on another host cannot be seen; say --assume-offline if there is none");
      }
      List<Owner> owners = owners();
      // A gateway of a later release runs on what an earlier one left, so "era A" must be certain to rest on.
      boolean locks = generation.era().honoursIndexLock() && generation.certain();
      if (!owners.isEmpty() && !locks && !lockStated) {
        return Gate.owned(owners.get(0) + " may write " + files.indexName() + " at any moment, and it is not certain"
            + " that its release takes a lock (era " + generation.label() + ": " + generation.evidence()
            + "); stop it first" + way);
      }
      Optional<String> ineffective = OpenClawLock.whyIneffective(files.index(), environment);
      if (ineffective.isPresent() && !(owners.isEmpty() && options.assumeOffline())) {
        return Gate.owned(ineffective.get()
            + (owners.isEmpty() ? ", or say --assume-offline if no OpenClaw runs" : ""));
      }
      return Gate.OPEN;
    } catch (IOException e) {
      throw StorageIoException.wrap("look at", files.sessions(), e);
    }
  }

  /** Whether nothing on disk was left by a release that takes no lock. */
  private boolean mayLock() {
    return generation.era() == Era.LOCKED_JSON || generation.era() == Era.UNKNOWN_JSON;
  }

  /** Whether the operator names a release that takes the lock, and nothing on disk belies it. */
  private boolean statedToLock(GateOptions options) {
    return options.gatewayVersion() != null && mayLock()
        && ProductVersion.era(options.gatewayVersion()) == Era.LOCKED_JSON;
  }

  /** Processes that may write the store now. */
  List<Owner> owners() throws StoreException {
    Path sessions = files.sessions();
    try {
      return OwnerDetector.owners(sessions, environment);
    } catch (IOException e) {
      throw StorageIoException.wrap("look for owners of", sessions, e);
    }
  }
}
