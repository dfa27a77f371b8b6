package dev.sessionctl.storage.openclaw;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The order in which sessions go, since the time may end an eviction in between: those that were last active longest
 * ago first, but a parent only after all its children that go as well.
 */
final class EvictOrder {

  /** Ties go by key, so that two runs agree. */
  private static final Comparator<Evictee> OLDEST_FIRST = (one, other) ->
      one.lastActivity() != other.lastActivity() ? Long.compare(one.lastActivity(), other.lastActivity())
          : one.key().compareTo(other.key());

  private EvictOrder() {}

  static List<Evictee> of(Collection<Evictee> evictees) {
    Map<String, Evictee> byKey = new HashMap<>();
    evictees.forEach(evictee -> byKey.put(evictee.key(), evictee));
    Map<String, Integer> children = new HashMap<>();
    for (Evictee evictee : evictees) {
      if (byKey.containsKey(evictee.parent()) && !evictee.key().equals(evictee.parent())) {
        children.merge(evictee.parent(), 1, Integer::sum);
      }
    }
    PriorityQueue<Evictee> free = new PriorityQueue<>(OLDEST_FIRST);
    for (Evictee evictee : evictees) {
      if (!children.containsKey(evictee.key())) {
        free.add(evictee);
      }
    }
    List<Evictee> order = new ArrayList<>(evictees.size());
    while (!free.isEmpty()) {
      Evictee next = free.poll();
      order.add(next);
      byKey.remove(next.key());
      if (children.containsKey(next.parent()) && children.merge(next.parent(), -1, Integer::sum) == 0) {
        free.add(byKey.get(next.parent()));
      }
    }
    // What is left are circles of parents, in which none is first.
    byKey.values().stream().sorted(OLDEST_FIRST).forEach(order::add);
    return order;
  }
}
