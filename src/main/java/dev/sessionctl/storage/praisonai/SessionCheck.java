package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.check.FindingClass;
import dev.sessionctl.storage.check.Findings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What there is to say of one session's content that can be read, wherever it is kept.
 *
 * @param as the class of findings that one of the files' is in this kind of store; null for none
 */
record SessionCheck(Environment environment, Findings findings, Function<Flaw, FindingClass> as) {

  /** The product itself warns from here on. */
  private static final long LARGE_ARCHIVE = 10_000;

  /**
   * Looks at one session.
   *
   * @param place the file or database that holds it
   * @param messages what saw every message of it
   */
  void run(String key, Path place, SessionContent content, MessageCheck messages) throws IOException {
    keys(key, place, content);
    times(key, place, content);
    history(key, place, content, messages);
    indexes(key, place, content);
  }

  private void add(Flaw flaw, String key, Path place, String message) throws IOException {
    FindingClass made = as.apply(flaw);
    if (made != null) {
      findings.add(made, key, place, message);
    }
  }

  private void keys(String key, Path place, SessionContent content) throws IOException {
    List<String> unknown = new ArrayList<>();
    for (String name : content.keys) {
      if (!Family.DEFAULT_KEYS.contains(name) && !Family.HIERARCHICAL_ONLY.contains(name)
          && !Family.UNIFIED_ONLY.contains(name)) {
        unknown.add(name);
      }
    }
    if (!unknown.isEmpty()) {
      unknown.sort(null);
      add(Flaw.UNKNOWN_KEY, key, place, "has " + unknown + ", which the product drops at its next write");
    }
  }

  private void times(String key, Path place, SessionContent content) throws IOException {
    long updated = SessionContent.millis(content.updatedAt, environment);
    if (updated == Session.UNKNOWN && !content.shapes.contains(Shape.UPDATED_NUMBER)) {
      add(Flaw.NO_TIME, key, place, "has no readable updated_at: never old, and first to go by number");
    } else if (updated > environment.now() + Times.AHEAD_MILLIS) {
      add(Flaw.FUTURE, key, place, "was last active in the future: " + content.updatedAt);
    }
  }

  private void history(String key, Path place, SessionContent content, MessageCheck messages) throws IOException {
    if (content.summaryBytes >= ContentColumns.LARGE_SUMMARY) {
      add(Flaw.SUMMARY, key, place, "the summary of what fell out of the window has "
          + Findings.count(content.summaryBytes, "byte"));
    }
    if (content.archived > LARGE_ARCHIVE) {
      add(Flaw.ARCHIVE, key, place, Findings.count(content.archived, "archived message") + ", "
          + Findings.count(content.archivedBytes, "byte"));
    }
    if (messages.copies() > 1) {
      add(Flaw.SESSION_DATA, key, place, Findings.count(messages.copies() - 1, "copy")
          + " of the session's data that a later one supersedes, "
          + Findings.count(messages.supersededBytes(), "byte"));
    }
    if (messages.orphans() > 0) {
      add(Flaw.TOOL_RESULT, key, place, Findings.count(messages.orphans(), "result")
          + " of tools without a call before it, at " + messages.firstOrphans());
    }
  }

  private void indexes(String key, Path place, SessionContent content) throws IOException {
    if (content.compacted) {
      long index = SessionContent.whole(content.compactionIndex);
      if (index == Session.UNKNOWN || index < 0 || index > content.messages) {
        add(Flaw.COMPACTION_INDEX, key, place, "the last compaction ends at message " + content.compactionIndex
            + " of " + content.messages);
      }
    }
    for (SessionContent.Snapshot snapshot : content.snapshots) {
      if (snapshot.messageIndex() == Session.UNKNOWN || snapshot.messageIndex() < -1
          || snapshot.messageIndex() >= content.messages) {
        add(Flaw.SNAPSHOT_INDEX, key, place, "snapshot " + snapshot.id() + " ends at message "
            + (snapshot.messageIndex() == Session.UNKNOWN ? "?" : snapshot.messageIndex()) + " of " + content.messages);
      }
    }
  }
}
