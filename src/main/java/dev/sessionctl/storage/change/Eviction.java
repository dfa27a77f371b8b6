package dev.sessionctl.storage.change;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Takes sessions, and files that belong to none, out of a store into the trash.
 *
 * @param decisions what the policy decided for every session, {@code evict} or {@code keep} with the reason; a format
 *     may only keep more, never evict more
 * @param unreferenced classes of files without a session that go too: {@code garbage}, {@code machine},
 *     {@code history}; empty for none
 * @param archiveAge archives and left-overs that are older go too, or null for none
 * @param quietFor sessions and files that changed within that time are left alone
 * @param notices what the policy has to say; shown with the plan
 * @param full whether the record goes too that a format otherwise leaves behind, see
 *     {@link dev.sessionctl.storage.StoreFormat#leavesRecords}; without meaning for other formats
 */
public record Eviction(List<PlanItem> decisions, Set<String> unreferenced, Duration archiveAge, Duration quietFor,
    List<String> notices, boolean full) implements ChangeRequest {

  /** Leaves records behind where the format has any. */
  public Eviction(List<PlanItem> decisions, Set<String> unreferenced, Duration archiveAge, Duration quietFor,
      List<String> notices) {
    this(decisions, unreferenced, archiveAge, quietFor, notices, false);
  }

  /** The action of a session or file that goes. */
  public static final String EVICT = "evict";

  /** The action of one that stays. */
  public static final String KEEP = "keep";

  @Override
  public String command() {
    return "evict";
  }
}
