package dev.sessionctl.storage.praisonai;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is remembered of the sessions of a store while they are compared with each other, by their key. */
final class Catalog {

  /** One session. */
  record Entry(String id, Family family, String parent, boolean rootParent, List<String> children, String createdAt) {}

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  void add(String key, SessionContent content) {
    entries.put(key, new Entry(content.id, content.family(), content.shownParent(), content.parentId != null,
        List.copyOf(content.children), content.createdAt));
  }

  Map<String, Entry> entries() {
    return entries;
  }

  Entry get(String key) {
    return entries.get(key);
  }
}
