package dev.sessionctl.cli;

import dev.sessionctl.policy.FreeSpace;
import dev.sessionctl.policy.KeyGlob;
import dev.sessionctl.policy.PolicyException;
import dev.sessionctl.policy.RetentionGroup;
import dev.sessionctl.policy.RetentionOrder;
import dev.sessionctl.policy.RetentionPolicy;
import dev.sessionctl.storage.SessionKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Option;

/** The rules of a retention policy; any combination holds at once. */
final class RetentionOptions {

  @Option(names = "--max-age", order = 10, paramLabel = "DURATION", converter = Converters.ToDuration.class,
      description = "Evict what was last active longer ago: 12h, 7d, 4w.")
  Duration maxAge;

  @Option(names = "--max-age-for", order = 11, paramLabel = "KIND=DURATION", split = ",",
      converter = Converters.ToKindAge.class,
      description = "The same for one kind, in place of --max-age: cron=7d; repeatable.")
  List<KindAge> kindAges = new ArrayList<>();

  @Option(names = "--max-sessions", order = 12, paramLabel = "N", converter = Converters.ToCount.class,
      description = "Evict the least recently active above this number.")
  Long maxSessions;

  @Option(names = "--max-bytes", order = 13, paramLabel = "SIZE", converter = Converters.ToBytes.class,
      description = "Evict the least recently active until no more than this is left.")
  Long maxBytes;

  @Option(names = "--max-files", order = 14, paramLabel = "N", converter = Converters.ToCount.class,
      description = "Evict the least recently active until the sessions that stay have no more files than this.")
  Long maxFiles;

  @Option(names = "--to-budget", order = 15, paramLabel = "SIZE", converter = Converters.ToBytes.class,
      description = "When the store is larger, evict the least valuable down to the high-water mark.")
  Long budget;

  @Option(names = "--high-water", order = 16, paramLabel = "PERCENT", converter = Converters.ToPercent.class,
      description = "Share of the budget at which that ends; 80 percent by default.")
  Integer highWater;

  @Option(names = "--min-free", order = 17, paramLabel = "SIZE|PERCENT", converter = Converters.ToFreeSpace.class,
      description = "Evict the least valuable until the file system of the store has this much free once the trash is"
          + " purged.")
  FreeSpace minFree;

  @Option(names = "--group-by", order = 18, paramLabel = "WHAT", completionCandidates = Groups.class,
      description = "Count --max-sessions, --max-bytes, --max-files and --keep-last for each agent, kind or channel.")
  String groupBy;

  @Option(names = "--order", order = 19, paramLabel = "ORDER", completionCandidates = Orders.class,
      description = "lru (by last activity, the default) or fifo (by creation).")
  String order;

  @Option(names = "--keep", order = 20, paramLabel = "GLOB", split = ",",
      description = "Keep sessions whose key matches; repeatable.")
  List<String> keep = new ArrayList<>();

  @Option(names = "--keep-last", order = 21, paramLabel = "N", converter = Converters.ToCount.class,
      description = "Keep the N most recently active.")
  Long keepLast;

  @Option(names = "--keep-within", order = 22, paramLabel = "DURATION", converter = Converters.ToDuration.class,
      description = "Keep what was active within this time.")
  Duration keepWithin;

  @Option(names = "--quiet-for", order = 23, paramLabel = "DURATION", converter = Converters.ToDuration.class,
      description = "Leave alone what changed within this time; 15m by default.")
  Duration quietFor;

  @Option(names = "--unprotect", order = 24, paramLabel = "KIND", split = ",", converter = Converters.ToKind.class,
      completionCandidates = Converters.Kinds.class,
      description = "Let sessions of this kind go although the product itself never prunes them.")
  List<SessionKind> unprotect = new ArrayList<>();

  /**
   * The age of one kind.
   *
   * @param kind the kind
   * @param age longest time since the last activity
   */
  record KindAge(SessionKind kind, Duration age) {}

  /**
   * The policy that the options make.
   *
   * @param named whether sessions were named one by one
   * @param files whether files that belong to no session go too
   * @param full whether records that are otherwise left go too
   */
  RetentionPolicy policy(boolean named, boolean files, boolean full) {
    RetentionPolicy.Builder rules = new RetentionPolicy.Builder().named(named).filesToo(files).records(full);
    if (highWater != null && budget == null) {
      throw new UsageException("--high-water needs --to-budget");
    }
    try {
      rules.maxAge(maxAge).keepWithin(keepWithin);
      kindAges.forEach(each -> rules.maxAge(each.kind(), each.age()));
      rules.maxSessions(maxSessions == null ? -1 : maxSessions).maxBytes(maxBytes == null ? -1 : maxBytes);
      rules.maxFiles(maxFiles == null ? -1 : maxFiles).minFree(minFree);
      if (budget != null) {
        rules.budget(budget, highWater == null ? 80 : highWater);
      }
      rules.keepLast(keepLast == null ? 0 : keepLast);
      keep.forEach(glob -> rules.keep(KeyGlob.of(glob)));
      unprotect.forEach(rules::unprotect);
      if (groupBy != null) {
        rules.groupBy(known(RetentionGroup.of(groupBy), "--group-by", groupBy, new Groups()));
      }
      if (order != null) {
        rules.order(known(RetentionOrder.of(order), "--order", order, new Orders()));
      }
      if (quietFor != null) {
        rules.quietFor(quietFor);
      }
      return rules.build();
    } catch (PolicyException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private static <T> T known(T value, String option, String text, Iterable<String> words) {
    if (value == null) {
      throw new UsageException(option + ": '" + text + "' is unknown: give " + String.join(" or ", words));
    }
    return value;
  }

  /** What {@code --group-by} takes. */
  static final class Groups implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("store", "agent", "kind", "channel").iterator();
    }
  }

  /** What {@code --order} takes. */
  static final class Orders implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("lru", "fifo").iterator();
    }
  }
}
