package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.files.Aftercare;
import dev.sessionctl.storage.files.FilePlan;
import dev.sessionctl.storage.files.FileStep;
import dev.sessionctl.storage.files.SetAside;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Plans which files an eviction sets aside. Each is one session; the product, which keeps 100 of them in memory, never
 * removes a file itself.
 */
record Evictions(StoreRef ref, Environment environment, Catalog catalog, Aftercare aftercare) {

  FilePlan plan(Eviction request) throws UnsupportedChangeException {
    if (!request.unreferenced().isEmpty() || request.archiveAge() != null) {
      throw new UnsupportedChangeException("every file of a gemini store is a session: there are no transcripts of no"
          + " session and no archives; leave --orphans and --archives-older-than out");
    }
    Map<String, Catalog.Entry> byKey = new HashMap<>();
    catalog.entries().forEach(entry -> byKey.put(entry.key(), entry));
    QuietWindow window = new QuietWindow(environment, request.quietFor());
    SessionRows rows = new SessionRows(ref, ScanRequest.FOR_POLICY, environment);
    Set<String> wanted = new HashSet<>();
    for (PlanItem decision : request.decisions()) {
      if (decision.action().equals(Eviction.EVICT)) {
        wanted.add(decision.key());
      }
    }
    List<FileStep> steps = new ArrayList<>();
    List<PlanItem> kept = new ArrayList<>();
    for (PlanItem decision : request.decisions()) {
      Catalog.Entry entry = byKey.get(decision.key());
      String stays = wanted.contains(decision.key()) ? keepReason(entry, rows, window, wanted) : decision.reason();
      if (stays != null) {
        kept.add(new PlanItem(decision.key(), entry == null ? null : entry.file().path(), Eviction.KEEP, stays,
            decision.bytes()));
      } else {
        SessionFile file = entry.file();
        PlanItem item = new PlanItem(decision.key(), file.path(), Eviction.EVICT, decision.reason(),
            file.identity().size());
        steps.add(new SetAside(item, List.of(new SetAside.Part("session", file.path(), file.identity())))
            .lookedAfterBy(aftercare));
      }
    }
    List<String> notices = new ArrayList<>(request.notices());
    if (!steps.isEmpty()) {
      notices.add("what goes is kept in the trash beside the store until it is purged from there");
    }
    String summary = steps.isEmpty() ? "nothing to do: none of " + request.decisions().size() + " sessions goes"
        : "evict " + steps.size() + " of " + request.decisions().size() + " sessions from " + ref.path();
    return new FilePlan(summary, steps, kept, notices);
  }

  /** Why a session that the policy lets go stays after all, or null. */
  private String keepReason(Catalog.Entry entry, SessionRows rows, QuietWindow window, Set<String> wanted) {
    if (entry == null) {
      return "it is gone";
    }
    Session row = rows.row(entry);
    if (row.standing().protection() != null) {
      return "protected: " + row.standing().protection();
    }
    if (!window.isQuiet(entry.file().identity())) {
      return "changed just now";
    }
    for (Catalog.Entry other : catalog.entries()) {
      if (entry.file().path().equals(other.shadowedBy()) && !wanted.contains(other.key())) {
        return "the product would take " + other.file().name() + " instead, which has its id; compact merges them";
      }
    }
    return null;
  }
}
