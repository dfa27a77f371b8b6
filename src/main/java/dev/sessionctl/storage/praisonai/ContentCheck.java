package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.StableRead;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.check.CheckBudget;
import dev.sessionctl.storage.check.Findings;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Reads every session in full and says what in it the product cannot take, or takes wrongly. Used once. */
final class ContentCheck {

  /** 80 ms: longer than an in-place rewrite pauses. */
  private static final int PAUSE = 3;
  private static final int ATTEMPTS = 3;

  /** Findings of one shape each. */
  private static final Map<Shape, Flaw> FLAWS = new EnumMap<>(Shape.class);

  static {
    FLAWS.put(Shape.NOT_A_FILE, Flaw.NOT_A_FILE);
    FLAWS.put(Shape.EMPTY, Flaw.EMPTY);
    FLAWS.put(Shape.BYTE_ORDER_MARK, Flaw.BYTE_ORDER_MARK);
    FLAWS.put(Shape.INVALID_UTF8, Flaw.INVALID_UTF8);
    FLAWS.put(Shape.NOT_JSON, Flaw.NOT_JSON);
    FLAWS.put(Shape.NOT_AN_OBJECT, Flaw.NOT_AN_OBJECT);
    FLAWS.put(Shape.MESSAGES_NULL, Flaw.MESSAGES_NULL);
    FLAWS.put(Shape.MESSAGES_NO_LIST, Flaw.MESSAGES_NO_LIST);
    FLAWS.put(Shape.MESSAGES_OBJECT, Flaw.MESSAGES_OBJECT);
    FLAWS.put(Shape.MESSAGE_NO_OBJECT, Flaw.MESSAGE_NO_OBJECT);
    FLAWS.put(Shape.COMPACTION_NO_OBJECT, Flaw.COMPACTION_NO_OBJECT);
    FLAWS.put(Shape.METADATA_NULL, Flaw.METADATA_NULL);
    FLAWS.put(Shape.METADATA_NO_OBJECT, Flaw.METADATA_NO_OBJECT);
    FLAWS.put(Shape.SNAPSHOTS_NULL, Flaw.SNAPSHOTS_NULL);
    FLAWS.put(Shape.SNAPSHOTS_NO_LIST, Flaw.SNAPSHOTS_NO_LIST);
    FLAWS.put(Shape.ARCHIVE_NO_LIST, Flaw.ARCHIVE_NO_LIST);
    FLAWS.put(Shape.UPDATED_NUMBER, Flaw.UPDATED_NUMBER);
    FLAWS.put(Shape.CONTENT_LIST, Flaw.CONTENT_LIST);
    FLAWS.put(Shape.LONE_SURROGATE, Flaw.LONE_SURROGATE);
    FLAWS.put(Shape.DUPLICATE_KEY, Flaw.DUPLICATE_KEY);
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
          shape.isUnreadable() && content.damage != null ? content.damage : shape.words());
    }
    if (!content.isReadable() || content.shapes.contains(Shape.NOT_AN_OBJECT)) {
      return;
    }
    identity(key, file, content);
    new SessionCheck(environment, findings, flaw -> flaw).run(key, file, content, messages);
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
  }
}
