package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionKind;
import dev.sessionctl.storage.SessionState;
import dev.sessionctl.storage.Standing;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes the rows of one scan from the contents of files. Not safe for use by several threads. */
final class SessionRows {

  private final StoreRef store;
  private final ScanRequest request;
  private final Listing listing;
  private final Spills spills;
  private final HeldLocks locks;
  private final Environment environment;
  private final long now;

  SessionRows(StoreRef store, ScanRequest request, Listing listing, Spills spills, Environment environment) {
    this.store = store;
    this.request = request;
    this.listing = listing;
    this.spills = spills;
    this.environment = environment;
    this.locks = new HeldLocks(environment);
    this.now = environment.now();
  }

  /** The row of a file, whose content may be damaged. */
  Session row(String key, SessionContent content, FileIdentity identity) throws IOException {
    Family family = content.family();
    long created = SessionContent.millis(content.createdAt, environment);
    long updated = SessionContent.millis(content.updatedAt, environment);
    // What could not be written is activity too.
    long active = Math.max(updated, spills.newest(key));
    long bytes = identity.size();
    for (Spills.Spill spill : spills.of(key)) {
      FileIdentity file = FileIdentity.ofNullable(spill.file());
      bytes += file == null ? 0 : file.size();
    }
    boolean held = request.files() && locks.isHeld(listing.directory(), key);
    SessionState state = held ? SessionState.RUNNING
        : spills.of(key).isEmpty() ? SessionState.IDLE : SessionState.PENDING;
    Standing standing = request.standing() ? standing(key, content, family, held, Math.max(active,
        identity.modifiedMillis())) : null;
    return new Session(store, key, content.id, ContentColumns.kind(content.id, content), content.shownAgent(),
        content.shownTitle(), created, active, content.isReadable() ? content.messages : Session.UNKNOWN,
        SessionContent.whole(content.tokens), bytes, state, flags(key, content, active), standing,
        ContentColumns.extra(request.extraColumns(), content, family));
  }

  private Standing standing(String key, SessionContent content, Family family, boolean held, long touched) {
    String protection = null;
    boolean liftable = false;
    if (held) {
      protection = "its lock is held";
    } else if (family == Family.UNKNOWN || family == Family.BACKEND) {
      protection = "cannot be read as a session; see verify";
    } else if (family == Family.UNIFIED) {
      protection = "of the interactive prompt, which writes it again as long as it runs";
      liftable = true;
    } else if (active(content)) {
      protection = "its recorded activity lies in the future";
    }
    String parent = content.shownParent();
    return new Standing(protection, parent == null ? null : SafeId.of(parent), touched, liftable,
        1L + spills.of(key).size(), 0);
  }

  private boolean active(SessionContent content) {
    return SessionContent.millis(content.updatedAt, environment) > now + Times.AHEAD_MILLIS;
  }

  private List<String> flags(String key, SessionContent content, long active) {
    List<String> flags = new ArrayList<>(0);
    ContentColumns.addShape(content, flags);
    if (content.isReadable() && content.id != null && !SafeId.of(content.id).equals(key)
        && content.family() != Family.UNIFIED) {
      flags.add("other-id");
    }
    if (!spills.of(key).isEmpty()) {
      flags.add("spill");
    }
    if (listing.quarantined.containsKey(key)) {
      flags.add("quarantined");
    }
    ContentColumns.addUse(content, active, now, flags);
    return flags;
  }

  /** The row of a directory of the former manager. */
  Session run(String name, Map<String, String> fields, Path directory) throws IOException {
    long created = SessionContent.millis(fields.get("created_at"), environment);
    long updated = SessionContent.millis(fields.get("updated_at"), environment);
    List<Path> files = RunDirectory.files(directory);
    long touched = updated;
    for (Path file : files) {
      FileIdentity identity = FileIdentity.ofNullable(file);
      touched = identity == null ? touched : Math.max(touched, identity.modifiedMillis());
    }
    SessionState state = "running".equals(fields.get("status")) && now - touched < Times.SETTLED_MILLIS
        ? SessionState.RUNNING : SessionState.IDLE;
    Standing standing = request.standing()
        ? new Standing(state == SessionState.RUNNING ? "running" : null, null, touched, false, files.size(), 0) : null;
    Object[] extra = request.extraColumns().isEmpty() ? null : new Object[request.extraColumns().size()];
    int family = request.extraColumns().indexOf("family");
    if (family >= 0) {
      extra[family] = Family.RUN.label();
    }
    return new Session(store, name + RunDirectory.KEY_MARK, fields.get("session_id"), SessionKind.OTHER, null,
        fields.get("name"), created, updated, SessionContent.whole(fields.get("event_count")), Session.UNKNOWN,
        RunDirectory.bytes(directory), state, List.of(), standing, extra);
  }
}
