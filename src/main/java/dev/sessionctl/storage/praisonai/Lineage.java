package dev.sessionctl.storage.praisonai;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Parents and children of a session, as the sessions name them. The links are plain ids that nothing enforces: they may
 * lead nowhere, be known to one side only, or go in a circle, on which the product itself recurses to its death.
 */
final class Lineage {

  private static final int MOST = 1000;

  /** Where sessions are kept. */
  interface Source {

    /** The address there of the session with an id. */
    String key(String id);

    /** What a session says, or null when there is none to be read. */
    SessionContent content(String key) throws IOException;

    /** The files of a directory. */
    static Source files(Path directory) {
      return new Source() {
        @Override
        public String key(String id) {
          return SafeId.of(id);
        }

        @Override
        public SessionContent content(String key) throws IOException {
          try {
            return StableContent.of(Listing.file(directory, key), null).content();
          } catch (NoSuchFileException | java.nio.file.InvalidPathException e) {
            return null;
          } catch (java.nio.file.FileSystemException e) {
            // Too long a name, or not for this user: as good as not there.
            return null;
          }
        }
      };
    }
  }

  private final Source source;
  private final Map<String, SessionContent> read = new LinkedHashMap<>();

  Lineage(Source source) {
    this.source = source;
  }

  /** What there is to show of a session's place among the others. */
  Map<String, Object> of(String key, SessionContent content) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    read.put(key, content);
    if (content.shownParent() != null) {
      fields.put("parent", described(content.shownParent()));
      fields.put("forkedFromMessage", content.forkedFrom);
      ancestors(key, content, fields);
    }
    if (!content.children.isEmpty()) {
      List<String> children = new ArrayList<>();
      for (String child : content.children) {
        children.add(described(child));
      }
      fields.put("children", children);
      descendants(key, fields);
    }
    fields.values().removeIf(value -> value == null);
    return fields;
  }

  private void ancestors(String key, SessionContent content, Map<String, Object> fields) throws IOException {
    List<String> chain = new ArrayList<>();
    Set<String> seen = new HashSet<>(Set.of(key));
    for (SessionContent at = content; at != null && at.shownParent() != null && chain.size() < MOST; ) {
      String parent = source.key(at.shownParent());
      if (!seen.add(parent)) {
        fields.put("circle", "the parents lead back to " + parent);
        break;
      }
      chain.add(at.shownParent());
      at = content(parent);
    }
    if (chain.size() > 1) {
      fields.put("ancestors", chain);
    }
  }

  private void descendants(String key, Map<String, Object> fields) throws IOException {
    Set<String> seen = new HashSet<>(Set.of(key));
    Deque<String> open = new ArrayDeque<>(List.of(key));
    long count = 0;
    while (!open.isEmpty() && count < MOST) {
      SessionContent at = content(open.remove());
      for (String child : at == null ? List.<String>of() : at.children) {
        String address = source.key(child);
        if (seen.add(address)) {
          count++;
          open.add(address);
        } else if (address.equals(key)) {
          fields.put("circle", "the children lead back to this session");
        }
      }
    }
    fields.put("descendants", count);
  }

  private String described(String id) throws IOException {
    return content(source.key(id)) == null ? id + " (is not there)" : id;
  }

  private SessionContent content(String key) throws IOException {
    if (!read.containsKey(key)) {
      read.put(key, source.content(key));
    }
    return read.get(key);
  }
}
