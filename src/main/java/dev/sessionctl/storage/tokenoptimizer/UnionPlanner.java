package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.files.Creation;
import dev.sessionctl.storage.files.FilePlan;
import dev.sessionctl.storage.files.FileStep;
import dev.sessionctl.storage.files.Rewriting;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Plans to put the plugin's tree together with another one that exists: sessions that only one has are copied, and of
 * two that share a directory (of the same id, or of two that the plugin maps to one name) records, manifests and logs
 * are united. Nothing that the destination has is lost, and nothing is planned for what it has already, so that doing
 * it again goes on where it stopped. Used once.
 */
final class UnionPlanner {

  private static final String COPY = "copy";
  private static final String UNITE = "unite";
  private static final String KEEP = "keep";
  private static final int PATIENCE = 4;
  private static final int PRIVATE_FILE = 0600;
  private static final int PERMISSIONS = 0777;

  private final StorePaths from;
  private final StorePaths to;
  private final List<FileStep> steps = new ArrayList<>();
  private final List<PlanItem> kept = new ArrayList<>();
  private long sessions;
  private long ownCaches;

  UnionPlanner(StorePaths from, StorePaths to) {
    this.from = from;
    this.to = to;
  }

  FilePlan plan() throws IOException {
    if (Files.isDirectory(to.checkpoints(), LinkOption.NOFOLLOW_LINKS)) {
      for (String key : SessionScan.keys(from)) {
        session(key);
      }
    } else {
      kept.add(new PlanItem(null, to.checkpoints(), KEEP, "is no directory of its own", 0));
    }
    lines(null, from.events(), to.events(), RestorePlaces.LOG, "events of captures");
    cache();
    return new FilePlan(summary(), steps, kept, notices());
  }

  private String summary() {
    return steps.isEmpty() ? "nothing to do: " + to.root() + " has everything that " + from.root() + " has"
        : "put " + Findings.count(sessions, "session") + " and what else is new of " + from.root() + " into "
            + to.root();
  }

  private List<String> notices() {
    List<String> notices = new ArrayList<>();
    if (ownCaches > 0) {
      // What was read where: each tree's own is right for the gateway that runs there.
      notices.add(Findings.count(ownCaches, "file") + " of the read cache differ; those of " + to.root() + " stay");
    }
    if (!steps.isEmpty()) {
      notices.add(from.root() + " stays as it is");
      notices.add("what is replaced is kept below " + to.area().trash());
    }
    return notices;
  }

  private void session(String key) throws IOException {
    if (Files.isSymbolicLink(from.session(key)) || Files.isSymbolicLink(to.session(key))) {
      leave(key, "its directory is a symbolic link");
      return;
    }
    int before = steps.size();
    try {
      String reason = unite(SessionPlace.of(from.checkpoints(), key), SessionPlace.of(to.checkpoints(), key));
      if (reason != null) {
        drop(before);
        leave(key, reason);
      }
    } catch (FileSystemException e) {
      drop(before);
      leave(key, "it cannot be read: " + StorageIoException.reason(e));
    }
    sessions += steps.size() > before ? 1 : 0;
  }

  private void drop(int before) {
    steps.subList(before, steps.size()).clear();
  }

  private void leave(String key, String reason) {
    kept.add(new PlanItem(key, from.session(key), KEEP, reason, 0));
  }

  /** Plans for one session; gives the reason why nothing of it is done, or null. */
  private String unite(SessionPlace source, SessionPlace place) throws IOException {
    final FileIdentity manifest = FileIdentity.ofNullable(source.manifest());
    final FileIdentity presentManifest = FileIdentity.ofNullable(place.manifest());
    ManifestView added = ManifestView.read(source);
    ManifestView present = ManifestView.read(place);
    if (added.rows.stream().anyMatch(row -> row.line() == null)
        || present.rows.stream().anyMatch(row -> row.line() == null)) {
      return "a manifest has damaged lines: 'sessionctl repair' mends it";
    }
    // First: a session whose record is there captures nothing again, however far the rest came.
    String damaged = record(source, place);
    if (damaged != null) {
      return damaged;
    }
    Set<String> checkpoints = new HashSet<>();
    for (SessionFiles.Entry entry : SessionFiles.list(source.directory()).entries()) {
      Path file = source.directory().resolve(entry.name());
      if (!entry.regular() || FileStat.of(file).links() > 1) {
        return entry.name() + " is no regular file of its own";
      }
      if (entry.kind() == SessionFiles.Kind.CHECKPOINT || entry.kind() == SessionFiles.Kind.OTHER) {
        String clash = file(source.key(), file, place.directory().resolve(entry.name()));
        if (clash != null) {
          return clash;
        }
        checkpoints.add(entry.name());
      }
    }
    if (manifest != null) {
      ManifestUnion union = new ManifestUnion(source, added, manifest, place, present, checkpoints);
      manifest(source, place, union, manifest, presentManifest);
    }
    return null;
  }

  private void manifest(SessionPlace source, SessionPlace place, ManifestUnion union, FileIdentity identity,
      FileIdentity present) {
    if (union.added() == 0) {
      return;
    }
    String reason = Findings.count(union.added(), "line") + " of the manifest";
    if (present == null) {
      PlanItem item = new PlanItem(place.key(), place.manifest(), COPY, reason, identity.size());
      steps.add(new Creation(item, union.bytes(), PRIVATE_FILE, union::write).makingDirectories()
          .modifiedAt(identity.modifiedNanos()));
    } else {
      PlanItem item = new PlanItem(place.key(), place.manifest(), UNITE, reason, present.size());
      steps.add(new LineRewriting(item, RestorePlaces.MANIFEST, present, union.bytes(), union::write)
          .modifiedNotBefore(identity.modifiedNanos()));
    }
  }

  private String record(SessionPlace source, SessionPlace place) throws IOException {
    StateFile file = new StateFile();
    PolicyState state = file.readPatiently(source.state(), PATIENCE);
    if (state.status == PolicyState.Status.ABSENT) {
      return null;
    }
    StateFile other = new StateFile();
    FileIdentity present = FileIdentity.ofNullable(place.state());
    PolicyState there = other.readPatiently(place.state(), PATIENCE);
    if (!isWhole(state) || present != null && !isWhole(there)) {
      return "its record of captures is damaged: 'sessionctl repair' mends it";
    }
    if (present == null) {
      return file(source.key(), source.state(), place.state());
    }
    StateDocument alone = new StateDocument();
    StateDocument both = new StateDocument();
    alone.add(other.bytes(), other.length());
    both.add(other.bytes(), other.length());
    both.add(file.bytes(), file.length());
    byte[] united = both.bytes();
    if (!Arrays.equals(alone.bytes(), united)) {
      PlanItem item = new PlanItem(place.key(), place.state(), UNITE, "records of captures", present.size());
      steps.add(new Rewriting(item, RestorePlaces.RECORD, present, united.length, Rewriting.ModifiedTime.KEEP,
          (channel, out) -> out.write(united)).modifiedNotBefore(FileIdentity.of(source.state()).modifiedNanos()));
    }
    return null;
  }

  private static boolean isWhole(PolicyState state) {
    return state.isSound() && state.oddFields.isEmpty();
  }

  /** Plans to copy a file; gives the reason why that is not possible, or null. */
  private String file(String key, Path file, Path place) throws IOException {
    FileIdentity identity = FileIdentity.of(file);
    if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      return FileStat.of(place).isRegularFile() && Files.mismatch(file, place) == -1 ? null
          : place + " is another than " + file;
    }
    PlanItem item = new PlanItem(key, place, COPY, "from " + file, identity.size());
    steps.add(new Creation(item, identity.size(), FileStat.of(file).permissions() & PERMISSIONS,
        out -> copy(file, identity, out)).makingDirectories().modifiedAt(identity.modifiedNanos()));
    return null;
  }

  private static void copy(Path file, FileIdentity identity, OutputStream out) throws IOException {
    try (FileChannel channel = DurableFiles.openForRead(file)) {
      Channels.newInputStream(channel).transferTo(out);
    }
    if (!identity.equals(FileIdentity.ofNullable(file))) {
      throw new ChangedException(file + " changed while it was copied; stop what writes it and try again");
    }
  }

  private void cache() throws IOException {
    for (ReadCache.Item item : ReadCache.list(from).items()) {
      Path place = to.root().resolve(from.root().relativize(item.path()).toString());
      if (!item.regular() || item.role() == ReadCache.Role.TEMPORARY) {
        continue;
      }
      if (isTaken(to.readCache()) || isTaken(place.getParent())) {
        kept.add(new PlanItem(null, item.path(), KEEP, place.getParent() + " is no directory of its own", 0));
      } else if (item.role() == ReadCache.Role.DECISIONS) {
        lines(null, item.path(), place, ReadCache.Role.DECISIONS.label(), "decisions");
      } else {
        ownCaches += file(null, item.path(), place) == null ? 0 : 1;
      }
    }
  }

  /** Whether something else stands where a directory of the plugin's would be. */
  private static boolean isTaken(Path directory) {
    return Files.exists(directory, LinkOption.NOFOLLOW_LINKS)
        && !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS);
  }

  /** Plans to put the lines of two logs together, those of the one that was written to last behind. */
  private void lines(String key, Path file, Path place, String role, String what) throws IOException {
    FileIdentity identity = FileIdentity.ofNullable(file);
    FileIdentity present = FileIdentity.ofNullable(place);
    if (identity == null || !FileStat.of(file).isRegularFile()) {
      return;
    }
    if (present == null) {
      file(key, file, place);
      return;
    }
    if (!FileStat.of(place).isRegularFile()) {
      kept.add(new PlanItem(key, file, KEEP, place + " is no regular file", 0));
      return;
    }
    if (LineJoin.missing(file, place) > 0) {
      boolean older = identity.modifiedNanos() <= present.modifiedNanos();
      PlanItem item = new PlanItem(key, place, UNITE, what, present.size());
      steps.add(new LineRewriting(item, role, present, present.size() + identity.size(), (channel, out) -> {
        new LineJoin().write(older ? file : place, older ? place : file, out);
        if (!identity.equals(FileIdentity.ofNullable(file))) {
          throw new ChangedException(file + " changed while it was read; stop what writes it and try again");
        }
      }).modifiedNotBefore(identity.modifiedNanos()));
    }
  }
}
