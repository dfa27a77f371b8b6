package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.StableRead;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.check.Findings;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks for damage in the directory of one session. The plugin writes the checkpoint, then the manifest's line, then
 * the record in place, all without a lock (2.4.19); so whatever looks wrong in a directory that was written lately
 * counts only when nothing changed there over several looks. Not safe for use by several threads.
 */
final class SessionCheck {

  /** What is younger may be work in progress. */
  static final long SETTLED_MILLIS = 15 * 60_000;

  /** Looks that must agree, about 40 ms apart: the plugin's three writes take a few milliseconds. */
  private static final int AGREEING = 4;

  /** In a directory that was written within these seconds a second's worth of looks, for a writer that has to wait. */
  private static final long FRESH_MILLIS = 10_000;
  private static final int AGREEING_WHEN_FRESH = 25;
  private static final int MOST_LOOKS = 75;

  /** Clocks of hosts differ by minutes at most. */
  private static final long FUTURE_MILLIS = 5 * 60_000;
  private static final int PAUSE = 2;

  private final CheckContext context;
  private final StateFile states = new StateFile();

  SessionCheck(CheckContext context) {
    this.context = context;
  }

  /** Reports what is wrong with one session. */
  void run(SessionPlace place) throws IOException {
    Look look = look(place);
    if (!look.findings.isEmpty() && !look.settled) {
      look = lookAgain(place, look);
    }
    context.findings().release(look.findings);
    context.nearEmpty(look.nearEmpty);
  }

  private Look lookAgain(SessionPlace place, Look first) throws IOException {
    Look before = first;
    int agreeing = 1;
    for (int i = 1; i < MOST_LOOKS; i++) {
      StableRead.sleep(PAUSE);
      Look now = look(place);
      if (now.findings.isEmpty()) {
        return now;
      }
      agreeing = now.sameAs(before) ? agreeing + 1 : 1;
      if (agreeing >= (now.fresh ? AGREEING_WHEN_FRESH : AGREEING)) {
        return now;
      }
      before = now;
    }
    // Somebody writes it without a pause: the next check may find it at rest.
    return new Look();
  }

  /** One look at everything. */
  private static final class Look {
    private final List<Finding> findings = new ArrayList<>();
    private final List<Path> nearEmpty = new ArrayList<>();
    private Set<SessionFiles.Entry> entries = Set.of();
    private boolean settled = true;
    private boolean fresh;

    private boolean sameAs(Look other) {
      return entries.equals(other.entries) && ids().equals(other.ids());
    }

    private Set<String> ids() {
      return findings.stream().map(finding -> finding.id() + finding.path()).collect(Collectors.toSet());
    }
  }

  private Look look(SessionPlace place) throws IOException {
    Look look = new Look();
    Findings findings = context.findings().held(look.findings);
    try {
      FileStat stat = FileStat.of(place.directory());
      if (stat.isSymbolicLink()) {
        findings.add(Flaw.SESSION_LINK, place.key(), place.directory(), place.directory() + " is a symbolic link");
        return look;
      }
      if (!stat.isDirectory()) {
        return look;
      }
      SessionFiles files = SessionFiles.list(place.directory());
      look.entries = new HashSet<>(files.entries());
      long age = context.environment().now() - files.newest();
      look.settled = age > SETTLED_MILLIS;
      look.fresh = age < FRESH_MILLIS;
      new Pass(place, files, findings, look.nearEmpty).run();
    } catch (NoSuchFileException e) {
      // The plugin's sweep took it, or an eviction.
      look.findings.clear();
    } catch (FileSystemException e) {
      context.incomplete();
      findings.add(Flaw.NOT_LOOKED_AT, place.key(), place.directory(),
          "cannot look at " + e.getFile() + ": " + StorageIoException.reason(e));
    }
    return look;
  }

  /** What one look compares. */
  private final class Pass {
    private final SessionPlace place;
    private final SessionFiles files;
    private final Findings findings;
    private final List<Path> nearEmpty;

    private Pass(SessionPlace place, SessionFiles files, Findings findings, List<Path> nearEmpty) {
      this.place = place;
      this.files = files;
      this.findings = findings;
      this.nearEmpty = nearEmpty;
    }

    private void run() throws IOException {
      if (files.entries().isEmpty()) {
        add(Flaw.SESSION_EMPTY, place.directory(), "nothing is left of the session but its directory");
        return;
      }
      boolean regular = types();
      ManifestView manifest = regular && context.request().level() >= 2 ? manifest() : null;
      // After the manifest, which is written before it: so it is never found behind because a capture went on.
      state(manifest);
      if (context.request().level() >= 3) {
        new CheckpointCheck(place, files, findings, nearEmpty::add).run();
      }
    }

    private void add(Flaw flaw, Path path, String message) throws IOException {
      findings.add(flaw, place.key(), path, message);
    }

    /** Looks at what stands at the names; returns whether the manifest can be read. */
    private boolean types() throws IOException {
      boolean readable = true;
      for (SessionFiles.Entry entry : files.entries()) {
        Path path = place.directory().resolve(entry.name());
        if (entry.kind() == SessionFiles.Kind.OTHER) {
          add(Flaw.FILE_STRAY, path, entry.name() + " is none of the plugin's files; its sweep takes it after a week");
          continue;
        }
        FileStat stat = FileStat.of(path);
        if (stat.isSymbolicLink()) {
          add(Flaw.FILE_LINK, path, entry.name() + " is a symbolic link");
        } else if (!stat.isRegularFile()) {
          add(Flaw.FILE_NOT_A_FILE, path, entry.name() + " is no regular file");
        } else if (stat.links() > 1) {
          add(Flaw.FILE_HARD_LINK, path, entry.name() + " has " + stat.links() + " hard links");
        }
        readable &= entry.kind() != SessionFiles.Kind.MANIFEST || stat.isRegularFile();
      }
      return readable;
    }

    private void state(ManifestView manifest) throws IOException {
      PolicyState state = states.read(place.state());
      String because = state.problem == null ? "" : ": " + state.problem;
      boolean captured = files.checkpoints() > 0 || files.named(StorePaths.MANIFEST) != null;
      switch (state.status) {
        case ABSENT -> {
          if (captured) {
            add(Flaw.STATE_MISSING, place.state(), "there is no record of what was captured");
          }
        }
        case EMPTY -> add(Flaw.STATE_EMPTY, place.state(), "the record of what was captured is empty");
        case TORN -> add(Flaw.STATE_TORN, place.state(), "the record of what was captured is torn" + because);
        case NOT_AN_OBJECT -> add(Flaw.STATE_NOT_AN_OBJECT, place.state(),
            "the record of what was captured is no JSON object");
        case UNREADABLE -> add(Flaw.STATE_UNREADABLE, place.state(), "cannot read the record" + because);
        case SOUND -> fields(state, manifest);
        default -> {
          // A link or a directory: said already.
        }
      }
    }

    private void fields(PolicyState state, ManifestView manifest) throws IOException {
      if (!state.oddFields.isEmpty()) {
        add(Flaw.STATE_ODD_FIELD, place.state(), "the record holds values of another type than the plugin writes in "
            + String.join(", ", state.oddFields));
      }
      Set<Integer> unknown = new HashSet<>(state.bands);
      unknown.removeAll(Triggers.BANDS);
      Set<Integer> thresholds = new HashSet<>(state.thresholds);
      thresholds.removeAll(Triggers.THRESHOLDS);
      unknown.addAll(thresholds);
      if (!unknown.isEmpty()) {
        add(Flaw.STATE_UNKNOWN_VALUE, place.state(), "the record names bands or thresholds that the plugin does not"
            + " have, such as " + unknown.iterator().next());
      }
      if (state.lastCheckpointAt > context.environment().now() + FUTURE_MILLIS) {
        add(Flaw.STATE_FUTURE, place.state(), "its last capture lies in the future");
      }
      String missing = manifest == null ? null : manifest.missingIn(state);
      if (missing != null) {
        add(Flaw.STATE_BEHIND, place.state(), "the manifest holds a capture that the record does not: " + missing);
      }
    }

    private ManifestView manifest() throws IOException {
      ManifestView view;
      try {
        view = ManifestView.read(place);
      } catch (NoSuchFileException e) {
        return null;
      } catch (FileSystemException e) {
        add(Flaw.MANIFEST_UNREADABLE, place.manifest(), "cannot read the manifest: " + StorageIoException.reason(e));
        return null;
      }
      if (!view.exists()) {
        if (files.checkpoints() > 0) {
          add(Flaw.MANIFEST_MISSING, place.manifest(), "there is no manifest, but "
              + Findings.count(files.checkpoints(), "checkpoint"));
        }
        return view;
      }
      lines(view);
      orphans(view);
      return view;
    }

    private void lines(ManifestView view) throws IOException {
      ManifestView.Row last = view.last();
      long unparsable = view.rows.stream().filter(row -> row.line() == null).count();
      if (last != null && !view.terminated) {
        unparsable -= last.line() == null ? 1 : 0;
        add(last.line() == null ? Flaw.MANIFEST_TORN : Flaw.MANIFEST_UNTERMINATED, place.manifest(),
            last.line() == null ? "the last line was cut" : "the last line is whole but has no end");
      }
      if (unparsable > 0) {
        add(Flaw.MANIFEST_UNPARSABLE, place.manifest(), Findings.count(unparsable, "line") + " without a JSON object");
      }
      long foreign = 0;
      long dangling = 0;
      for (ManifestView.Row row : view.rows) {
        if (row.line() != null && row.name() == null) {
          foreign++;
        } else if (row.name() != null && row != last && !isThere(row.name())) {
          dangling++;
        }
      }
      if (foreign > 0) {
        add(Flaw.MANIFEST_FOREIGN, place.manifest(), Findings.count(foreign, "line")
            + " with a path outside this directory");
      }
      if (dangling > 0) {
        add(Flaw.MANIFEST_DANGLING, place.manifest(), Findings.count(dangling, "line")
            + " of checkpoints that are gone");
      }
      if (last != null && last.name() != null && !isThere(last.name())) {
        add(Flaw.MANIFEST_LAST_DANGLING, place.manifest(), "the checkpoint of the last line is gone");
      }
    }

    private boolean isThere(String name) {
      return files.named(name) != null;
    }

    private void orphans(ManifestView view) throws IOException {
      for (SessionFiles.Entry entry : files.entries()) {
        Path path = place.directory().resolve(entry.name());
        if (!entry.isCheckpoint() || !entry.regular()) {
          continue;
        }
        if (entry.bytes() == 0) {
          add(Flaw.CHECKPOINT_EMPTY, path, entry.name() + " is empty");
        } else if (!view.names.contains(entry.name())) {
          add(Flaw.CHECKPOINT_ORPHAN, path, entry.name() + " is not in the manifest");
        }
      }
    }
  }
}
