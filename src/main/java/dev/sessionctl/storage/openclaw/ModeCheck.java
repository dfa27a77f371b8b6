package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.check.Findings;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Who else may read or change a store. Transcripts hold secrets and the agent library makes them 0644, so what
 * counts is whether a directory above them keeps others out.
 */
final class ModeCheck {

  private final CheckContext context;
  private long readable;
  private long groupReadable;
  private long foreign;
  private Path firstReadable;
  private Path firstGroupReadable;
  private Path firstForeign;

  ModeCheck(CheckContext context) {
    this.context = context;
  }

  void run(SessionsDirectory listing) throws IOException {
    Path sessions = context.sessions();
    Path state = StorePlace.stateOf(sessions);
    FileStat directory = FileStat.of(sessions);
    directory(sessions, directory);
    if (state != null) {
      directory(state, FileStat.of(state));
    }
    boolean open = passable(sessions, 0001);
    boolean openToGroup = passable(sessions, 0011);
    store(open, openToGroup);
    for (String name : listing.entries().keySet()) {
      file(sessions.resolve(name), listing.entries().get(name), directory);
    }
    if (open && readable > 0) {
      context.findings().add(Flaw.MODE_TRANSCRIPTS, firstReadable, "every user of this host can read "
          + Findings.count(readable, "file") + " with messages, such as " + firstReadable);
    } else if (openToGroup && groupReadable > 0) {
      context.findings().add(Flaw.MODE_GROUP, firstGroupReadable, "the group can read "
          + Findings.count(groupReadable, "file") + " with messages, such as " + firstGroupReadable);
    }
    if (foreign > 0) {
      context.findings().add(Flaw.MODE_OWNER, firstForeign, Findings.count(foreign, "file")
          + " of another user than the directory's (" + directory.userId() + "), such as " + firstForeign);
    }
  }

  private void directory(Path path, FileStat stat) throws IOException {
    if ((stat.permissions() & 0022) != 0) {
      context.findings().add(Flaw.MODE_DIRECTORY, path, path + " has mode " + octal(stat) + ": others can replace what"
          + " is in it");
    }
  }

  private void store(boolean open, boolean openToGroup) throws IOException {
    Path path = context.ref().path();
    try {
      FileStat stat = FileStat.of(path);
      if (stat.isRegularFile() && (stat.permissions() & 0077) != 0) {
        context.findings().add(Flaw.MODE_INDEX, path, path + " has mode " + octal(stat)
            + "; the product makes it 0600");
      } else if (stat.isDirectory() && (open && (stat.permissions() & 0007) != 0
          || openToGroup && (stat.permissions() & 0070) != 0)) {
        context.findings().add(Flaw.MODE_INDEX, path, path + " has mode " + octal(stat) + "; it should be 0700");
      }
    } catch (NoSuchFileException e) {
      // Missing, which was said already.
      return;
    }
  }

  private void file(Path path, SessionsDirectory.Entry entry, FileStat directory) throws IOException {
    FileStat stat;
    try {
      stat = FileStat.of(path);
    } catch (NoSuchFileException e) {
      return;
    }
    if (stat.userId() != directory.userId()) {
      foreign++;
      firstForeign = firstForeign == null ? path : firstForeign;
    }
    if (entry.name().sessionId() == null || entry.name().kind() == ArtifactKind.TRANSCRIPT_LOCK) {
      return;
    }
    if ((stat.permissions() & 0004) != 0) {
      readable++;
      firstReadable = firstReadable == null ? path : firstReadable;
    }
    if ((stat.permissions() & 0040) != 0) {
      groupReadable++;
      firstGroupReadable = firstGroupReadable == null ? path : firstGroupReadable;
    }
  }

  /** Whether every directory down to that one lets through whoever any of those bits is for. */
  private static boolean passable(Path directory, int bits) throws IOException {
    for (Path path = directory; path != null; path = path.getParent()) {
      if ((FileStat.of(path).permissions() & bits) == 0) {
        return false;
      }
    }
    return true;
  }

  private static String octal(FileStat stat) {
    return String.format(Locale.ROOT, "%04o", stat.permissions());
  }
}
