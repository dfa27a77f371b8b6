package dev.sessionctl.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * One way in which one product lays out its sessions. Implementations hold no state and are safe for use by
 * several threads; adding a product is one package with these and one line in {@link Formats}.
 */
public interface StoreFormat {

  /** The name in output and for {@code --format}; lower case. */
  String name();

  /**
   * Reports every store of this format at or below a place an operator named: the store itself, the directory
   * it lies in, a product's state directory, or a home directory. Looks only where the product would, follows
   * no symbolic link out of the place, and reads no more than it needs to tell.
   *
   * @throws IOException when the place exists but cannot be read
   */
  void discover(Path start, Environment environment, Consumer<StoreRef> found) throws IOException;

  /**
   * Reports, as {@link #discover} does, stores of this format that have lost what leads to their sessions, such as an
   * index; only where it is certain what belongs to them.
   *
   * @param start need not exist: it may be what is lost
   * @throws NoStoreException when it is, and is not certain
   */
  default void discoverLost(Path start, Environment environment, Consumer<StoreRef> found) throws IOException {}

  /** Where the product keeps its state for this user, honouring its variables; may name what does not exist. */
  List<Path> defaultLocations(Environment environment);

  /**
   * Opens a store that {@link #discover} reported. Touches nothing on disk.
   */
  Store open(StoreRef ref, Environment environment);

  /**
   * Whether a text is a version of the product, where a gate asks operators for it; never otherwise, since what an
   * operator says of a version would then have no effect.
   */
  default boolean isVersion(String text) {
    return false;
  }

  /**
   * Whether an eviction leaves a record of the session behind by which the product knows what it did already, unless a
   * full eviction is asked for. Where it does not, there is nothing that a full one would take in addition.
   */
  default boolean leavesRecords() {
    return false;
  }

  /** Names of further columns that {@code list} can show for this format, beyond those all formats have. */
  List<String> extraColumns();
}
