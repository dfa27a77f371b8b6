package dev.sessionctl.storage.gemini;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of a store and the sessions in them. As the product's loader does, it goes by the id inside and ignores the
 * name: of several files with one id the last by name is the session, and has the id as its key; each other file, and
 * one without an id, has its file name as its key.
 */
final class Catalog {

  /**
   * One file that holds a session.
   *
   * @param key its address
   * @param shadowedBy the file that the product takes instead of it, or null
   */
  record Entry(SessionFile file, String key, Path shadowedBy) {

    SessionDocument document() {
      return file.document();
    }

    /** Whether the product would write it under another name, beside it. */
    boolean isMisnamed() {
      return document().id != null && !SafeName.of(document().id).equals(file.name());
    }
  }

  private final List<Entry> entries = new ArrayList<>();
  private final List<SessionFile> others = new ArrayList<>();

  private Catalog() {}

  /** Sorts out the files of a store, given in the order of their names. */
  static Catalog of(List<SessionFile> files) {
    Map<String, SessionFile> winners = new HashMap<>();
    for (SessionFile file : files) {
      if (isSession(file) && file.document().id != null) {
        winners.merge(file.document().id, file, Catalog::winner);
      }
    }
    Catalog catalog = new Catalog();
    for (SessionFile file : files) {
      if (!isSession(file)) {
        catalog.others.add(file);
        continue;
      }
      String id = file.document().id;
      SessionFile winner = id == null ? null : winners.get(id);
      if (winner == file) {
        catalog.entries.add(new Entry(file, id, null));
      } else {
        catalog.entries.add(new Entry(file, fileKey(file.name(), winners), winner == null ? null : winner.path()));
      }
    }
    return catalog;
  }

  /** A damaged file is not loaded, so that it never wins over one that is. */
  private static SessionFile winner(SessionFile earlier, SessionFile later) {
    boolean laterLoads = later.document().condition == SessionDocument.Condition.SOUND;
    return laterLoads || earlier.document().condition != SessionDocument.Condition.SOUND ? later : earlier;
  }

  private static boolean isSession(SessionFile file) {
    return file.document() != null && file.document().isReadable();
  }

  /** An id may look like a file name; then the name is written with its directory. */
  private static String fileKey(String name, Map<String, SessionFile> ids) {
    String key = name;
    while (ids.containsKey(key)) {
      key = "./" + key;
    }
    return key;
  }

  /** The sessions, in the order of their files. */
  List<Entry> entries() {
    return entries;
  }

  /** Files that hold no session that can be read. */
  List<SessionFile> others() {
    return others;
  }

  /** The session with that address, or null. */
  Entry find(String key) {
    for (Entry entry : entries) {
      if (entry.key().equals(key)) {
        return entry;
      }
    }
    return null;
  }
}
