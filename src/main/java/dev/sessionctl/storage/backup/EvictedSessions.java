package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Formats;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionVisitor;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.PlanItem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Takes sessions out of a copy of a store as {@code evict} does: for formats whose sessions are files of their own. */
public final class EvictedSessions implements SessionSource {

  @Override
  public void setAside(StoreRef copy, Set<String> keys, ApplyContext context, Environment environment)
      throws IOException {
    Store store = Formats.open(copy, environment);
    List<PlanItem> decisions = new ArrayList<>();
    store.scan(ScanRequest.FOR_POLICY, new SessionVisitor() {
      @Override
      public void session(Session session) {
        boolean wanted = keys.contains(session.key());
        decisions.add(new PlanItem(session.key(), null, wanted ? Eviction.EVICT : Eviction.KEEP, "from a backup", 0));
      }

      @Override
      public void problem(Path path, String message) {
        // One that is wanted is missed below.
      }
    });
    try (Change change =
        store.prepare(new Eviction(decisions, Set.of(), null, Duration.ZERO, List.of(), true))) {
      change.plan().forEachItem(item -> {
        if (keys.contains(item.key()) && item.path() == null && !item.action().equals(Eviction.EVICT)) {
          throw new StoreException(item.key() + " cannot be taken out of the backup: " + item.reason());
        }
      });
      ChangeReport report = change.apply(context);
      for (List<PlanItem> left : List.of(report.skipped(), report.failed())) {
        for (PlanItem item : left) {
          throw new StoreException(item.key() + " cannot be taken out of the backup: " + item.reason());
        }
      }
    }
  }
}
