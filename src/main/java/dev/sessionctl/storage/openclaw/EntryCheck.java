package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionKind;
import dev.sessionctl.storage.check.Findings;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;

/** Looks at entries one by one: keys, ids, times; fills the catalog. Not safe for use by several threads. */
final class EntryCheck {

  /** Clocks of hosts that share a store differ a little. */
  private static final long CLOCK_TOLERANCE = 5 * 60_000;

  private final CheckContext context;
  private final Catalog catalog;
  private final Findings findings;
  private final TranscriptPlaceCheck places;

  EntryCheck(CheckContext context, Catalog catalog) {
    this.context = context;
    this.catalog = catalog;
    this.findings = context.findings().held(catalog.findings);
    this.places = new TranscriptPlaceCheck(context, catalog, findings);
  }

  /**
   * Looks at an entry.
   *
   * @param where its own file, or the index
   */
  void entry(String key, SessionEntry entry, Path where) throws IOException {
    boolean variant = key(key, where);
    if (!entry.object) {
      findings.add(Flaw.ENTRY_NOT_AN_OBJECT, key, where, "the entry of " + key + " is no JSON object");
      catalog.sessions.add(new Catalog.Listed(key, null, null));
      return;
    }
    time(key, entry);
    Path transcript = null;
    if (id(key, entry, variant)) {
      transcript = places.locate(key, entry);
    }
    Catalog.Listed session = new Catalog.Listed(key, entry.sessionId, transcript);
    catalog.sessions.add(session);
    if (transcript != null && transcript.startsWith(context.sessions())) {
      file(session, transcript, variant);
    }
    references(key, entry);
  }

  /** Whether the key differs from another one in case or outer white space only. */
  private boolean key(String key, Path where) throws IOException {
    String other = catalog.keys.putIfAbsent(SessionKeys.canonical(key), key);
    if (other == null) {
      return false;
    }
    if (other.equals(key)) {
      Flaw flaw = context.ref().format().equals(OpenClawFormat.JSON) ? Flaw.KEY_DUPLICATE : Flaw.DIRECTORY_TWO_FILES;
      findings.add(flaw, key, where, "the key " + key + " is there more than once");
    } else {
      boolean kept = context.generation().mayKeepCase();
      findings.add(kept ? Flaw.KEY_CASE_KEPT : Flaw.KEY_CASE_VARIANT, key, where,
          "the keys " + other + " and " + key + " are one to the product" + (kept ? ", but on a few channels" : ""));
    }
    return true;
  }

  private void time(String key, SessionEntry entry) throws IOException {
    if (entry.updatedAt == Session.UNKNOWN) {
      findings.add(Flaw.ENTRY_NO_TIME, key, null,
          "the entry of " + key + " has no updatedAt: no rule by age reaches it");
    } else if (entry.updatedAt > context.environment().now() + CLOCK_TOLERANCE) {
      findings.add(Flaw.ENTRY_FUTURE_TIME, key, null, "updatedAt of " + key + " is in the future: "
          + (entry.updatedAt > 253_402_300_799_999L ? Long.toString(entry.updatedAt)
              : Instant.ofEpochMilli(entry.updatedAt).toString()));
    }
  }

  /** Whether there may be a transcript of that id. */
  private boolean id(String key, SessionEntry entry, boolean variant) throws IOException {
    if (entry.sessionId == null) {
      findings.add(Flaw.ENTRY_NO_ID, key, null, "the entry of " + key + " has no sessionId: settings only");
      return entry.sessionFile != null;
    }
    SessionIdShape shape = SessionIdShape.of(entry.sessionId);
    if (shape == SessionIdShape.UNSAFE) {
      findings.add(Flaw.ENTRY_UNSAFE_ID, key, null, "the sessionId of " + key + " is refused as part of a path by"
          + " every release: " + entry.sessionId);
    } else if (shape == SessionIdShape.SINCE_9 && !context.generation().era().isDatabase()
        || shape == SessionIdShape.SINCE_5_28 && context.generation().era() == Era.LOCKED_JSON) {
      findings.add(Flaw.ENTRY_NEWER_ID, key, null, "the sessionId of " + key + " is of a later release: "
          + entry.sessionId);
    }
    String other = catalog.keyOfId.putIfAbsent(entry.sessionId, key);
    if (other != null && !variant) {
      boolean run = isRun(key) || isRun(other);
      findings.add(run ? Flaw.ID_SHARED_CRON : Flaw.ID_SHARED, key, null,
          key + " has the sessionId of " + other + ": " + entry.sessionId);
    }
    return true;
  }

  private void file(Catalog.Listed session, Path transcript, boolean variant) throws IOException {
    Catalog.Listed other = catalog.userOfFile.putIfAbsent(transcript.getFileName().toString(), session);
    // With one id the file is the same of course, and was said above.
    if (other != null && !variant && (other.sessionId() == null || !other.sessionId().equals(session.sessionId()))) {
      boolean run = isRun(session.key()) || isRun(other.key());
      findings.add(run ? Flaw.TRANSCRIPT_SHARED_CRON : Flaw.TRANSCRIPT_SHARED, session.key(), transcript,
          session.key() + " records the transcript of " + other.key());
    }
  }

  /** A cron job and its run have one transcript. */
  private static boolean isRun(String key) {
    return SessionKeys.kind(key, null, null) == SessionKind.CRON;
  }

  private void references(String key, SessionEntry entry) throws IOException {
    switch (SessionKeys.kind(key, entry.chatType, null)) {
      case CRON, SUBAGENT, HOOK, ACP -> catalog.runs.putIfAbsent(key.substring(key.lastIndexOf(':') + 1), key);
      default -> {
        // Other keys name people and places.
      }
    }
    EntryReferences references = entry.references;
    if (references == null) {
      return;
    }
    for (String id : references.earlierIds) {
      catalog.earlierIds.putIfAbsent(id, key);
    }
    if (references.promptHash != null) {
      catalog.prompts.putIfAbsent(references.promptHash, new Catalog.Prompt(references.promptBytes, key));
    }
    for (EntryReferences.Checkpoint checkpoint : references.checkpoints) {
      if (checkpoint.id() != null) {
        catalog.checkpointIds.putIfAbsent(checkpoint.id(), key);
      }
      String name = name(checkpoint.file());
      if (name != null) {
        catalog.checkpointFiles.putIfAbsent(name, key);
      }
    }
  }

  private static String name(String file) {
    try {
      Path name = file == null ? null : Path.of(file).getFileName();
      return name == null ? null : name.toString();
    } catch (InvalidPathException e) {
      return null;
    }
  }
}
