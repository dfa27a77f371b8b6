package dev.sessionctl.storage.relocate;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a format knows of the directory that is given another place: the {@link #root} of its files. */
public interface RelocationTarget extends StoreTree {

  /** The store that the operator named. */
  Path store();

  /** This tool's area beside the store. */
  AdminArea area();

  Environment environment();

  /** Whether the directory may be moved or its paths rewritten now. */
  Gate gate(GateOptions options) throws StoreException;

  /** Proves once more, right before anything is moved, that nobody uses the directory. */
  default void beforeMoving(ApplyContext context) throws IOException {}

  /**
   * What rests on the content of the store and is no part of it, so that it must go when the store gets other content:
   * the product makes it anew.
   */
  default List<Path> derived() {
    return List.of();
  }

  /** Likewise, right before the store is replaced: what of it is not in its places yet is brought there. */
  default void beforeReplacing(ApplyContext context) throws IOException {
    beforeMoving(context);
  }
}
