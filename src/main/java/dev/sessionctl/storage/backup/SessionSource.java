package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext;
import java.io.IOException;
import java.util.Set;

/**
 * How a format takes sessions out of a copy of a store that nobody else uses, into the trash of that copy, so that they
 * can be put back into the store itself as what a run set aside.
 */
@FunctionalInterface
public interface SessionSource {

  /**
   * Takes them out.
   *
   * @param copy the copy, with an area of its own
   * @param keys the sessions
   * @param context the run whose trash it is
   */
  void setAside(StoreRef copy, Set<String> keys, ApplyContext context, Environment environment) throws IOException;
}
