package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.StableRead;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.check.CheckBudget;
import dev.sessionctl.storage.check.Findings;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads every session in full and says what in it the product cannot take, or takes wrongly. Used once. */
final class ContentCheck {

  /** The product itself warns from here on. */
  private static final long LARGE_ARCHIVE = 10_000;
  /** 80 ms: longer than an in-place rewrite pauses. */
  private static final int PAUSE = 3;
  private static final int ATTEMPTS = 3;

  /** Findings of one shape each. */
  private static final Map<Shape, Flaw> FLAWS = new EnumMap<>(Shape.class);
  private static final Map<Shape, String> WORDS = new EnumMap<>(Shape.class);

  static {
    shape(Shape.NOT_A_FILE, Flaw.NOT_A_FILE, "is no regular file");
    shape(Shape.EMPTY, Flaw.EMPTY, "is empty");
    shape(Shape.BYTE_ORDER_MARK, Flaw.BYTE_ORDER_MARK, "begins with a byte order mark");
    shape(Shape.INVALID_UTF8, Flaw.INVALID_UTF8, "is not UTF-8");
    shape(Shape.NOT_JSON, Flaw.NOT_JSON, "is no JSON");
    shape(Shape.NOT_AN_OBJECT, Flaw.NOT_AN_OBJECT, "is JSON, but no object");
    shape(Shape.MESSAGES_NULL, Flaw.MESSAGES_NULL, "has null for its messages");
    shape(Shape.MESSAGES_NO_LIST, Flaw.MESSAGES_NO_LIST, "has something else than a list for its messages");
    shape(Shape.MESSAGES_OBJECT, Flaw.MESSAGES_OBJECT, "has an object for its messages");
    shape(Shape.MESSAGE_NO_OBJECT, Flaw.MESSAGE_NO_OBJECT, "has a message that is no object");
    shape(Shape.COMPACTION_NO_OBJECT, Flaw.COMPACTION_NO_OBJECT, "has a last_compaction that is no object");
    shape(Shape.METADATA_NULL, Flaw.METADATA_NULL, "has null for its metadata");
    shape(Shape.METADATA_NO_OBJECT, Flaw.METADATA_NO_OBJECT, "has metadata that is no object");
    shape(Shape.SNAPSHOTS_NULL, Flaw.SNAPSHOTS_NULL, "has null for its snapshots");
    shape(Shape.SNAPSHOTS_NO_LIST, Flaw.SNAPSHOTS_NO_LIST, "has something else than a list for its snapshots");
    shape(Shape.ARCHIVE_NO_LIST, Flaw.ARCHIVE_NO_LIST, "has something else than a list for its archive");
    shape(Shape.UPDATED_NUMBER, Flaw.UPDATED_NUMBER, "has a number for updated_at");
    shape(Shape.CONTENT_LIST, Flaw.CONTENT_LIST, "has messages whose content is a list");
    shape(Shape.LONE_SURROGATE, Flaw.LONE_SURROGATE, "has half a surrogate pair in a text");
    shape(Shape.DUPLICATE_KEY, Flaw.DUPLICATE_KEY, "has a field twice");
  }

  private final Place place;
  private final Environment environment;
  private final Findings findings;
  private final CheckBudget budget;
  private final Catalog catalog = new Catalog();
  private final Map<String, String> keysById = new HashMap<>();
  private long checked;
  private boolean complete = true;

  ContentCheck(Place place, Environment environment, Findings findings, CheckBudget budget) {
    this.place = place;
    this.environment = environment;
    this.findings = findings;
    this.budget = budget;
  }

  private static void shape(Shape shape, Flaw flaw, String words) {
    FLAWS.put(shape, flaw);
    WORDS.put(shape, words);
  }

  /** The class of findings that a shape is. */
  static Flaw flaw(Shape shape) {
    return FLAWS.get(shape);
  }

  void run(Listing listing) throws IOException {
    for (String key : listing.sessions) {
      if (!budget.chooses(key) || budget.isExceeded()) {
        continue;
      }
      checked++;
      Path file = Listing.file(place.directory(), key);
      try {
        one(key, file);
      } catch (NoSuchFileException e) {
        continue;
      } catch (java.nio.file.FileSystemException e) {
        complete = false;
        findings.add(Flaw.UNREADABLE, key, file, "cannot be read: " + StorageIoException.reason(e));
      }
    }
    checked += listing.runs.size();
  }

  /** What was read, for what is compared afterwards. */
  Catalog catalog() {
    return catalog;
  }

  long checked() {
    return checked;
  }

  boolean complete() {
    return complete;
  }

  private void one(String key, Path file) throws IOException {
    MessageCheck messages = new MessageCheck();
    SessionContent content = settled(file, messages);
    if (Scan.isNoSession(key, content)) {
      return;
    }
    catalog.add(key, content);
    for (Shape shape : content.shapes) {
      findings.add(FLAWS.get(shape), key, file,
          shape.isUnreadable() && content.damage != null ? content.damage : WORDS.get(shape));
    }
    if (!content.isReadable() || content.shapes.contains(Shape.NOT_AN_OBJECT)) {
      return;
    }
    identity(key, file, content);
    history(key, file, content, messages);
    indexes(key, file, content);
  }

  /** What looks damaged in a file that was just written may be half of a write. */
  private SessionContent settled(Path file, MessageCheck messages) throws IOException {
    for (int attempt = 1; ; attempt++) {
      StableContent.Read read = StableContent.of(file, messages);
      boolean sound = read.content().isReadable();
      if (sound || environment.now() - read.identity().modifiedMillis() > Times.SETTLED_MILLIS
          || attempt == ATTEMPTS) {
        return read.content();
      }
      StableRead.sleep(PAUSE);
      if (read.stable() && read.identity().equals(FileIdentity.ofNullable(file))) {
        return read.content();
      }
    }
  }

  private void identity(String key, Path file, SessionContent content) throws IOException {
    Family family = content.family();
    if (content.id == null) {
      findings.add(Flaw.NO_ID, key, file, "has no session_id");
    } else if (!(family == Family.UNIFIED ? content.id : SafeId.of(content.id)).equals(key)) {
      findings.add(Flaw.OTHER_ID, key, file, "says that it is " + content.id);
    }
    String other = content.id == null ? null : keysById.putIfAbsent(content.id, key);
    if (other != null) {
      findings.add(Flaw.ID_TWICE, key, file, "has the same session_id as " + other);
    }
    if (family == Family.HYBRID) {
      findings.add(Flaw.HYBRID, key, file, "is a file of the interactive prompt that another store has rewritten");
    }
    List<String> unknown = new ArrayList<>();
    for (String name : content.keys) {
      if (!Family.DEFAULT_KEYS.contains(name) && !Family.HIERARCHICAL_ONLY.contains(name)
          && !Family.UNIFIED_ONLY.contains(name)) {
        unknown.add(name);
      }
    }
    if (!unknown.isEmpty()) {
      unknown.sort(null);
      findings.add(Flaw.UNKNOWN_KEY, key, file, "has " + unknown + ", which the product drops at its next write");
    }
    long updated = SessionContent.millis(content.updatedAt, environment);
    if (updated == Session.UNKNOWN && !content.shapes.contains(Shape.UPDATED_NUMBER)) {
      findings.add(Flaw.NO_TIME, key, file, "has no readable updated_at: never old, and first to go by number");
    } else if (updated > environment.now() + Times.AHEAD_MILLIS) {
      findings.add(Flaw.FUTURE, key, file, "was last active in the future: " + content.updatedAt);
    }
  }

  private void history(String key, Path file, SessionContent content, MessageCheck messages) throws IOException {
    if (content.summaryBytes >= SessionRows.LARGE_SUMMARY) {
      findings.add(Flaw.SUMMARY, key, file, "the summary of what fell out of the window has "
          + Findings.count(content.summaryBytes, "byte"));
    }
    if (content.archived > LARGE_ARCHIVE) {
      findings.add(Flaw.ARCHIVE, key, file, Findings.count(content.archived, "archived message") + ", "
          + Findings.count(content.archivedBytes, "byte"));
    }
    if (messages.copies() > 1) {
      findings.add(Flaw.SESSION_DATA, key, file, Findings.count(messages.copies() - 1, "copy")
          + " of the session's data that a later one supersedes, "
          + Findings.count(messages.supersededBytes(), "byte"));
    }
    if (messages.orphans() > 0) {
      findings.add(Flaw.TOOL_RESULT, key, file, Findings.count(messages.orphans(), "result")
          + " of tools without a call before it, at " + messages.firstOrphans());
    }
  }

  private void indexes(String key, Path file, SessionContent content) throws IOException {
    if (content.compacted) {
      long index = SessionContent.whole(content.compactionIndex);
      if (index == Session.UNKNOWN || index < 0 || index > content.messages) {
        findings.add(Flaw.COMPACTION_INDEX, key, file, "the last compaction ends at message " + content.compactionIndex
            + " of " + content.messages);
      }
    }
    for (SessionContent.Snapshot snapshot : content.snapshots) {
      if (snapshot.messageIndex() == Session.UNKNOWN || snapshot.messageIndex() < -1
          || snapshot.messageIndex() >= content.messages) {
        findings.add(Flaw.SNAPSHOT_INDEX, key, file, "snapshot " + snapshot.id() + " ends at message "
            + (snapshot.messageIndex() == Session.UNKNOWN ? "?" : snapshot.messageIndex()) + " of " + content.messages);
      }
    }
  }
}
