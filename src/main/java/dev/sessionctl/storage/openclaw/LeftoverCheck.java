package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.check.Findings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** Counts, by kind, what lies in a sessions directory besides sessions: one finding a kind, however many files. */
final class LeftoverCheck {

  /** Files of one kind. */
  private static final class Tally {
    private long count;
    private long bytes;
    private String first;
  }

  private final CheckContext context;
  private final Map<Flaw, Tally> tallies = new EnumMap<>(Flaw.class);

  LeftoverCheck(CheckContext context) {
    this.context = context;
  }

  void run(SessionsDirectory listing) throws IOException {
    listing.entries().forEach(this::add);
    for (Map.Entry<Flaw, Tally> tally : tallies.entrySet()) {
      Path first = context.sessions().resolve(tally.getValue().first);
      context.findings().add(tally.getKey(), first, Findings.count(tally.getValue().count, "file") + ", "
          + tally.getValue().bytes + " bytes: " + words(tally.getKey()) + ", such as " + tally.getValue().first);
    }
  }

  private void add(String name, SessionsDirectory.Entry entry) {
    boolean settled = context.isSettled(entry.modified());
    switch (entry.name().kind()) {
      case ARCHIVE_RESET, ARCHIVE_DELETED, ARCHIVE_BAK -> {
        count(Flaw.ARCHIVES, name, entry);
        if (context.request().level() >= 3 && entry.name().timestampMillis() < 0) {
          count(Flaw.ARCHIVE_NAME, name, entry);
        }
      }
      case REPAIR_BACKUP, DOCTOR_BACKUP -> count(Flaw.REPAIR_BACKUPS, name, entry);
      case INDEX_BACKUP -> count(Flaw.INDEX_BACKUPS, name, entry);
      case MIGRATED -> count(Flaw.TAKEN_OVER, name, entry);
      case INDEX_TEMP -> countIf(settled, Flaw.INDEX_TEMPS, name, entry);
      case USAGE_CACHE_TEMP -> countIf(settled, Flaw.USAGE_TEMPS, name, entry);
      case REPAIR_TEMP -> countIf(settled, Flaw.REPAIR_TEMPS, name, entry);
      // Another store's index and what is derived from its name.
      case OTHER -> countIf(settled && !name.contains(KeyNames.SUFFIX), Flaw.FILES_UNKNOWN, name, entry);
      default -> {
        // Sessions and their locks are looked at elsewhere.
      }
    }
  }

  private void countIf(boolean condition, Flaw flaw, String name, SessionsDirectory.Entry entry) {
    if (condition) {
      count(flaw, name, entry);
    }
  }

  private void count(Flaw flaw, String name, SessionsDirectory.Entry entry) {
    Tally tally = tallies.computeIfAbsent(flaw, key -> new Tally());
    tally.count++;
    tally.bytes += entry.bytes();
    tally.first = tally.first == null || name.compareTo(tally.first) < 0 ? name : tally.first;
  }

  private static String words(Flaw flaw) {
    return switch (flaw) {
      case ARCHIVES -> "transcripts archived by reset, deletion or compaction";
      case ARCHIVE_NAME -> "archives whose name holds no time that exists";
      case REPAIR_BACKUPS -> "copies made before repairs of transcripts";
      case INDEX_BACKUPS -> "former indexes";
      case TAKEN_OVER -> "originals of what a later release took into its database";
      case INDEX_TEMPS -> "unfinished writes of the index";
      case USAGE_TEMPS -> "unfinished writes of the usage cache";
      case REPAIR_TEMPS -> "unfinished repairs of transcripts";
      default -> "files of a kind that is not known";
    };
  }
}
