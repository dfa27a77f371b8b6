package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionKind;
import dev.sessionctl.storage.SessionState;
import dev.sessionctl.storage.Standing;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the rows of one scan from its entries. Not safe for use by several threads. */
final class SessionRows {

  /** Columns that only OpenClaw's stores have. */
  static final List<String> EXTRA_COLUMNS =
      List.of("status", "model", "channel", "chatType", "compactions", "parent", "transcript");

  private static final String UNTRUSTED_TIME = "future";

  private final StoreRef store;
  private final ScanRequest request;
  private final SessionsDirectory listing;
  private final TranscriptLocator locator;
  private final Environment environment;
  private final long now;
  /** Whether each entry is a file of its own, as in a {@code sessions.d}. */
  private final boolean entryFiles;
  private final Map<List<String>, List<String>> flagLists = new HashMap<>();
  private String lastAgent;

  /**
   * Rows of a scan.
   *
   * @param listing the sessions directory, or null when nothing was asked that needs it
   */
  SessionRows(StoreRef store, ScanRequest request, SessionsDirectory listing, Environment environment) {
    this.store = store;
    this.request = request;
    this.listing = listing;
    this.locator = listing == null ? null : new TranscriptLocator(listing.path(), listing);
    this.environment = environment;
    this.now = environment.now();
    this.entryFiles = request.standing() && Files.isDirectory(store.path());
  }

  /** Where the transcript of an entry is; only when the directory was listed. */
  TranscriptLocation locate(String key, SessionEntry entry) throws IOException {
    return locate(locator, key, entry);
  }

  /** Where the transcript of an entry is. */
  static TranscriptLocation locate(TranscriptLocator locator, String key, SessionEntry entry) throws IOException {
    String topic = entry.threadId != null ? entry.threadId : SessionKeys.threadId(key);
    return locator.locate(entry.sessionId, entry.sessionFile, topic);
  }

  /**
   * The row of an entry.
   *
   * @param bytes size of the entry itself
   */
  Session row(String key, SessionEntry entry, long bytes) throws IOException {
    String canonical = SessionKeys.canonical(key);
    String agent = SessionKeys.agentOf(canonical, lastAgent);
    lastAgent = agent == null ? lastAgent : agent;
    SessionKind kind = SessionKeys.kindOf(canonical, entry.chatType, null);
    TranscriptLocation transcript = listing == null ? null : locator.locate(entry.sessionId, entry.sessionFile,
        entry.threadId != null ? entry.threadId : SessionKeys.threadIdOf(canonical));
    List<String> flags = new ArrayList<>(0);
    flags(entry, transcript, flags);
    long total = bytes;
    if (listing != null && entry.sessionId != null) {
      total += listing.claimBytes(entry.sessionId);
    }
    long messages = request.messages() ? countMessages(transcript, flags) : Session.UNKNOWN;
    SessionState state = state(entry, transcript);
    return new Session(store, key, entry.sessionId, kind, agent == null ? store.agent() : agent, entry.title,
        entry.createdAt, entry.lastActivity(), messages, entry.tokens, total, state,
        flags.isEmpty() ? List.of() : shared(flags),
        request.standing() ? standing(entry, kind, state, transcript) : null, extra(entry, transcript));
  }

  /** The same list for all rows with the same flags: of a million rows most have one of a few. */
  private List<String> shared(List<String> flags) {
    List<String> known = flagLists.get(flags);
    if (known == null) {
      known = List.copyOf(flags);
      flagLists.put(known, known);
    }
    return known;
  }

  private Standing standing(SessionEntry entry, SessionKind kind, SessionState state, TranscriptLocation transcript) {
    long touched = entry.lastActivity();
    if (listing != null && transcript != null && transcript.path() != null) {
      touched = Math.max(touched, listing.modifiedMillis(transcript.path().getFileName().toString()));
    }
    String protection = Protections.of(entry, kind, state, now);
    long idFiles = listing == null || entry.sessionId == null ? 0 : listing.countFiles(entry.sessionId);
    return new Standing(protection, entry.parentKey, touched,
        protection != null && protection.startsWith(Protections.BY_PRODUCT), idFiles + (entryFiles ? 1 : 0), idFiles);
  }

  private static long countMessages(TranscriptLocation transcript, List<String> flags) {
    if (transcript == null || transcript.path() == null) {
      return Session.UNKNOWN;
    }
    try {
      return TranscriptCounter.countMessages(transcript.path());
    } catch (NoSuchFileException e) {
      // Archived by the product since the directory was listed.
      return Session.UNKNOWN;
    } catch (IOException e) {
      flags.add("unreadable");
      return Session.UNKNOWN;
    }
  }

  private SessionState state(SessionEntry entry, TranscriptLocation transcript) throws IOException {
    if ("running".equals(entry.status) || isLocked(transcript)) {
      return SessionState.RUNNING;
    }
    if (entry.pending) {
      return SessionState.PENDING;
    }
    return entry.archivedAt != Session.UNKNOWN ? SessionState.ARCHIVED : SessionState.IDLE;
  }

  private boolean isLocked(TranscriptLocation transcript) throws IOException {
    return transcript != null && transcript.path() != null
        && listing.running(environment).contains(transcript.path().getFileName().toString());
  }

  private void flags(SessionEntry entry, TranscriptLocation transcript, List<String> flags) {
    if (!entry.object) {
      flags.add("no-object");
      return;
    }
    if (entry.sessionId == null) {
      flags.add("no-id");
    } else if (listing != null && listing.isClaimed(entry.sessionId)) {
      flags.add("shared");
    }
    if (transcript != null && entry.sessionId != null) {
      String flag = flag(transcript);
      if (flag != null) {
        flags.add(flag);
      }
    }
    if (entry.pinned) {
      flags.add("pinned");
    }
    if (entry.lastActivity() > now) {
      flags.add(UNTRUSTED_TIME);
    }
    if (entry.status != null) {
      switch (entry.status) {
        case "failed", "killed", "timeout" -> flags.add(entry.status);
        default -> {
          // Running and done are no findings.
        }
      }
    }
  }

  private static String flag(TranscriptLocation transcript) {
    if (transcript.path() == null) {
      return transcript.how() == TranscriptLocation.How.UNSAFE ? "unsafe-path" : "no-transcript";
    }
    return switch (transcript.recorded()) {
      case MISSING, ELSEWHERE_TOO, UNSAFE -> "relocated";
      case USED -> transcript.how() == TranscriptLocation.How.OUTSIDE ? "outside" : null;
      default -> null;
    };
  }

  private Object[] extra(SessionEntry entry, TranscriptLocation transcript) {
    if (request.extraColumns().isEmpty()) {
      return null;
    }
    Object[] values = new Object[request.extraColumns().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = switch (request.extraColumns().get(i)) {
        case "status" -> entry.status;
        case "model" -> entry.model;
        case "channel" -> entry.channel;
        case "chatType" -> entry.chatType;
        case "compactions" -> entry.compactions == Session.UNKNOWN ? null : entry.compactions;
        case "parent" -> entry.parentKey;
        case "transcript" -> transcript == null || transcript.path() == null ? null : transcript.path().toString();
        default -> null;
      };
    }
    return values;
  }
}
