package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.Compaction;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.files.FileChange;
import dev.sessionctl.storage.files.FilePlan;
import dev.sessionctl.storage.files.FileStep;
import dev.sessionctl.storage.files.Rewriting;
import dev.sessionctl.storage.files.SetAside;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Plans a compaction: each session's file is read and written anew without a lock, and put in place under it when it is
 * still the one that was read. The originals go to the trash. Used once.
 */
final class Compactions {

  private static final String REWRITE = "rewrite";

  private final StoreRef ref;
  private final Place place;
  private final Environment environment;
  private final Compaction request;
  private final List<FileStep> steps = new ArrayList<>();
  private final List<PlanItem> kept = new ArrayList<>();
  private long sessions;
  private boolean archives;

  Compactions(StoreRef ref, Place place, Environment environment, Compaction request) {
    this.ref = ref;
    this.place = place;
    this.environment = environment;
    this.request = request;
  }

  Change prepare() throws IOException {
    Listing listing = Listing.of(place.directory());
    for (String key : listing.sessions) {
      if (request.keys() == null || request.keys().contains(key)) {
        try {
          session(key);
        } catch (NoSuchFileException e) {
          continue;
        }
      }
    }
    sessions = steps.size();
    if (request.keys() == null) {
      temporaries(listing);
    }
    Gates gates = new Gates(place, environment);
    return new FileChange(request.command(), ref, place.area(), environment,
        options -> Guarded.gate(place, () -> gates.change(options, false)), new Holds(place, environment),
        new FilePlan(summary(), steps, kept, notices()));
  }

  private String summary() {
    if (steps.isEmpty()) {
      return "nothing to do: nothing in " + ref.path() + " gets smaller";
    }
    long files = steps.size() - sessions;
    return "compact " + Findings.count(sessions, "session")
        + (files == 0 ? "" : " and set " + Findings.count(files, "left-over file") + " aside") + " in " + ref.path();
  }

  private List<String> notices() {
    List<String> notices = new ArrayList<>();
    if (!steps.isEmpty()) {
      notices.add("originals are kept below " + place.area().trash() + " until they are purged from there");
    }
    if (archives) {
      notices.add("archived messages are in no context any more; after this they are in the originals only");
    }
    if (!request.bodies().equals(Compaction.Bodies.USUAL)) {
      notices.add("bodies of tool results and images stay as they are in PraisonAI's files whatever was asked for");
    }
    return notices;
  }

  private void session(String key) throws IOException {
    Path file = Listing.file(place.directory(), key);
    FileStat stat = FileStat.of(file);
    FileIdentity identity = FileIdentity.of(file);
    if (!stat.isRegularFile() || identity.size() == 0) {
      return;
    }
    HistoryEdits history = HistoryEdits.of(file, request.level());
    if (history == null || !identity.equals(FileIdentity.ofNullable(file))) {
      return;
    }
    long after = history.edits().sizeAfter(identity.size());
    long gain = identity.size() - after;
    if (gain <= 0) {
      return;
    }
    String reason = stat.links() > 1 ? "has " + stat.links() + " hard links"
        : environment.now() - identity.modifiedMillis() < request.quietFor().toMillis() ? "changed just now"
        : gain * 100 < (long) request.thresholdPercent() * identity.size() ? "less is gained than --threshold" : null;
    if (reason != null) {
      kept.add(new PlanItem(key, file, "keep", reason, identity.size()));
      return;
    }
    archives |= history.archiveGoes();
    SessionContent before = ContentReader.read(file);
    steps.add(new Rewriting(new PlanItem(key, file, REWRITE, history.reason(), identity.size()), "session", identity,
        after, Rewriting.ModifiedTime.FORWARD, history.edits()::write).provedBy(
            SameSession.as(before, before.messages - history.dropped(), history.archiveGoes() ? 0 : before.archived)));
  }

  /** Temporary files whose writers were killed: nothing else ever removes them. */
  private void temporaries(Listing listing) throws IOException {
    for (Path file : listing.temporaries) {
      FileIdentity identity = FileIdentity.ofNullable(file);
      long settled = Math.max(Times.SETTLED_MILLIS, request.quietFor().toMillis());
      // That of a living writer is young, and has its name for a moment only.
      if (identity != null && environment.now() - identity.modifiedMillis() > settled
          && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        PlanItem item = new PlanItem(null, file, "drop", "left behind by a writer that was killed", identity.size());
        steps.add(new SetAside(item, List.of(new SetAside.Part("temporary", file, identity))));
      }
    }
  }
}
