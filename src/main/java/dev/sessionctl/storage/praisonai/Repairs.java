package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.Severity;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.change.Repair;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.files.FileChange;
import dev.sessionctl.storage.files.FilePlan;
import dev.sessionctl.storage.files.FileStep;
import dev.sessionctl.storage.files.ModeStep;
import dev.sessionctl.storage.files.SetAside;
import dev.sessionctl.storage.locks.Flock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Plans a repair: runs the check, and mends by finding, each session under its lock. Nothing is mended that was written
 * within the last quarter of an hour, and no file of the interactive prompt. Used once.
 */
final class Repairs {

  /** What is mended for a whole file at a time; the first that was found counts. */
  private static final Set<Flaw> WHOLE = EnumSet.of(Flaw.BYTE_ORDER_MARK, Flaw.INVALID_UTF8, Flaw.NOT_JSON, Flaw.EMPTY,
      Flaw.NOT_AN_OBJECT, Flaw.MESSAGES_NO_LIST);
  private static final Set<Flaw> OTHERS = EnumSet.of(Flaw.FILE_MODE, Flaw.TEMPORARY, Flaw.SPILL_DAMAGED,
      Flaw.QUARANTINE);
  private static final int PRIVATE = 0600;

  private final StoreRef ref;
  private final Place place;
  private final Environment environment;
  private final Repair request;
  private final Map<String, Flaw> flaws = new LinkedHashMap<>();
  private final Map<String, Set<Flaw>> bySession = new LinkedHashMap<>();
  private final List<Finding> others = new ArrayList<>();
  private final List<FileStep> steps = new ArrayList<>();
  private final List<PlanItem> kept = new ArrayList<>();
  private final Set<Path> unread = new HashSet<>();
  private final Set<Path> changed = new HashSet<>();
  private long unmended;

  Repairs(StoreRef ref, Place place, Environment environment, Repair request) {
    this.ref = ref;
    this.place = place;
    this.environment = environment;
    this.request = request;
  }

  /** Everything that can be mended. */
  static Set<Flaw> mended() {
    Set<Flaw> all = EnumSet.copyOf(WHOLE);
    all.addAll(OTHERS);
    all.addAll(SessionMender.MENDED);
    return all;
  }

  Change prepare() throws IOException {
    if (request.reindex()) {
      throw new UnsupportedChangeException("PraisonAI's sessions have no index: leave out --reindex");
    }
    wanted();
    new Check(ref, place, environment, this::take).run(CheckRequest.FULL);
    Listing listing = Listing.of(place.directory());
    Spills spills = Spills.in(place.spillDirectories(environment));
    Catalog catalog = catalog(listing);
    List<Circles.Link> circles = flaws.containsKey(Flaw.CIRCLE.id()) ? Circles.of(catalog) : List.of();
    boolean cut = bySession.values().stream().anyMatch(found -> found.contains(Flaw.CIRCLE));
    if (cut) {
      circles.forEach(link -> bySession.computeIfAbsent(link.parent(), key -> EnumSet.noneOf(Flaw.class))
          .add(Flaw.CIRCLE));
    }
    for (Map.Entry<String, Set<Flaw>> session : bySession.entrySet()) {
      session(session.getKey(), session.getValue(), cut ? circles : List.of(), catalog, spills);
    }
    for (Finding finding : others) {
      other(finding, listing);
    }
    Gates gates = new Gates(place, environment);
    return new FileChange(request.command(), ref, place.area(), environment,
        options -> Guarded.gate(place, () -> gates.change(options, false)),
        new Holds(place, environment, unread, Flock.Pause.SLEEP), new FilePlan(summary(), steps, kept, notices()));
  }

  private void wanted() throws UnsupportedChangeException {
    Set<Flaw> all = mended();
    for (Flaw flaw : all) {
      if (request.findings().isEmpty() || request.findings().contains(flaw.id())) {
        flaws.put(flaw.id(), flaw);
      }
    }
    for (String id : request.findings()) {
      if (!flaws.containsKey(id)) {
        throw new UnsupportedChangeException("repair cannot mend '" + id + "' in PraisonAI's stores; 'sessionctl"
            + " verify' says what to do");
      }
    }
  }

  private void take(Finding finding) {
    Flaw flaw = flaws.get(finding.id());
    if (flaw == null) {
      unmended += finding.severity() == Severity.INFO ? 0 : 1;
    } else if (request.keys().isEmpty() || request.keys().contains(finding.key())) {
      if (OTHERS.contains(flaw)) {
        others.add(finding);
      } else {
        bySession.computeIfAbsent(finding.key(), key -> EnumSet.noneOf(Flaw.class)).add(flaw);
      }
    }
  }

  private Catalog catalog(Listing listing) throws IOException {
    Catalog catalog = new Catalog();
    if (SessionMender.MENDED.stream().noneMatch(flaw -> flaws.containsKey(flaw.id()))) {
      return catalog;
    }
    ContentPrefetch.forEach(place.directory(), listing.sessions, (key, read, failure) -> {
      if (failure == null) {
        catalog.add(key, read.content());
      }
    });
    return catalog;
  }

  private String summary() {
    return steps.isEmpty() ? "nothing to do: nothing in " + ref.path() + " that repair can mend"
        : "mend " + Findings.count(steps.size(), "thing") + " in " + ref.path();
  }

  private List<String> notices() {
    List<String> notices = new ArrayList<>();
    if (!steps.isEmpty()) {
      notices.add("originals are kept below " + place.area().trash() + ", what cannot be read in lost+found there");
    }
    if (unmended > 0) {
      notices.add(Findings.count(unmended, "other finding") + " need a person; see 'sessionctl verify --level 3'");
    }
    return notices;
  }

  private void session(String key, Set<Flaw> found, List<Circles.Link> circles, Catalog catalog, Spills spills)
      throws IOException {
    Path file = Listing.file(place.directory(), key);
    try {
      FileIdentity identity = FileIdentity.of(file);
      String reason = whyNot(file, identity);
      if (reason != null) {
        keep(key, file, reason, identity.size());
        return;
      }
      FileStep step = whole(key, file, identity, found);
      if (step == null) {
        step = new SessionMender(key, file, found, circles, catalog, spills.of(key)).step(identity);
      }
      if (step == null) {
        keep(key, file, "needs a person: it is a file of the interactive prompt, has a field twice, or waits for"
            + " messages that are not plain", identity.size());
      } else if (!identity.equals(FileIdentity.ofNullable(file))) {
        keep(key, file, "it is being written", identity.size());
      } else {
        changed.add(file);
        steps.add(step);
      }
    } catch (NoSuchFileException e) {
      return;
    }
  }

  private FileStep whole(String key, Path file, FileIdentity identity, Set<Flaw> found) throws IOException {
    if (found.stream().noneMatch(WHOLE::contains)) {
      return null;
    }
    // Which family it is cannot be told, so both locks count.
    unread.add(file);
    if (found.contains(Flaw.BYTE_ORDER_MARK)) {
      return FileMender.mark(key, file, identity);
    }
    if (found.contains(Flaw.INVALID_UTF8)) {
      return FileMender.encoding(key, file, identity);
    }
    if (found.contains(Flaw.NOT_JSON)) {
      return FileMender.torn(key, file, identity);
    }
    return FileMender.lost(key, file, identity, found.contains(Flaw.EMPTY) ? "is empty"
        : found.contains(Flaw.NOT_AN_OBJECT) ? "is JSON, but no object" : "has no list of messages");
  }

  private String whyNot(Path file, FileIdentity identity) throws IOException {
    if (environment.now() - identity.modifiedMillis() <= Times.SETTLED_MILLIS) {
      return "it was written within the last quarter of an hour";
    }
    FileStat stat = FileStat.of(file);
    return !stat.isRegularFile() ? "is no regular file"
        : stat.links() > 1 ? "has " + stat.links() + " hard links" : null;
  }

  private void keep(String key, Path file, String reason, long bytes) {
    kept.add(new PlanItem(key, file, "keep", reason, bytes));
  }

  private void other(Finding finding, Listing listing) throws IOException {
    try {
      Path file = finding.path();
      FileIdentity identity = FileIdentity.of(file);
      FileStat stat = FileStat.of(file);
      FileStep step = null;
      if (finding.id().equals(Flaw.FILE_MODE.id())) {
        step = changed.contains(file) ? null : new ModeStep(new PlanItem(finding.key(), file, "chmod",
            String.format(Locale.ROOT, "%04o instead of %04o", PRIVATE, stat.permissions()), 0), stat.permissions(),
            PRIVATE);
      } else if (!stat.isRegularFile()
          || environment.now() - identity.modifiedMillis() <= Times.SETTLED_MILLIS) {
        keep(finding.key(), file, "is no regular file, or was written just now", identity.size());
      } else if (finding.id().equals(Flaw.TEMPORARY.id())) {
        step = new SetAside(new PlanItem(null, file, "set aside", "left behind by a writer that was killed",
            identity.size()), List.of(new SetAside.Part("temporary", file, identity)));
      } else if (finding.id().equals(Flaw.SPILL_DAMAGED.id())) {
        step = FileMender.lost(null, file, identity, "a spill file that cannot be read");
      } else {
        step = quarantine(finding.key(), file, identity, listing);
      }
      if (step != null) {
        steps.add(step);
      }
    } catch (NoSuchFileException e) {
      return;
    }
  }

  /** Of several of one session, the newest comes back. */
  private FileStep quarantine(String key, Path file, FileIdentity identity, Listing listing) throws IOException {
    Path session = Listing.file(place.directory(), key);
    List<Path> all = listing.quarantined.getOrDefault(key, List.of());
    boolean newest = all.stream().allMatch(other -> other.compareTo(file) <= 0);
    FileStep step = newest ? FileMender.quarantined(key, file, session) : null;
    if (step == null) {
      keep(key, file, !newest ? "a newer one is looked at" : Files.exists(session, LinkOption.NOFOLLOW_LINKS)
          ? "its session has begun anew since; look at both" : "no message of it can be read", identity.size());
    }
    return step;
  }
}
