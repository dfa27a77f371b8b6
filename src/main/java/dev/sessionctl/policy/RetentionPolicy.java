package dev.sessionctl.policy;

import dev.sessionctl.output.Units;
import dev.sessionctl.storage.SessionKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of a store is kept and what goes. Any combination of rules holds at once: what one limit takes goes, unless one
 * rule keeps it. {@link Retention} carries it out. Immutable.
 */
public final class RetentionPolicy {

  static final int USUAL_HIGH_WATER = 80;
  static final Duration USUAL_QUIET = Duration.ofMinutes(15);

  private final Builder rules;

  private RetentionPolicy(Builder rules) {
    this.rules = rules;
  }

  /** Longest time since the last activity of sessions of a kind, or null; a kind's own replaces the general one. */
  Duration maxAge(SessionKind kind) {
    return rules.kindAges.getOrDefault(kind, rules.maxAge);
  }

  boolean hasAges() {
    return rules.maxAge != null || !rules.kindAges.isEmpty();
  }

  /** Most sessions of a group, or -1. */
  long maxSessions() {
    return rules.maxSessions;
  }

  /** Most bytes of a group, or -1. */
  long maxBytes() {
    return rules.maxBytes;
  }

  /** Most files of a group's sessions, or -1. */
  long maxFiles() {
    return rules.maxFiles;
  }

  /** What shall be free on the store's file system, or null. */
  public FreeSpace minFree() {
    return rules.minFree;
  }

  /** Bytes beyond which the least valuable sessions of the whole store go, or -1. */
  long budget() {
    return rules.budget;
  }

  /** Bytes at which that ends. */
  long highWater() {
    return (long) (rules.budget / 100.0 * rules.highWater);
  }

  /** So many of the most valuable sessions of each group stay. */
  long keepLast() {
    return rules.keepLast;
  }

  /** What was active within that time stays; null for no such rule. */
  Duration keepWithin() {
    return rules.keepWithin;
  }

  List<KeyGlob> keep() {
    return rules.keep;
  }

  public RetentionGroup group() {
    return rules.group;
  }

  RetentionOrder order() {
    return rules.order;
  }

  /** Whether sessions of which only a record is left go as well, and count. */
  public boolean takesRecords() {
    return rules.records;
  }

  boolean isUnprotected(SessionKind kind) {
    return rules.unprotected.contains(kind);
  }

  /** What changed within that time stays. */
  public Duration quietFor() {
    return rules.quietFor;
  }

  /** Whether everything selected goes, because sessions were named and no other limit was. */
  boolean takesSelected() {
    return rules.named && !rules.hasLimit();
  }

  /** The rules in force, one line each, as an operator would write them. */
  public List<String> describe() {
    List<String> lines = new ArrayList<>();
    if (takesSelected()) {
      lines.add("the named sessions go");
    }
    add(lines, "max-age ", rules.maxAge);
    rules.kindAges.forEach((kind, age) -> add(lines, "max-age-for " + kind.label() + "=", age));
    String each = rules.group == RetentionGroup.STORE ? "" : " for each " + rules.group.label();
    if (rules.maxSessions >= 0) {
      lines.add("max-sessions " + rules.maxSessions + each);
    }
    if (rules.maxBytes >= 0) {
      lines.add("max-bytes " + Units.formatBytes(rules.maxBytes) + each);
    }
    if (rules.maxFiles >= 0) {
      lines.add("max-files " + rules.maxFiles + each);
    }
    if (rules.budget >= 0) {
      lines.add("to-budget " + Units.formatBytes(rules.budget) + " (down to " + rules.highWater + "%, "
          + Units.formatBytes(highWater()) + ")");
    }
    if (rules.minFree != null) {
      lines.add("min-free " + rules.minFree);
    }
    if (rules.keepLast > 0) {
      lines.add("keep-last " + rules.keepLast + each);
    }
    add(lines, "keep-within ", rules.keepWithin);
    rules.keep.forEach(glob -> lines.add("keep " + glob.text()));
    rules.unprotected.forEach(kind -> lines.add("unprotect " + kind.label()));
    if (rules.needsOrder()) {
      lines.add("order " + rules.order.label());
    }
    add(lines, "quiet-for ", rules.quietFor);
    if (rules.records) {
      lines.add("full");
    }
    return lines;
  }

  private static void add(List<String> lines, String rule, Duration duration) {
    if (duration != null) {
      lines.add(rule + Units.formatDuration(duration));
    }
  }

  /** Collects the rules. */
  public static final class Builder {
    private Duration maxAge;
    private final Map<SessionKind, Duration> kindAges = new EnumMap<>(SessionKind.class);
    private long maxSessions = -1;
    private long maxBytes = -1;
    private long maxFiles = -1;
    private FreeSpace minFree;
    private long budget = -1;
    private int highWater = USUAL_HIGH_WATER;
    private long keepLast;
    private Duration keepWithin;
    private final List<KeyGlob> keep = new ArrayList<>();
    private RetentionGroup group = RetentionGroup.STORE;
    private RetentionOrder order = RetentionOrder.LRU;
    private final Set<SessionKind> unprotected = EnumSet.noneOf(SessionKind.class);
    private Duration quietFor = USUAL_QUIET;
    private boolean named;
    private boolean filesOnly;
    private boolean records;

    public Builder maxAge(Duration age) {
      maxAge = age;
      return this;
    }

    /** The age for one kind, in place of the general one. */
    public Builder maxAge(SessionKind kind, Duration age) {
      if (kindAges.put(kind, age) != null) {
        throw new PolicyException("--max-age-for " + kind.label() + " is given twice");
      }
      return this;
    }

    public Builder maxSessions(long count) {
      maxSessions = count;
      return this;
    }

    public Builder maxBytes(long bytes) {
      maxBytes = bytes;
      return this;
    }

    public Builder maxFiles(long count) {
      maxFiles = count;
      return this;
    }

    /** What shall be free on the file system of the store once what went is purged; null for no such rule. */
    public Builder minFree(FreeSpace space) {
      minFree = space;
      return this;
    }

    /** Bytes of the whole store, and the percentage of them at which eviction ends. */
    public Builder budget(long bytes, int highWaterPercent) {
      budget = bytes;
      highWater = highWaterPercent;
      return this;
    }

    public Builder keepLast(long count) {
      keepLast = count;
      return this;
    }

    public Builder keepWithin(Duration within) {
      keepWithin = within;
      return this;
    }

    public Builder keep(KeyGlob glob) {
      keep.add(glob);
      return this;
    }

    public Builder groupBy(RetentionGroup by) {
      group = by;
      return this;
    }

    public Builder order(RetentionOrder by) {
      order = by;
      return this;
    }

    /** Lifts the protection that is only a habit of the product's. */
    public Builder unprotect(SessionKind kind) {
      unprotected.add(kind);
      return this;
    }

    public Builder quietFor(Duration quiet) {
      quietFor = quiet;
      return this;
    }

    /** Whether sessions were named one by one, which is a rule when there is no other. */
    public Builder named(boolean byName) {
      named = byName;
      return this;
    }

    /** Whether files that belong to no session are to go, so that a policy without a rule for sessions is meant. */
    public Builder filesToo(boolean files) {
      filesOnly = files;
      return this;
    }

    /** Whether sessions go with the record that an eviction otherwise leaves; those of which it is left count too. */
    public Builder records(boolean too) {
      records = too;
      return this;
    }

    private boolean hasLimit() {
      return maxAge != null || !kindAges.isEmpty() || hasCap();
    }

    private boolean hasCap() {
      return hasGroupCap() || budget >= 0 || minFree != null;
    }

    private boolean hasGroupCap() {
      return maxSessions >= 0 || maxBytes >= 0 || maxFiles >= 0;
    }

    private boolean needsOrder() {
      return hasCap() || keepLast > 0;
    }

    /**
     * The policy.
     *
     * @throws PolicyException when it says nothing or contradicts itself
     */
    public RetentionPolicy build() {
      if (!hasLimit() && !named && !filesOnly) {
        throw new PolicyException("the policy lets nothing go: give --max-age, --max-age-for, --max-sessions,"
            + " --max-bytes, --max-files, --to-budget, --min-free, --orphans or --archives-older-than, or name"
            + " sessions");
      }
      if (!hasLimit() && !named && (keepLast > 0 || keepWithin != null || !keep.isEmpty())) {
        throw new PolicyException("rules that keep sessions need one that lets sessions go");
      }
      refuse(maxBytes == 0, "--max-bytes 0 would keep nothing; name the sessions instead");
      refuse(maxFiles == 0, "--max-files 0 would keep nothing; name the sessions instead");
      refuse(minFree != null && minFree.size() == 0, "--min-free 0 would be without effect");
      refuse(budget == 0, "--to-budget 0 would keep nothing; name the sessions instead");
      refuse(maxSessions >= 0 && keepLast > maxSessions,
          "--keep-last " + keepLast + " contradicts --max-sessions " + maxSessions);
      if (keepWithin != null) {
        refuse(maxAge != null && keepWithin.compareTo(maxAge) > 0,
            "--keep-within contradicts --max-age: it is longer");
        kindAges.forEach((kind, age) -> refuse(keepWithin.compareTo(age) > 0,
            "--keep-within contradicts --max-age-for " + kind.label() + ": it is longer"));
      }
      refuse(group != RetentionGroup.STORE && !hasGroupCap() && keepLast == 0,
          "--group-by needs --max-sessions, --max-bytes, --max-files or --keep-last");
      refuse(order != RetentionOrder.LRU && !needsOrder(), "--order needs a cap or --keep-last");
      refuse(unprotected.contains(SessionKind.MAIN), "the main session of an agent is never evicted");
      return new RetentionPolicy(this);
    }

    private static void refuse(boolean condition, String message) {
      if (condition) {
        throw new PolicyException(message);
      }
    }
  }
}
