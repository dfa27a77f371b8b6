package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.GuardException;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.Standing;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.check.Findings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns the decisions of a policy into a plan: which entries go, which of their files nobody else uses, and what stays
 * after all. Looks at the store once more, since it may have changed since the policy decided. Used once.
 */
final class EvictPlanner {

  private final Evictions store;
  private final Eviction request;
  private final SessionsDirectory listing;
  private final FileUsers users;
  private final long quietSince;
  private final Map<String, PlanItem> wanted = new HashMap<>();
  private final Map<String, Evictee> evictees = new LinkedHashMap<>();
  private final Map<String, String> kept = new HashMap<>();
  private final Map<String, Long> bytes = new HashMap<>();
  private final List<EvictedFile> files = new ArrayList<>();
  private final List<PlanItem> others = new ArrayList<>();
  private final Set<String> taken = new HashSet<>();

  EvictPlanner(Evictions store, Eviction request) throws IOException {
    this.store = store;
    this.request = request;
    this.listing = store.list();
    this.users = new FileUsers(OtherStores.claims(store.ref().path(), store.files().sessions()));
    this.quietSince = store.environment().now() - request.quietFor().toMillis();
  }

  EvictPlan plan() throws IOException {
    for (PlanItem decision : request.decisions()) {
      if (decision.action().equals(Eviction.EVICT)) {
        wanted.put(decision.key(), decision);
      }
    }
    readEntries();
    List<Evictee> order = EvictOrder.of(evictees.values());
    takeFiles(order);
    if (!request.unreferenced().isEmpty()) {
      takeUnreferenced();
    }
    if (request.archiveAge() != null) {
      takeAged();
    }
    List<PlanItem> items = new ArrayList<>();
    for (PlanItem decision : request.decisions()) {
      Evictee evictee = evictees.get(decision.key());
      if (evictee != null) {
        items.add(new PlanItem(decision.key(), null, Eviction.EVICT, decision.reason(), bytes.get(decision.key())));
      } else {
        boolean changed = decision.action().equals(Eviction.EVICT);
        items.add(new PlanItem(decision.key(), null, Eviction.KEEP,
            changed ? kept.getOrDefault(decision.key(), "the entry is gone") : decision.reason(), decision.bytes()));
      }
    }
    items.addAll(others);
    return new EvictPlan(items, order, files, summary(), notices());
  }

  private String summary() {
    if (evictees.isEmpty() && files.isEmpty()) {
      return "nothing to do: none of " + Findings.count(request.decisions().size(), "session") + " goes";
    }
    long loose = files.stream().filter(file -> file.key() == null).count();
    return "evict " + evictees.size() + " of " + Findings.count(request.decisions().size(), "session")
        + (loose == 0 ? "" : " and " + Findings.count(loose, "file") + " of no session") + " from "
        + store.ref().path();
  }

  private List<String> notices() {
    List<String> notices = new ArrayList<>(request.notices());
    if (!evictees.isEmpty() || !files.isEmpty()) {
      notices.add("what goes is kept below " + store.area().trash() + " until it is purged from there");
    }
    return notices;
  }

  private void readEntries() throws IOException {
    SessionRows rows = new SessionRows(store.ref(), ScanRequest.FOR_POLICY, listing, store.environment());
    store.entries().scanTexts(wanted::containsKey, new Entries.TextVisitor() {
      @Override
      public void entry(String key, SessionEntry entry, long size, byte[] text) throws IOException {
        TranscriptLocation transcript = rows.locate(key, entry);
        evictees.remove(key);
        if (text != null) {
          Session row = rows.row(key, entry, size);
          String reason = keepReason(row.standing(), entry, transcript);
          if (reason == null) {
            evictees.put(key, new Evictee(key, wanted.get(key).reason(), CanonicalHash.ofBytes(text),
                entry.sessionId, nameHere(transcript), size, row.standing().parent(), row.lastActivity()));
            return;
          }
          kept.put(key, reason);
        }
        users.add(key, entry, transcript);
      }

      @Override
      public void unreadable(Path file, String reason) {
        users.unreadable();
      }
    });
  }

  private String nameHere(TranscriptLocation transcript) {
    return transcript.path() == null || !store.files().sessions().equals(transcript.path().getParent()) ? null
        : transcript.path().getFileName().toString();
  }

  /** Why a session that the policy lets go stays after all, or null. */
  private String keepReason(Standing standing, SessionEntry entry, TranscriptLocation transcript) throws IOException {
    if (standing.protection() != null && !standing.liftable()) {
      return "protected: " + standing.protection();
    }
    if (standing.touchedAt() > quietSince) {
      return "changed just now";
    }
    if (transcript.path() == null) {
      return isLink(entry.sessionFile) || isLink(entry.sessionId == null ? null : entry.sessionId + ".jsonl")
          ? "its transcript is a symbolic link" : null;
    }
    if (nameHere(transcript) == null) {
      return "its transcript lies in another directory: " + transcript.path();
    }
    try {
      int links = FileStat.of(transcript.path()).links();
      return links > 1 ? "its transcript has " + links + " hard links" : null;
    } catch (NoSuchFileException e) {
      return "its transcript was moved just now";
    }
  }

  private boolean isLink(String file) {
    String name = file == null ? "" : file.substring(file.lastIndexOf('/') + 1);
    // Names from an entry are looked at only when they are one name of this directory.
    return SessionIdShape.of(name) != SessionIdShape.UNSAFE
        && Files.isSymbolicLink(store.files().sessions().resolve(name));
  }

  /** Finds the files of the sessions that go, each with the last one that has it; what others use as well stays. */
  private void takeFiles(List<Evictee> order) throws IOException {
    Map<String, Evictee> byId = new HashMap<>();
    Map<String, Evictee> byName = new HashMap<>();
    for (Evictee evictee : order) {
      bytes.put(evictee.key(), evictee.bytes());
      if (evictee.sessionId() != null) {
        byId.put(evictee.sessionId(), evictee);
      }
      if (evictee.transcript() != null) {
        byName.put(evictee.transcript(), evictee);
      }
    }
    for (Map.Entry<String, SessionsDirectory.Entry> file : listing.entries().entrySet()) {
      ArtifactName name = file.getValue().name();
      Evictee owner = byName.getOrDefault(file.getKey(), byId.get(name.sessionId()));
      String role = EvictedFile.roleOf(name.kind());
      if (owner == null || role == null) {
        continue;
      }
      String user = users.of(file.getKey(), name);
      if (user != null) {
        others.add(keep(owner.key(), file.getKey(), "used by " + user));
      } else if (take(owner.key(), role, file.getKey()) != null) {
        bytes.merge(owner.key(), file.getValue().bytes(), Long::sum);
      }
    }
  }

  private PlanItem keep(String key, String name, String reason) {
    return new PlanItem(key, store.files().sessions().resolve(name), Eviction.KEEP, reason, listing.size(name));
  }

  /** Notes a file as going, unless it is linked elsewhere; null when it stays. */
  private EvictedFile take(String key, String role, String name) throws IOException {
    Path path = store.files().sessions().resolve(name);
    try {
      FileIdentity identity = FileIdentity.of(path);
      FileStat stat = FileStat.of(path);
      if (!stat.isRegularFile() || stat.links() > 1) {
        others.add(keep(key, name, stat.isRegularFile() ? "has " + stat.links() + " hard links" : "no regular file"));
        return null;
      }
      EvictedFile file = new EvictedFile(key, role, path, identity);
      files.add(file);
      taken.add(name);
      return file;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private void takeLoose(String role, String name, String reason) throws IOException {
    if (!taken.contains(name) && listing.modifiedMillis(name) <= quietSince && take(null, role, name) != null) {
      others.add(new PlanItem(null, store.files().sessions().resolve(name), Eviction.EVICT, reason,
          listing.size(name)));
    }
  }

  /** What {@code verify} calls unreferenced, of the classes that were asked for. */
  private void takeUnreferenced() throws IOException {
    UnreferencedFiles found = UnreferencedFiles.find(store);
    if (!found.complete()) {
      throw new GuardException("not every transcript could be read, so it is not known which files belong to no"
          + " session; see 'sessionctl verify --level 3'");
    }
    for (Map.Entry<String, String> file : found.classes().entrySet()) {
      SessionsDirectory.Entry entry = listing.entries().get(file.getKey());
      if (entry != null && request.unreferenced().contains(file.getValue())
          && users.of(file.getKey(), entry.name()) == null) {
        takeLoose(EvictedFile.TRANSCRIPT, file.getKey(), "unreferenced: " + file.getValue());
      }
    }
  }

  private void takeAged() throws IOException {
    long now = store.environment().now();
    for (Map.Entry<String, SessionsDirectory.Entry> file : listing.entries().entrySet()) {
      String role = EvictedFile.agedRoleOf(file.getValue().name().kind());
      long named = file.getValue().name().timestampMillis();
      long time = named >= 0 ? named : file.getValue().modified();
      if (role != null && now - time > request.archiveAge().toMillis()) {
        takeLoose(role, file.getKey(), role + " of " + LockPayload.time(time));
      }
    }
  }
}
