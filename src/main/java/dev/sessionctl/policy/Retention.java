package dev.sessionctl.policy;

import dev.sessionctl.output.Units;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionState;
import dev.sessionctl.storage.Standing;
import dev.sessionctl.storage.change.PlanItem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/**
 * Decides by a {@link RetentionPolicy} which sessions of one store go, with a reason for every one. First comes what
 * nothing may take away; then ages; then caps of the groups, count before bytes before files; then the budget of the
 * whole store, and the free space. Caps take the least valuable session first that is free to go, ties by key, so
 * that two runs agree. The parent of a session that stays, stays too, and is free again when its last such child
 * goes. A session without any recorded time is kept by rules of age, since its age is not known, and is the first to
 * go where there are too many.
 */
public final class Retention {

  private static final String EVICTED = "evicted already; only its record is left";

  private final RetentionPolicy policy;
  private final SessionSelector selector;
  private final long now;
  private final Map<String, Candidate> byKey = new HashMap<>();
  private final List<Candidate> candidates = new ArrayList<>();
  private final Map<String, Group> groups = new HashMap<>();
  private final List<String> notices = new ArrayList<>();
  private final Comparator<Candidate> leastValuableFirst =
      Comparator.<Candidate>comparingLong(candidate -> candidate.time).thenComparing(candidate -> candidate.key);
  private final Group store = new Group("store");
  private long newest = Session.UNKNOWN;
  private long missing;

  /**
   * Decisions of one store.
   *
   * @param selector which sessions the policy is about; the others stay and are not counted
   */
  public Retention(RetentionPolicy policy, SessionSelector selector, long now) {
    this.policy = policy;
    this.selector = selector;
    this.now = now;
  }

  /** One session while it is decided. */
  private static final class Candidate {
    private final String key;
    private final String parent;
    private final long time;
    private final long bytes;
    private final Files files;
    private final boolean expired;
    private final String ageReason;
    private Group group;
    private String fixed;
    private String gone;
    private int keptChildren;

    private Candidate(String key, String parent, long time, long bytes, Files files, String ageReason) {
      this.key = key;
      this.parent = parent;
      this.time = time;
      this.bytes = bytes;
      this.files = files;
      this.ageReason = ageReason;
      this.expired = ageReason != null;
    }

    private boolean isFree() {
      return fixed == null && gone == null && keptChildren == 0;
    }
  }

  /**
   * The files of a session.
   *
   * @param own number of those that go with it
   * @param id what the others are found by, or null when there are none
   * @param shared number of those; they go with the last session of that id
   */
  private record Files(long own, String id, long shared) {
    private static final Files NONE = new Files(0, null, 0);

    private static Files of(Session session) {
      Standing standing = session.standing();
      if (standing == null || standing.files() <= 0) {
        return NONE;
      }
      boolean shares = standing.idFiles() > 0 && session.id() != null;
      long shared = shares ? standing.idFiles() : 0;
      return new Files(standing.files() - shared, shares ? session.id() : null, shared);
    }
  }

  /** What a cap counts. */
  private static final class Group {
    private final String name;
    private final List<Candidate> members = new ArrayList<>();
    private long count;
    private long bytes;
    private long files;
    private final Map<String, Integer> usersOfId = new HashMap<>();
    private PriorityQueue<Candidate> free;

    private Group(String name) {
      this.name = name;
    }
  }

  /** Takes a session of the scan; only what is needed of it is held. */
  public void add(Session session) {
    long activity = session.lastActivity();
    newest = Math.max(newest, activity);
    long time = policy.order() == RetentionOrder.FIFO ? firstKnown(session.createdAt(), activity)
        : firstKnown(activity, session.createdAt());
    boolean selected = selector == null || selector.matches(session);
    // What was evicted already holds nothing that a cap could be about, and cannot be evicted once more.
    boolean counts = selected && (session.state() != SessionState.EVICTED || policy.takesRecords());
    Standing standing = session.standing();
    Candidate candidate = new Candidate(session.key(), standing == null ? null : standing.parent(), time,
        Math.max(0, session.bytes()), policy.maxFiles() >= 0 ? Files.of(session) : Files.NONE,
        counts ? expiry(session) : null);
    candidate.fixed = !selected ? "not selected" : counts ? keepReason(session) : EVICTED;
    candidates.add(candidate);
    byKey.put(candidate.key, candidate);
    if (counts) {
      candidate.group = groups.computeIfAbsent(groupOf(session), Group::new);
      join(candidate, candidate.group);
      join(candidate, store);
    }
  }

  private static void join(Candidate candidate, Group group) {
    group.members.add(candidate);
    group.count++;
    group.bytes += candidate.bytes;
    Files files = candidate.files;
    group.files += files.own();
    if (files.id() != null && group.usersOfId.merge(files.id(), 1, Integer::sum) == 1) {
      group.files += files.shared();
    }
  }

  private static long firstKnown(long one, long other) {
    return one != Session.UNKNOWN ? one : other;
  }

  private String groupOf(Session session) {
    String name = switch (policy.group()) {
      case STORE -> "the store";
      case AGENT -> "agent " + session.agent();
      case KIND -> "kind " + session.kind().label();
      case CHANNEL -> "channel " + (session.extra() == null ? null : session.extra()[0]);
    };
    return name.endsWith(" null") ? name.substring(0, name.length() - 4) + "unknown" : name;
  }

  private String expiry(Session session) {
    Duration age = policy.maxAge(session.kind());
    long time = firstKnown(session.lastActivity(), session.createdAt());
    if (age == null || time == Session.UNKNOWN || now - time <= age.toMillis()) {
      return null;
    }
    return "last active " + Units.formatAge(now - time) + " ago, limit " + Units.formatDuration(age);
  }

  /** Why a session stays whatever the limits say, or null. */
  private String keepReason(Session session) {
    Standing standing = session.standing();
    if (standing != null) {
      if (standing.protection() != null && !(standing.liftable() && policy.isUnprotected(session.kind()))) {
        return "protected: " + standing.protection();
      }
      if (standing.touchedAt() != Session.UNKNOWN && now - standing.touchedAt() < policy.quietFor().toMillis()) {
        return "changed within quiet-for " + Units.formatDuration(policy.quietFor());
      }
    }
    for (KeyGlob glob : policy.keep()) {
      if (glob.matches(session.key())) {
        return "matches keep " + glob.text();
      }
    }
    Duration within = policy.keepWithin();
    if (within != null && session.lastActivity() != Session.UNKNOWN
        && now - session.lastActivity() <= within.toMillis()) {
      return "active within keep-within " + Units.formatDuration(within);
    }
    return null;
  }

  /** Newest recorded activity of what was added, or {@link Session#UNKNOWN}. */
  public long newestActivity() {
    return newest;
  }

  /**
   * Says what the file system of the store has, for {@link RetentionPolicy#minFree}; before anything is decided.
   *
   * @param free bytes that are free, with what the trash holds already: else a second run before the trash is purged
   *     would evict as much again
   * @param total its size
   */
  public void freeSpace(long free, long total) {
    missing = policy.minFree().bytes(total) - free;
  }

  /** What was decided, in the order in which the sessions came: {@code evict} or {@code keep}, with the reason. */
  public List<PlanItem> decide() {
    long before = store.bytes;
    keepLast();
    for (Candidate candidate : candidates) {
      Candidate parent = parentOf(candidate);
      if (parent != null) {
        parent.keptChildren++;
      }
    }
    for (Candidate candidate : candidates) {
      if (policy.takesSelected() && candidate.isFree()) {
        evict(candidate, "named");
      } else if (candidate.expired && candidate.isFree()) {
        evict(candidate, candidate.ageReason);
      }
    }
    groups.values().stream().sorted(Comparator.comparing(group -> group.name)).forEach(this::cap);
    if (policy.budget() >= 0 && store.bytes > policy.budget()) {
      reduce(store, () -> store.bytes > policy.highWater(), "over the budget of " + Units.formatBytes(policy.budget()));
      if (store.bytes > policy.budget()) {
        notices.add(Units.formatBytes(store.bytes - policy.budget()) + " above the budget of "
            + Units.formatBytes(policy.budget()) + ": all protected");
      }
    }
    if (missing > 0) {
      free(before - missing);
    }
    List<PlanItem> decisions = new ArrayList<>(candidates.size());
    for (Candidate candidate : candidates) {
      decisions.add(new PlanItem(candidate.key, null, candidate.gone == null ? "keep" : "evict", reason(candidate),
          candidate.bytes));
    }
    return decisions;
  }

  private void free(long left) {
    reduce(store, () -> store.bytes > left, "below min-free " + policy.minFree());
    if (store.bytes > left) {
      notices.add(Units.formatBytes(store.bytes - left) + " short of min-free " + policy.minFree()
          + ": all that is left is protected");
    }
  }

  /** What else there is to say, such as a surplus that is all protected. */
  public List<String> notices() {
    return notices;
  }

  private String reason(Candidate candidate) {
    if (candidate.gone != null) {
      return candidate.gone;
    }
    if (candidate.fixed != null) {
      return candidate.fixed;
    }
    return candidate.keptChildren > 0 ? "parent of a session that stays" : "within the limits";
  }

  private Candidate parentOf(Candidate candidate) {
    Candidate parent = candidate.parent == null ? null : byKey.get(candidate.parent);
    return parent == candidate ? null : parent;
  }

  private void keepLast() {
    if (policy.keepLast() <= 0) {
      return;
    }
    for (Group group : groups.values()) {
      group.members.stream().sorted(leastValuableFirst.reversed()).limit(policy.keepLast()).forEach(candidate -> {
        if (candidate.fixed == null) {
          candidate.fixed = "one of the last " + policy.keepLast() + " (keep-last)";
        }
      });
    }
  }

  private void cap(Group group) {
    boolean whole = policy.group() == RetentionGroup.STORE;
    String of = whole ? "" : " of " + group.name;
    if (policy.maxSessions() >= 0 && group.count > policy.maxSessions()) {
      String cap = "the cap of " + policy.maxSessions() + " sessions" + of;
      reduce(group, () -> group.count > policy.maxSessions(), "above " + cap);
      if (group.count > policy.maxSessions()) {
        notices.add(group.count - policy.maxSessions() + " above " + cap + ": all protected");
      }
    }
    if (policy.maxBytes() >= 0 && group.bytes > policy.maxBytes()) {
      String cap = "the cap of " + Units.formatBytes(policy.maxBytes()) + of;
      reduce(group, () -> group.bytes > policy.maxBytes(), "above " + cap);
      if (group.bytes > policy.maxBytes()) {
        notices.add(Units.formatBytes(group.bytes - policy.maxBytes()) + " above " + cap + ": all protected");
      }
    }
    if (policy.maxFiles() >= 0 && group.files > policy.maxFiles()) {
      String cap = "the cap of " + policy.maxFiles() + " files" + of;
      reduce(group, () -> group.files > policy.maxFiles(), "above " + cap);
      if (group.files > policy.maxFiles()) {
        notices.add(group.files - policy.maxFiles() + " above " + cap + ": all protected");
      }
    }
  }

  /** Evicts the least valuable free sessions of a group until it is small enough or none is free. */
  private void reduce(Group group, BooleanSupplier tooMuch, String why) {
    group.free = new PriorityQueue<>(leastValuableFirst);
    for (Candidate candidate : group.members) {
      if (candidate.isFree()) {
        group.free.add(candidate);
      }
    }
    while (tooMuch.getAsBoolean()) {
      Candidate next = group.free.poll();
      if (next == null) {
        break;
      }
      if (next.isFree()) {
        evict(next, why);
      }
    }
    group.free = null;
  }

  private void evict(Candidate first, String why) {
    String reason = why;
    // A parent that only waited for this child goes with it when a limit of its own says so; no recursion: chains of
    // forks can be long.
    for (Candidate candidate = first; candidate != null; ) {
      candidate.gone = reason;
      leave(candidate, candidate.group);
      leave(candidate, store);
      Candidate parent = parentOf(candidate);
      if (parent != null) {
        parent.keptChildren--;
      }
      candidate = null;
      if (parent != null && parent.isFree()) {
        if (parent.expired || policy.takesSelected()) {
          candidate = parent;
          reason = parent.expired ? parent.ageReason : "named";
        } else {
          offer(parent, parent.group);
          offer(parent, store);
        }
      }
    }
  }

  private static void leave(Candidate candidate, Group group) {
    group.count--;
    group.bytes -= candidate.bytes;
    Files files = candidate.files;
    group.files -= files.own();
    if (files.id() != null && group.usersOfId.merge(files.id(), -1, Integer::sum) == 0) {
      group.files -= files.shared();
    }
  }

  private static void offer(Candidate candidate, Group group) {
    if (group.free != null) {
      group.free.add(candidate);
    }
  }
}
