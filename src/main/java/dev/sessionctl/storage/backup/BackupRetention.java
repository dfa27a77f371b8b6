package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.backup.BackupCatalog.Listed;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.IsoFields;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Decides which backups of a directory are kept. Backups of the same stores are a series; each rule counts in each
 * series by itself, and what any rule keeps is kept, and whatever backup a kept one rests on.
 *
 * @param last so many of the newest ones
 * @param daily the newest one of each of so many days that have any
 * @param weekly the same of weeks, which begin on Monday
 */
public record BackupRetention(long last, long daily, long weekly) {

  /**
   * What becomes of one backup.
   *
   * @param backup the backup
   * @param reason why it is kept, or null when it is not
   */
  public record Decision(Listed backup, String reason) {
    public boolean kept() {
      return reason != null;
    }
  }

  /**
   * Decides, oldest first. One that cannot be read is kept: it may be needed, and whoever looks at it will know.
   *
   * @param zone where days begin
   */
  public List<Decision> decide(List<Listed> backups, ZoneId zone) {
    Map<String, List<Listed>> series = new LinkedHashMap<>();
    Map<String, Listed> byId = new HashMap<>();
    Map<Listed, Set<String>> reasons = new LinkedHashMap<>();
    for (Listed backup : backups) {
      reasons.put(backup, new TreeSet<>());
      if (backup.manifest() == null) {
        reasons.get(backup).add("it cannot be read");
      } else {
        byId.put(backup.manifest().id(), backup);
        series.computeIfAbsent(stores(backup.manifest()), key -> new ArrayList<>()).add(backup);
      }
    }
    for (List<Listed> one : series.values()) {
      one.sort((a, b) -> b.manifest().id().compareTo(a.manifest().id()));
      keep(one, last, "last", Listed::place, reasons);
      keep(one, daily, "daily", backup -> time(backup, zone).toLocalDate(), reasons);
      keep(one, weekly, "weekly", backup -> time(backup, zone).get(IsoFields.WEEK_BASED_YEAR) + "-"
          + time(backup, zone).get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), reasons);
    }
    keepBases(byId, reasons);
    List<Decision> decisions = new ArrayList<>();
    for (Listed backup : backups) {
      Set<String> why = reasons.get(backup);
      decisions.add(new Decision(backup, why.isEmpty() ? null : String.join(", ", why)));
    }
    return decisions;
  }

  private static ZonedDateTime time(Listed backup, ZoneId zone) {
    return Instant.ofEpochMilli(backup.manifest().begun()).atZone(zone);
  }

  /** What a backup was made of; those of other stores are no reason to drop it. */
  private static String stores(Manifest manifest) {
    Set<String> stores = new TreeSet<>();
    for (BackupTree tree : manifest.trees()) {
      tree.stores().forEach(store -> stores.add(store.format() + ' ' + store.path()));
    }
    return String.join("\n", stores);
  }

  private static void keep(List<Listed> newestFirst, long number, String rule, Function<Listed, Object> period,
      Map<Listed, Set<String>> reasons) {
    Set<Object> seen = new HashSet<>();
    for (Listed backup : newestFirst) {
      if (seen.size() < number && seen.add(period.apply(backup))) {
        reasons.get(backup).add(rule);
      }
    }
  }

  private static void keepBases(Map<String, Listed> byId, Map<Listed, Set<String>> reasons) {
    Deque<Listed> kept = new ArrayDeque<>();
    reasons.forEach((backup, why) -> {
      if (!why.isEmpty() && backup.manifest() != null) {
        kept.add(backup);
      }
    });
    while (!kept.isEmpty()) {
      Listed backup = kept.remove();
      for (String holder : backup.manifest().holders().keySet()) {
        Listed base = byId.get(holder);
        if (base != null && reasons.get(base).add("needed by " + backup.place().getFileName())
            && reasons.get(base).size() == 1) {
          kept.add(base);
        }
      }
    }
  }
}
