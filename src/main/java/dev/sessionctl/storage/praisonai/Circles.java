package dev.sessionctl.storage.praisonai;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Links that close a circle of parents and children, whichever side names them. The product follows children without an
 * end, and dies of it; taking out the links found here leaves none.
 */
final class Circles {

  /** One of them. */
  record Link(String parent, String child) {}

  private Circles() {}

  /** In the order of the keys, so that two looks find the same ones. */
  static List<Link> of(Catalog catalog) {
    Map<String, Set<String>> children = new LinkedHashMap<>();
    catalog.entries().forEach((key, entry) -> {
      for (String child : entry.children()) {
        link(catalog, children, key, SafeId.of(child));
      }
      if (entry.parent() != null && entry.rootParent()) {
        link(catalog, children, SafeId.of(entry.parent()), key);
      }
    });
    List<Link> closing = new ArrayList<>();
    Set<String> done = new HashSet<>();
    for (String start : children.keySet()) {
      if (!done.contains(start)) {
        walk(start, children, done, closing);
      }
    }
    return closing;
  }

  private static void link(Catalog catalog, Map<String, Set<String>> children, String parent, String child) {
    if (catalog.get(parent) != null && catalog.get(child) != null) {
      children.computeIfAbsent(parent, key -> new LinkedHashSet<>()).add(child);
    }
  }

  /** Depth first, without recursion: chains of forks can be long. */
  private static void walk(String start, Map<String, Set<String>> children, Set<String> done, List<Link> closing) {
    Deque<String> path = new ArrayDeque<>(List.of(start));
    Deque<Iterator<String>> left = new ArrayDeque<>(List.of(children.get(start).iterator()));
    Set<String> onPath = new HashSet<>(path);
    while (!path.isEmpty()) {
      if (!left.peek().hasNext()) {
        left.pop();
        String finished = path.pop();
        onPath.remove(finished);
        done.add(finished);
        continue;
      }
      String child = left.peek().next();
      if (onPath.contains(child)) {
        closing.add(new Link(path.peek(), child));
      } else if (!done.contains(child)) {
        path.push(child);
        onPath.add(child);
        left.push(children.getOrDefault(child, Set.of()).iterator());
      }
    }
  }
}
