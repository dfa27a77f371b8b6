package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.change.Compaction;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.files.FilePlan;
import dev.sessionctl.storage.files.FileStep;
import dev.sessionctl.storage.files.SetAside;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Plans what can be left out without the plugin missing it: lines of manifests whose checkpoint is gone and unfinished
 * writes; at the further levels also checkpoints that later ones of their trigger supersede, and all but the end of
 * logs that nothing bounds. Used once.
 */
final class CompactPlanner {

  /** Decisions of one session that stay: nothing reads them but people. */
  static final int DECISIONS = 1_000;

  /** Events of all sessions that stay. */
  static final int EVENTS = 10_000;

  private static final String COMPACT = "compact";
  private static final String KEEP = "keep";

  private final StorePaths paths;
  private final Environment environment;
  private final Compaction request;
  private final long quietSince;
  private final boolean trim;
  private final List<FileStep> steps = new ArrayList<>();
  private final List<PlanItem> kept = new ArrayList<>();
  private long lines;
  private long superseded;
  private long logs;

  CompactPlanner(StorePaths paths, Environment environment, Compaction request) throws IOException {
    if (!request.bodies().equals(Compaction.Bodies.USUAL)) {
      throw new UnsupportedChangeException(paths.root() + ": --keep-tool-results and --keep-images are for transcripts,"
          + " of which this store has none");
    }
    this.paths = paths;
    this.environment = environment;
    this.request = request;
    this.quietSince = environment.now() - request.quietFor().toMillis();
    this.trim = request.level() != Compaction.Level.LOSSLESS;
  }

  FilePlan plan() throws IOException {
    ReadCache cache = ReadCache.list(paths);
    cache.join(SessionScan.keys(paths));
    Set<String> keys = new LinkedHashSet<>(SessionScan.keys(paths));
    cache.ids().forEach(keys::add);
    if (request.keys() != null) {
      keys.retainAll(request.keys());
    }
    for (String key : keys) {
      session(key, cache);
    }
    if (request.keys() == null) {
      temporaries(cache);
      if (trim) {
        log(null, paths.events(), EVENTS);
      }
    }
    return new FilePlan(summary(), steps, kept, notices());
  }

  private String summary() {
    return steps.isEmpty() ? "nothing to do: nothing to gain in " + paths.root()
        : "compact " + Findings.count(steps.size(), "file") + " or sets of checkpoints in " + paths.root();
  }

  private List<String> notices() {
    List<String> notices = new ArrayList<>();
    if (!steps.isEmpty()) {
      notices.add(Findings.count(lines, "line") + " of manifests, " + Findings.count(superseded, "checkpoint") + " and "
          + Findings.count(logs, "beginning") + " of a log go");
      notices.add("what goes is kept below " + paths.area().trash() + " until it is purged from there");
    }
    return notices;
  }

  private void session(String key, ReadCache cache) throws IOException {
    int before = steps.size();
    String reason;
    try {
      reason = captures(key);
      if (reason == null && trim) {
        for (ReadCache.Item item : cache.of(key)) {
          if (item.role() == ReadCache.Role.DECISIONS && item.regular()) {
            log(key, item.path(), DECISIONS);
          }
        }
      }
    } catch (NoSuchFileException e) {
      reason = "changed just now";
    } catch (FileSystemException e) {
      reason = "it cannot be read: " + StorageIoException.reason(e);
    }
    if (steps.size() == before) {
      kept.add(new PlanItem(key, null, KEEP, reason == null ? "nothing to gain" : reason, 0));
    }
  }

  /** Plans for manifest and checkpoints of a session; returns why it is left alone, or null. */
  private String captures(String key) throws IOException {
    FileIdentity directory = FileIdentity.ofNullable(paths.session(key));
    if (directory == null) {
      return null;
    }
    if (!FileStat.of(paths.session(key)).isDirectory()) {
      return "its directory is a symbolic link";
    }
    SessionPlace place = SessionPlace.of(paths.checkpoints(), key);
    FileIdentity identity = FileIdentity.ofNullable(place.manifest());
    if (identity != null && !FileStat.of(place.manifest()).isRegularFile()) {
      return "its manifest is no regular file";
    }
    ManifestView manifest = ManifestView.read(place);
    // After the manifest: a checkpoint is written before its line, so whatever a line names is there, or gone for good.
    SessionFiles files = SessionFiles.list(place.directory());
    if (files.newest() > quietSince) {
      return "changed just now";
    }
    if (identity == null) {
      return null;
    }
    if (manifest.bytes != identity.size() || !manifest.terminated
        || manifest.rows.stream().anyMatch(row -> !row.isUsable() || row.name() == null)) {
      return "its manifest is damaged: 'sessionctl repair' mends it";
    }
    Set<String> going = trim ? new Superseded(manifest, files).names() : Set.of();
    List<LineRewriting.Range> stay = new ArrayList<>();
    long gone = 0;
    for (ManifestView.Row row : manifest.rows) {
      if (files.named(row.name()) == null || going.contains(row.name())) {
        gone++;
      } else {
        stay.add(new LineRewriting.Range(row.offset(), row.offset() + row.length()));
      }
    }
    if (gone == 0) {
      return null;
    }
    return compact(place, identity, stay, gone, going);
  }

  private String compact(SessionPlace place, FileIdentity identity, List<LineRewriting.Range> stay, long gone,
      Set<String> going) throws IOException {
    List<SetAside.Part> parts = new ArrayList<>();
    for (String name : going) {
      Path path = place.directory().resolve(name);
      if (!FileStat.of(path).isRegularFile() || FileStat.of(path).links() > 1) {
        return name + " is a link, or has several names";
      }
      parts.add(new SetAside.Part("checkpoint", path, FileIdentity.of(path)));
    }
    long bytes = parts.stream().mapToLong(part -> part.identity().size()).sum();
    long left = stay.stream().mapToLong(range -> range.to() - range.from()).sum();
    if (isBelowThreshold(bytes + identity.size() - left, bytes + identity.size())) {
      return "the gain is below " + request.thresholdPercent() + "%";
    }
    PlanItem rewritten = new PlanItem(place.key(), place.manifest(), COMPACT,
        Findings.count(gone, "line") + " without a checkpoint", identity.size());
    LineRewriting rewriting = LineRewriting.keeping(rewritten, RestorePlaces.MANIFEST, identity, stay);
    if (parts.isEmpty()) {
      steps.add(rewriting);
    } else {
      PlanItem item = new PlanItem(place.key(), null, COMPACT, Findings.count(parts.size(), "superseded checkpoint"),
          bytes + identity.size());
      steps.add(new Supersession(item, rewriting, new SetAside(item, parts)));
    }
    lines += gone;
    superseded += parts.size();
    return null;
  }

  private boolean isBelowThreshold(long gain, long size) {
    return gain * 100.0 < (double) request.thresholdPercent() * size;
  }

  /** Keeps the end of a log. */
  private void log(String key, Path log, int wanted) throws IOException {
    if (!Files.isRegularFile(log, LinkOption.NOFOLLOW_LINKS) || FileStat.of(log).links() > 1) {
      return;
    }
    FileIdentity identity = FileIdentity.of(log);
    long begin = LogTail.begin(log, wanted);
    if (begin == 0 || isBelowThreshold(begin, identity.size())) {
      return;
    }
    steps.add(LineRewriting.keeping(new PlanItem(key, log, COMPACT, "all but the last " + wanted + " lines",
        identity.size()), RestorePlaces.LOG, identity,
        List.of(new LineRewriting.Range(begin, identity.size()))));
    logs++;
  }

  private void temporaries(ReadCache cache) throws IOException {
    long before = environment.now() - Math.max(request.quietFor().toMillis(), CacheCheck.OLD_MILLIS);
    for (ReadCache.Item item : cache.items()) {
      if (item.role() == ReadCache.Role.TEMPORARY && item.regular() && item.modified() < before) {
        steps.add(new SetAside(new PlanItem(null, item.path(), COMPACT, "an unfinished write", item.bytes()),
            List.of(new SetAside.Part("left-over", item.path(), FileIdentity.of(item.path())))));
      }
    }
  }
}
