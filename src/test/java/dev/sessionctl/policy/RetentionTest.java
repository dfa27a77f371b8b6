package dev.sessionctl.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionKind;
import dev.sessionctl.storage.SessionState;
import dev.sessionctl.storage.Standing;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.PlanItem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class RetentionTest {

  private static final long NOW = 1_800_000_000_000L;
  private static final long DAY = 86_400_000L;
  private static final StoreRef STORE = new StoreRef("fake", "1", Path.of("/x/store"), "main", null);

  private final Map<String, Session> store = new LinkedHashMap<>();
  private long free;
  private long total;
  private List<String> notices;
  private Map<String, PlanItem> decisions;

  private static Session session(String key, SessionKind kind, long activity, long bytes, Standing standing) {
    return new Session(STORE, key, "id-" + key, kind, "main", null, Session.UNKNOWN, activity, Session.UNKNOWN, 0,
        bytes, SessionState.IDLE, List.of(), standing, null);
  }

  private void put(String key, long ageMillis) {
    put(key, SessionKind.DIRECT, ageMillis, 10, null, null);
  }

  private void put(String key, SessionKind kind, long ageMillis, long bytes, String protection, String parent) {
    long activity = ageMillis < 0 ? Session.UNKNOWN : NOW - ageMillis;
    store.put(key, session(key, kind, activity, bytes, new Standing(protection, parent, activity)));
  }

  /** Evicts from the store as it is, and returns what went. */
  private Set<String> evict(UnaryOperator<RetentionPolicy.Builder> rules) {
    Retention retention = new Retention(rules.apply(new RetentionPolicy.Builder()).build(), null, NOW);
    store.values().forEach(retention::add);
    if (total > 0) {
      retention.freeSpace(free, total);
    }
    decisions = new HashMap<>();
    Set<String> gone = new TreeSet<>();
    for (PlanItem item : retention.decide()) {
      assertThat(item.reason()).as(item.key()).isNotBlank();
      decisions.put(item.key(), item);
      if (item.action().equals("evict")) {
        gone.add(item.key());
      }
    }
    assertThat(decisions).hasSameSizeAs(store);
    notices = retention.notices();
    store.keySet().removeAll(gone);
    return gone;
  }

  /** What is left of evicted sessions counts only when it can go. */
  @Test
  void recordsOfEvictedSessionsNeitherCountNorGoUnlessTheyAreMeant() {
    for (int i = 0; i < 5; i++) {
      put("s" + i, (10 - i) * DAY);
    }
    store.replaceAll((key, row) -> key.compareTo("s2") >= 0 ? row : new Session(row.store(), key, row.id(),
        row.kind(), row.agent(), null, row.createdAt(), row.lastActivity(), row.messages(), 0, row.bytes(),
        SessionState.EVICTED, row.flags(), row.standing(), null));
    assertThat(evict(rules -> rules.maxSessions(3).maxAge(Duration.ofDays(9)))).isEmpty();
    assertThat(decisions.get("s0").reason()).contains("record");
    assertThat(evict(rules -> rules.maxSessions(2))).containsExactly("s2");
    assertThat(evict(rules -> rules.maxSessions(1).records(true))).containsExactly("s0", "s1", "s3");
  }

  @Test
  void theLeastRecentlyUsedGoAndARefreshedOneSurvivesALaterWave() {
    for (int i = 0; i < 2_500; i++) {
      put(String.format(java.util.Locale.ROOT, "s%04d", i), 10 * DAY - i);
    }
    put("s0000", DAY);
    Set<String> expected = new TreeSet<>();
    for (int i = 1; i <= 500; i++) {
      expected.add(String.format(java.util.Locale.ROOT, "s%04d", i));
    }
    assertThat(evict(rules -> rules.maxSessions(2_000))).isEqualTo(expected);
    assertThat(evict(rules -> rules.maxSessions(2_000))).isEmpty();
    for (int i = 0; i < 1_999; i++) {
      put(String.format(java.util.Locale.ROOT, "t%04d", i), DAY / 2 - i);
    }
    assertThat(evict(rules -> rules.maxSessions(2_000))).hasSize(1_999).doesNotContain("s0000");
    assertThat(store).containsKey("s0000").hasSize(2_000);
  }

  @Test
  void firstInFirstOutGoesByCreation() {
    for (int i = 0; i < 4; i++) {
      store.put("s" + i, new Session(STORE, "s" + i, null, SessionKind.DIRECT, "main", null, NOW - 9 * DAY + i,
          NOW - DAY - i, 0, 0, 10, SessionState.IDLE, List.of(), null, null));
    }
    assertThat(evict(rules -> rules.maxSessions(2).order(RetentionOrder.FIFO))).containsExactly("s0", "s1");
  }

  @Test
  void agesByKind() {
    put("old", 31 * DAY);
    put("edge", 30 * DAY);
    put("none", -1);
    put("cron", SessionKind.CRON, 8 * DAY, 10, null, null);
    put("hook", SessionKind.HOOK, 60 * DAY, 10, null, null);
    assertThat(evict(rules -> rules.maxAge(Duration.ofDays(30)).maxAge(SessionKind.CRON, Duration.ofDays(7))
        .maxAge(SessionKind.HOOK, Duration.ofDays(90)))).containsExactly("cron", "old");
    assertThat(decisions.get("old").reason()).contains("limit 30d");
    assertThat(evict(rules -> rules.maxSessions(2))).containsExactly("none");
  }

  @Test
  void whatIsKept() {
    put("running", SessionKind.DIRECT, 99 * DAY, 10, "running", null);
    put("pinned", SessionKind.DIRECT, 99 * DAY, 10, null, null);
    put("parent", SessionKind.DIRECT, 99 * DAY, 10, null, null);
    put("child", SessionKind.SUBAGENT, DAY, 10, null, "parent");
    put("fresh", 60_000);
    store.put("touched", session("touched", SessionKind.DIRECT, NOW - 99 * DAY, 10,
        new Standing(null, null, NOW - 60_000)));
    store.put("group", session("group", SessionKind.GROUP, NOW - 99 * DAY, 10,
        new Standing("X itself never prunes group sessions", null, NOW - 99 * DAY, true)));
    put("gone", 98 * DAY);
    assertThat(evict(rules -> rules.maxAge(Duration.ofDays(30)).keep(KeyGlob.of("pin*")))).containsExactly("gone");
    assertThat(decisions.get("running").reason()).isEqualTo("protected: running");
    assertThat(decisions.get("pinned").reason()).isEqualTo("matches keep pin*");
    assertThat(decisions.get("parent").reason()).isEqualTo("parent of a session that stays");
    assertThat(decisions.get("touched").reason()).contains("quiet-for 15m");
    assertThat(evict(rules -> rules.maxAge(Duration.ofDays(30)).keep(KeyGlob.of("pin*"))
        .unprotect(SessionKind.GROUP))).containsExactly("group");
    assertThat(evict(rules -> rules.maxSessions(1).keep(KeyGlob.of("pin*")))).containsExactly("child", "parent");
    assertThat(notices).containsExactly("3 above the cap of 1 sessions: all protected");
  }

  @Test
  void bytesAndBudget() {
    for (int i = 0; i < 10; i++) {
      put("s" + i, SessionKind.DIRECT, (20 - i) * DAY, 100, null, null);
    }
    assertThat(evict(rules -> rules.budget(1_000, 80))).isEmpty();
    assertThat(evict(rules -> rules.budget(999, 80))).containsExactly("s0", "s1", "s2");
    assertThat(evict(rules -> rules.maxBytes(500))).containsExactly("s3", "s4");
    assertThat(evict(rules -> rules.maxBytes(100).keepLast(2))).containsExactly("s5", "s6", "s7");
    assertThat(notices).containsExactly("100 B above the cap of 100 B: all protected");
  }

  private void putFiles(String key, String id, long ageMillis, String protection, long files, long idFiles) {
    store.put(key, new Session(STORE, key, id, SessionKind.DIRECT, "main", null, Session.UNKNOWN, NOW - ageMillis,
        Session.UNKNOWN, 0, 10, SessionState.IDLE, List.of(),
        new Standing(protection, null, NOW - ageMillis, false, files, idFiles), null));
  }

  @Test
  void filesThatSeveralShareGoWithTheLast() {
    putFiles("a", "one", 9 * DAY, null, 4, 3);
    putFiles("b", "one", 8 * DAY, null, 4, 3);
    putFiles("c", "two", 7 * DAY, "running", 2, 1);
    putFiles("d", "three", 6 * DAY, null, 1, 0);
    assertThat(evict(rules -> rules.maxFiles(8))).isEmpty();
    assertThat(evict(rules -> rules.maxFiles(7))).containsExactly("a");
    assertThat(decisions.get("a").reason()).isEqualTo("above the cap of 7 files");
    assertThat(evict(rules -> rules.maxFiles(7))).isEmpty();
    assertThat(evict(rules -> rules.maxFiles(6))).containsExactly("b");
    assertThat(evict(rules -> rules.maxFiles(1))).containsExactly("d");
    assertThat(notices).containsExactly("1 above the cap of 1 files: all protected");
  }

  @Test
  void freeSpaceCountsWhatOtherLimitsTookAlready() {
    for (int i = 0; i < 10; i++) {
      put("s" + i, SessionKind.DIRECT, (20 - i) * DAY, 100, i == 9 ? "running" : null, null);
    }
    assertThat(free("1000B", 1_000, 10_000, 10)).isEmpty();
    assertThat(free("1000B", 701, 10_000, 10)).containsExactly("s0", "s1", "s2");
    assertThat(decisions.get("s0").reason()).isEqualTo("below min-free 1000 B");
    assertThat(free("10%", 800, 10_000, 6)).containsExactly("s3", "s4");
    assertThat(decisions.get("s3").reason()).contains("the cap of 6 sessions").doesNotContain("min-free");
    assertThat(decisions.get("s4").reason()).isEqualTo("below min-free 10%");
    assertThat(free("1000B", 0, 10_000, 10)).containsExactly("s5", "s6", "s7", "s8");
    assertThat(notices).containsExactly("600 B short of min-free 1000 B: all that is left is protected");
  }

  private Set<String> free(String wanted, long free, long total, long sessions) {
    this.free = free;
    this.total = total;
    return evict(rules -> rules.minFree(FreeSpace.of(wanted)).maxSessions(sessions));
  }

  @Test
  void whatFreeSpaceMayBe() {
    assertThat(FreeSpace.of("20%").bytes(1_000)).isEqualTo(200);
    assertThat(FreeSpace.of("2K").bytes(1)).isEqualTo(2_048);
    for (String text : List.of("0%", "100%", "-5%", "%", "much", "1.5%")) {
      assertThatThrownBy(() -> FreeSpace.of(text)).as(text).isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** Random stores with shared ids against a model that counts the distinct files anew at each step. */
  @Test
  void randomFilesAndFreeSpace() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      store.clear();
      int count = random.nextInt(25);
      long entry = random.nextInt(2);
      for (int i = 0; i < count; i++) {
        int id = random.nextInt(1 + count);
        putFiles("k" + i, "id" + id, (1 + random.nextInt(60)) * DAY, random.nextInt(6) == 0 ? "running" : null,
            entry + id % 4, id % 4);
      }
      int cap = 1 + random.nextInt(60);
      total = 1_000;
      free = random.nextInt(200);
      long wanted = 1 + (random.nextInt(3) == 0 ? free + random.nextInt(150) : 0);
      List<Session> kept = new ArrayList<>(store.values());
      kept.sort(Comparator.comparing(Session::lastActivity).thenComparing(Session::key));
      Set<String> expected = new TreeSet<>();
      for (Session each : new ArrayList<>(kept)) {
        boolean over = files(kept) > cap || free + 10L * (count - kept.size()) < wanted;
        if (over && each.standing().protection() == null) {
          kept.remove(each);
          expected.add(each.key());
        }
      }
      assertThat(evict(rules -> rules.maxFiles(cap).minFree(new FreeSpace(wanted, 0)))).as("seed " + seed)
          .isEqualTo(expected);
      free += 10L * expected.size();
      assertThat(evict(rules -> rules.maxFiles(cap).minFree(new FreeSpace(wanted, 0))))
          .as("second run, seed " + seed).isEmpty();
    }
  }

  private static long files(List<Session> sessions) {
    Set<String> files = new HashSet<>();
    for (Session each : sessions) {
      for (long i = 0; i < each.standing().files(); i++) {
        files.add((i < each.standing().idFiles() ? each.id() : "entry " + each.key()) + "/" + i);
      }
    }
    return files.size();
  }

  @Test
  void groupsAreCountedByThemselves() {
    for (SessionKind kind : List.of(SessionKind.CRON, SessionKind.DIRECT)) {
      for (int i = 0; i < 3; i++) {
        put(kind.label() + i, kind, (9 - i) * DAY, 10, null, null);
      }
    }
    assertThat(evict(rules -> rules.maxSessions(1).groupBy(RetentionGroup.KIND)))
        .containsExactly("cron0", "cron1", "direct0", "direct1");
  }

  @Test
  void selectionRestricts() {
    put("a1", 9 * DAY);
    put("b1", 9 * DAY);
    SessionSelector selector = new SessionSelector.Builder().key("a*").build();
    Retention retention =
        new Retention(new RetentionPolicy.Builder().named(true).build(), selector, NOW);
    store.values().forEach(retention::add);
    assertThat(retention.decide()).extracting(PlanItem::action).containsExactly("evict", "keep");
  }

  @Test
  void emptyAndContradictoryPolicies() {
    refused(rules -> rules, "lets nothing go");
    refused(rules -> rules.keepLast(3), "lets nothing go");
    refused(rules -> rules.filesToo(true).keepLast(3), "need one that lets sessions go");
    refused(rules -> rules.maxSessions(2).keepLast(3), "contradicts --max-sessions");
    refused(rules -> rules.maxAge(Duration.ofDays(7)).keepWithin(Duration.ofDays(8)), "contradicts --max-age");
    refused(rules -> rules.maxBytes(0), "--max-bytes 0");
    refused(rules -> rules.maxFiles(0), "--max-files 0");
    refused(rules -> rules.minFree(FreeSpace.of("0")), "--min-free 0");
    refused(rules -> rules.minFree(FreeSpace.of("1G")).groupBy(RetentionGroup.KIND), "--group-by needs");
    refused(rules -> rules.budget(0, 80), "--to-budget 0");
    refused(rules -> rules.maxAge(Duration.ofDays(7)).groupBy(RetentionGroup.KIND), "--group-by needs");
    refused(rules -> rules.maxAge(Duration.ofDays(7)).order(RetentionOrder.FIFO), "--order needs");
    refused(rules -> rules.maxAge(Duration.ofDays(7)).unprotect(SessionKind.MAIN), "main session");
    refused(rules -> rules.maxAge(SessionKind.CRON, Duration.ofDays(1)).maxAge(SessionKind.CRON, Duration.ofDays(2)),
        "given twice");
    assertThat(new RetentionPolicy.Builder().maxAge(Duration.ofDays(30)).maxSessions(5)
        .maxFiles(9).minFree(FreeSpace.of("10%")).groupBy(RetentionGroup.AGENT).budget(2 << 20, 80)
        .keep(KeyGlob.of("a*")).build().describe()).containsExactly(
            "max-age 30d", "max-sessions 5 for each agent", "max-files 9 for each agent",
            "to-budget 2.0 MiB (down to 80%, 1.6 MiB)", "min-free 10%", "keep a*", "order lru", "quiet-for 15m");
  }

  private static void refused(UnaryOperator<RetentionPolicy.Builder> rules, String message) {
    assertThatThrownBy(() -> rules.apply(new RetentionPolicy.Builder()).build())
        .isInstanceOf(PolicyException.class).hasMessageContaining(message);
  }

  /** Random stores against what must hold of any decision, and against a model where no session has a parent. */
  @Test
  void randomStoresKeepTheRules() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      store.clear();
      boolean parents = random.nextBoolean();
      int count = random.nextInt(30);
      for (int i = 0; i < count; i++) {
        put("k" + i, SessionKind.DIRECT, random.nextInt(10) == 0 ? -1 : (1 + random.nextInt(60)) * DAY,
            random.nextInt(100), random.nextInt(6) == 0 ? "running" : null,
            parents && random.nextInt(3) == 0 ? "k" + random.nextInt(count) : null);
      }
      int maxAge = 1 + random.nextInt(60);
      int cap = random.nextInt(30);
      int bytes = 1 + random.nextInt(1_500);
      Map<String, Session> before = new LinkedHashMap<>(store);
      UnaryOperator<RetentionPolicy.Builder> rules =
          builder -> builder.maxAge(Duration.ofDays(maxAge)).maxSessions(cap).maxBytes(bytes);
      Set<String> gone = evict(rules);
      for (Session kept : store.values()) {
        Session parent = before.get(kept.standing().parent());
        assertThat(parent == null || store.containsKey(parent.key())).as("seed " + seed).isTrue();
      }
      assertThat(gone).as("seed " + seed).noneMatch(key -> before.get(key).standing().protection() != null);
      if (!parents) {
        assertThat(gone).as("seed " + seed).isEqualTo(model(before, maxAge, cap, bytes));
      }
      assertThat(evict(rules)).as("second run, seed " + seed).isEmpty();
    }
  }

  private static Set<String> model(Map<String, Session> all, int maxAge, int cap, int bytes) {
    List<Session> kept = new ArrayList<>(all.values());
    Set<String> gone = new HashSet<>();
    kept.removeIf(session -> session.standing().protection() == null && session.lastActivity() != Session.UNKNOWN
        && session.lastActivity() < NOW - maxAge * DAY && gone.add(session.key()));
    kept.sort(Comparator.comparing(Session::lastActivity).thenComparing(Session::key));
    for (Session session : new ArrayList<>(kept)) {
      boolean over = kept.size() > cap || kept.stream().mapToLong(Session::bytes).sum() > bytes;
      if (over && session.standing().protection() == null) {
        kept.remove(session);
        gone.add(session.key());
      }
    }
    return gone;
  }
}
