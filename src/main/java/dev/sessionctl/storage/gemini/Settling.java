package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.AtomicReplacement;
import dev.sessionctl.storage.ChannelInput;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.StableRead;
import dev.sessionctl.storage.files.Aftercare;
import dev.sessionctl.storage.files.FileStep;
import dev.sessionctl.storage.files.TemporaryNames;
import dev.sessionctl.storage.gemini.SessionDocument.Condition;
import dev.sessionctl.storage.trash.TrashWriter;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Looks after a change that no lock protects. A server that had opened a file just before another was renamed over it,
 * or before it was moved away, writes on into the old one, which has its name in the trash by then. What it wrote there
 * was told to be saved; so once it had time to settle, it is put back in place, and what stood there is kept in {@code
 * lost+found}. And a server that has a session in memory brings back what was taken away, which is said.
 * Not safe for use by several threads.
 */
final class Settling implements Aftercare {

  /** How often a file that goes on changing is waited for. */
  private static final int ROUNDS = 5;

  private final Environment environment;
  private final SessionFiles.Waiting waiting;
  /** What changed until then had its time, whatever the wall clock does meanwhile; milliseconds since the epoch. */
  private long settledThrough = Long.MIN_VALUE / 2;

  Settling(Environment environment, SessionFiles.Waiting waiting) {
    this.environment = environment;
    this.waiting = waiting;
  }

  @Override
  public String look(TrashedFile kept, FileIdentity before, Path place, FileStep.Tools tools)
      throws IOException {
    return look(kept, place, tools.trash(), tools.temporaries());
  }

  /**
   * Looks after one file.
   *
   * @param kept as the manifest describes it, which tells whether it was written since
   * @param trash where to keep what stands in place before something is put there
   */
  String look(TrashedFile kept, Path place, TrashWriter trash, TemporaryNames temporaries) throws IOException {
    FileIdentity old = settled(kept.kept());
    if (old == null) {
      return null;
    }
    boolean written = old.size() != kept.bytes() || old.modifiedNanos() != kept.modifiedNanos();
    FileIdentity present = FileIdentity.ofNullable(place);
    boolean ours = present != null && present.inode() == old.inode() && present.device() == old.device();
    if (ours) {
      return null;
    }
    if (!written) {
      return present == null || kept.replaced() ? null : broughtBack(kept, place);
    }
    SessionFile late = SessionFile.read(kept.kept(), SessionFile.Depth.WHOLE, StableRead::sleep);
    if (late == null || late.document() == null || late.document().condition != Condition.SOUND) {
      return kept.kept() + " was written after it was set aside and is no whole session; " + place + " stays as it is";
    }
    if (present == null) {
      return putBack(kept, place);
    }
    // A replacement keeps the time of the original: another time means that the server wrote here as well, and later.
    if (!kept.replaced() || present.modifiedNanos() != kept.modifiedNanos()) {
      return broughtBack(kept, place);
    }
    trash.lost(kept.key(), place, 0, present.size(), "put aside for what the server wrote last");
    try (AtomicReplacement replacement = AtomicReplacement.begin(place, temporaries.beside(place))) {
      copy(kept.kept(), replacement.channel());
      replacement.finishWriting();
      if (!present.equals(FileIdentity.ofNullable(place))) {
        return broughtBack(kept, place);
      }
      replacement.commit();
    }
    return place + " was written by its server at that moment: what it wrote is in place again";
  }

  private static String broughtBack(TrashedFile kept, Path place) {
    return place + " is there again: a server has the session in memory" + (kept.replaced() ? ""
        : ", so it comes back until that one stops; what was set aside stays in the trash");
  }

  private static String putBack(TrashedFile kept, Path place) throws IOException {
    try {
      DurableFiles.link(place, kept.kept());
      DurableFiles.syncDirectory(place.getParent());
    } catch (FileAlreadyExistsException e) {
      return broughtBack(kept, place);
    }
    return place + " was written by its server at that moment: it is in place again";
  }

  private static void copy(Path from, FileChannel to) throws IOException {
    try (FileChannel source = DurableFiles.openForRead(from)) {
      new ChannelInput(source, 0, Long.MAX_VALUE).transferTo(Channels.newOutputStream(to));
    }
  }

  /** The identity of a file once it stood still long enough, counted from its last change; null when it is gone. */
  private FileIdentity settled(Path file) throws IOException {
    FileIdentity seen = Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? FileIdentity.ofNullable(file) : null;
    for (int round = 0; seen != null && round < ROUNDS; round++) {
      long changed = Math.floorDiv(seen.changedNanos(), 1_000_000L);
      long rest = Math.min(SessionFile.SETTLE_MILLIS - (environment.now() - changed), changed - settledThrough);
      if (rest <= 0) {
        return seen;
      }
      waiting.millis(Math.min(rest, SessionFile.SETTLE_MILLIS));
      FileIdentity now = FileIdentity.ofNullable(file);
      if (seen.equals(now)) {
        settledThrough = changed;
        return now;
      }
      seen = now;
    }
    return seen;
  }
}
