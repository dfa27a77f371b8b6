package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Standing;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.files.FileChange;
import dev.sessionctl.storage.files.FilePlan;
import dev.sessionctl.storage.files.FileStep;
import dev.sessionctl.storage.files.SetAside;
import dev.sessionctl.storage.locks.Flock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Plans an eviction. With a session goes everything by which it would come back: messages that wait in the spill
 * directory, and its copies in directories of other projects; its page goes too. Its lock file stays, since removing
 * one parts those who wait for it from those who come. Used once.
 */
final class Evictions {

  private final StoreRef ref;
  private final Place place;
  private final Environment environment;
  private final Eviction request;
  private final long quietSince;
  private final List<FileStep> steps = new ArrayList<>();
  private final List<PlanItem> kept = new ArrayList<>();
  private final Set<String> gone = new HashSet<>();
  /** Ids of children that go, by the key of a parent. */
  private final Map<String, Map<String, Path>> orphaned = new LinkedHashMap<>();
  private final Set<Path> unified = new HashSet<>();
  private long spilled;
  private long copies;
  private long bots;
  private long lockFiles;
  private Listing listing;
  private Spills spills;
  private SessionRows rows;

  Evictions(StoreRef ref, Place place, Environment environment, Eviction request) {
    this.ref = ref;
    this.place = place;
    this.environment = environment;
    this.request = request;
    this.quietSince = environment.now() - request.quietFor().toMillis();
  }

  Change prepare() throws IOException {
    listing = Listing.of(place.directory());
    spills = Spills.in(place.spillDirectories(environment));
    rows = new SessionRows(ref, ScanRequest.FOR_POLICY, listing, spills, environment);
    for (PlanItem decision : request.decisions()) {
      if (!decision.action().equals(Eviction.EVICT)) {
        kept.add(decision);
      } else if (RunDirectory.isKey(decision.key())) {
        run(decision);
      } else {
        session(decision);
      }
    }
    long sessions = steps.size();
    loose();
    long files = steps.size() - sessions;
    for (Map.Entry<String, Map<String, Path>> parent : orphaned.entrySet()) {
      unlink(parent.getKey(), parent.getValue());
    }
    FilePlan plan = new FilePlan(summary(sessions, files), steps, kept, notices());
    Gates gates = new Gates(place, environment);
    return new FileChange(request.command(), ref, place.area(), environment,
        options -> Guarded.gate(place, () -> gates.change(options, !unified.isEmpty())),
        new Holds(place, environment, unified, Flock.Pause.SLEEP), plan);
  }

  private String summary(long sessions, long files) {
    if (steps.isEmpty()) {
      return "nothing to do: none of " + Findings.count(request.decisions().size(), "session") + " goes";
    }
    return "evict " + sessions + " of " + Findings.count(request.decisions().size(), "session")
        + (files == 0 ? "" : " and " + Findings.count(files, "file") + " of no session") + " from " + ref.path();
  }

  private List<String> notices() {
    List<String> notices = new ArrayList<>(request.notices());
    if (!steps.isEmpty()) {
      notices.add("what goes is kept below " + place.area().trash() + " until it is purged from there");
    }
    if (spilled > 0) {
      notices.add("with them go " + Findings.count(spilled, "spill file") + ", by which sessions would come back");
    }
    if (copies > 0) {
      notices.add("with them go " + Findings.count(copies, "copy") + " in directories of other projects, from where"
          + " sessions would come back");
    }
    if (bots > 0) {
      notices.add(Findings.count(bots, "session") + " of bots: a bot that runs has its sessions in memory, and writes"
          + " one again with the next message of that user");
    }
    if (!unified.isEmpty()) {
      notices.add(Findings.count(unified.size(), "session") + " of the interactive prompt: one that runs writes its"
          + " session again from memory");
    }
    if (lockFiles > 0) {
      notices.add((lockFiles == 1 ? "1 lock file stays" : lockFiles + " lock files stay")
          + ": a process may be about to use one");
    }
    if (!gone.isEmpty()
        && Files.exists(place.directory().resolve(TranscriptFormat.DATABASE), LinkOption.NOFOLLOW_LINKS)) {
      notices.add("the gateway's sessions.db keeps its own copies of sessions, which stay");
    }
    return notices;
  }

  private void session(PlanItem decision) throws IOException {
    String key = decision.key();
    Path file = Listing.file(place.directory(), key);
    StableContent.Read read;
    try {
      read = StableContent.of(file, null);
    } catch (NoSuchFileException e) {
      keep(decision, "is gone");
      return;
    }
    String reason = keepReason(rows.row(key, read.content(), read.identity()).standing(), file, read);
    if (reason != null) {
      keep(decision, reason);
      return;
    }
    List<SetAside.Part> parts = new ArrayList<>();
    parts.add(new SetAside.Part("session", file, read.identity()));
    Set<Path> waiting = new HashSet<>();
    for (Spills.Spill spill : spills.of(key)) {
      spilled += add(parts, "spill", spill.file()) ? 1 : 0;
      waiting.add(spill.file());
    }
    for (Path copy : Copies.of(place, key, read.content())) {
      copies += add(parts, "copy", copy) ? 1 : 0;
    }
    if (read.content().id != null) {
      add(parts, "share", Shares.file(place.root(), read.content().id));
    }
    gone.add(key);
    if (read.content().family() == Family.UNIFIED) {
      unified.add(file);
    }
    bots += key.startsWith("bot_") ? 1 : 0;
    lockFiles += listing.locks.contains(key) ? 1 : 0;
    String parent = read.content().parentId;
    if (parent != null && read.content().id != null) {
      orphaned.computeIfAbsent(SafeId.of(parent), name -> new LinkedHashMap<>()).put(read.content().id, file);
    }
    steps.add(new EvictStep(new SetAside(item(decision, file, parts), parts), place, environment, key, waiting));
  }

  private static PlanItem item(PlanItem decision, Path path, List<SetAside.Part> parts) {
    long bytes = parts.stream().mapToLong(part -> part.identity().size()).sum();
    return new PlanItem(decision.key(), path, Eviction.EVICT, decision.reason(), bytes);
  }

  private void keep(PlanItem decision, String reason) {
    kept.add(new PlanItem(decision.key(), null, Eviction.KEEP, reason, decision.bytes()));
  }

  /** Why a session that the policy lets go stays after all, or null. */
  private String keepReason(Standing standing, Path file, StableContent.Read read) throws IOException {
    if (standing.protection() != null && !standing.liftable()) {
      return "protected: " + standing.protection();
    }
    if (standing.touchedAt() > quietSince || !read.stable()) {
      return "changed just now";
    }
    int links = FileStat.of(file).links();
    return links > 1 ? "its file has " + links + " hard links" : null;
  }

  private static boolean add(List<SetAside.Part> parts, String role, Path file) throws IOException {
    try {
      FileStat stat = FileStat.of(file);
      if (!stat.isRegularFile() || stat.links() > 1) {
        return false;
      }
      parts.add(new SetAside.Part(role, file, FileIdentity.of(file)));
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private void run(PlanItem decision) throws IOException {
    Path directory = RunDirectory.directory(place.directory(), decision.key());
    String name = directory.getFileName().toString();
    if (!listing.runs.contains(name)) {
      keep(decision, "is gone");
      return;
    }
    Standing standing = rows.run(name, Scan.metadata(directory), directory).standing();
    if (standing.protection() != null || standing.touchedAt() > quietSince) {
      keep(decision, standing.protection() != null ? "protected: " + standing.protection() : "changed just now");
      return;
    }
    List<SetAside.Part> parts = new ArrayList<>();
    Path metadata = directory.resolve(RunDirectory.METADATA);
    for (Path file : RunDirectory.files(directory)) {
      if (!file.equals(metadata)) {
        add(parts, "events", file);
      }
    }
    // Last, since without it nobody sees that there is a run.
    add(parts, "metadata", metadata);
    gone.add(decision.key());
    steps.add(new SetAside(item(decision, directory, parts), parts, List.of(directory)));
  }

  /** Left-over files that were asked for. */
  private void loose() throws IOException {
    if (request.unreferenced().contains("garbage")) {
      for (Path file : listing.temporaries) {
        loose("temporary", file, "unreferenced: garbage", quietSince);
      }
    }
    boolean history = request.unreferenced().contains("history");
    if (!history && request.archiveAge() == null) {
      return;
    }
    long before = history ? quietSince : environment.now() - request.archiveAge().toMillis();
    for (List<Path> files : listing.quarantined.values()) {
      for (Path file : files) {
        loose("quarantine", file, history ? "unreferenced: history" : "quarantined long ago", before);
      }
    }
  }

  private void loose(String role, Path file, String reason, long before) throws IOException {
    List<SetAside.Part> parts = new ArrayList<>();
    if (add(parts, role, file)
        && parts.get(0).identity().modifiedMillis() <= Math.min(before, environment.now() - Times.SETTLED_MILLIS)) {
      steps.add(new SetAside(new PlanItem(null, file, Eviction.EVICT, reason, parts.get(0).identity().size()), parts));
    }
  }

  /** Takes children that go out of a parent that stays. */
  private void unlink(String parent, Map<String, Path> children) throws IOException {
    if (gone.contains(parent) || !listing.sessions.contains(parent)) {
      return;
    }
    FileStep step = LinkCut.children(place, parent, children);
    if (step != null) {
      steps.add(step);
    }
  }
}
