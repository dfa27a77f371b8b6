package dev.sessionctl.storage.files;

import dev.sessionctl.storage.AtomicReplacement;
import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Replaces one file by another content. That is written beside it and proved without any hold; under the hold the
 * original is compared once more, gets a second name in the trash, and is renamed over. So at every moment a whole file
 * stands there, the old or the new one.
 */
public final class Rewriting implements FileStep {

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Makes the new content from the old one. */
  @FunctionalInterface
  public interface Content {
    /** Writes the new content of what is read from the channel, which stands at its beginning. */
    void write(FileChannel source, OutputStream out) throws IOException;
  }

  /** Looks at the new file before it is put in place. */
  @FunctionalInterface
  public interface Proof {
    Proof NONE = file -> { };

    /**
     * Proves the new file.
     *
     * @throws ChangedException when it must not be put in place; the message says why
     */
    void check(Path file) throws IOException;
  }

  /** The modification time of the new file. */
  public enum ModifiedTime {
    /** That of the original, where the product tells ages by it. */
    KEEP,
    /** Later than that of the original, where the product's caches go by it. */
    FORWARD
  }

  /** Damaged bytes of the original that the new content does not have. */
  private record Lost(long from, long to, String reason) {}

  private final List<Lost> lost = new ArrayList<>();
  private final PlanItem item;
  private final String role;
  private final FileIdentity identity;
  private final long bytesAfter;
  private final ModifiedTime time;
  private final Content content;
  private long earliestNanos = Long.MIN_VALUE;
  private Proof proof = Proof.NONE;
  private Aftercare aftercare = Aftercare.NONE;
  private AtomicReplacement replacement;
  private TrashedFile kept;
  private FileIdentity secured;
  private boolean replaced;

  /**
   * A rewriting of the file that the item names.
   *
   * @param role what the file is, for the manifest
   * @param identity which file it was when the plan was made
   */
  public Rewriting(PlanItem item, String role, FileIdentity identity, long bytesAfter, ModifiedTime time,
      Content content) {
    this.item = item;
    this.role = role;
    this.identity = identity;
    this.bytesAfter = bytesAfter;
    this.time = time;
    this.content = content;
  }

  /** The same, proved before it is put in place. */
  public Rewriting provedBy(Proof check) {
    this.proof = check;
    return this;
  }

  /** The same, looked after once it is in place. */
  public Rewriting lookedAfterBy(Aftercare care) {
    this.aftercare = care;
    return this;
  }

  /** The same, but for a modification time that is not before that one, nanoseconds since the epoch. */
  public Rewriting modifiedNotBefore(long nanos) {
    earliestNanos = nanos;
    return this;
  }

  /** The same, keeping a range of damaged bytes of the original in {@code lost+found} as well. */
  public Rewriting losing(long from, long to, String reason) {
    lost.add(new Lost(from, to, reason));
    return this;
  }

  @Override
  public PlanItem item() {
    return item;
  }

  @Override
  public long bytesAfter() {
    return bytesAfter;
  }

  @Override
  public List<Path> files() {
    return List.of(item.path());
  }

  @Override
  public void prepare(Tools tools) throws IOException {
    requireUnchanged(FileIdentity.ofNullable(item.path()));
    if (!FileStat.of(item.path()).isRegularFile()) {
      throw new ChangedException(item.path() + " is no regular file; it stays as it is");
    }
    for (Lost range : lost) {
      tools.trash().lost(item.key(), item.path(), range.from(), range.to(), range.reason());
    }
    replacement = AtomicReplacement.begin(item.path(), tools.temporaries().beside(item.path()));
    try (FileChannel source = DurableFiles.openForRead(item.path())) {
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(replacement.channel()), 1 << 16);
      content.write(source, out);
      out.flush();
    } catch (IOException e) {
      // A product that writes in place makes anything of what is being read: then that is the reason.
      requireUnchanged(FileIdentity.ofNullable(item.path()));
      throw e;
    }
    replacement.finishWritingUnsynced();
    tools.unsynced().add(replacement.temporary());
    proof.check(replacement.temporary());
    setTime();
    kept = tools.trash().file(item.key(), role, item.path(), true);
    requireUnchanged(FileIdentity.ofNullable(item.path()));
  }

  private void setTime() throws IOException {
    long written = FileIdentity.of(replacement.temporary()).modifiedNanos();
    long wanted = Math.max(earliestNanos, switch (time) {
      case KEEP -> identity.modifiedNanos();
      case FORWARD -> Math.max(written, identity.modifiedNanos() + NANOS_PER_MILLI);
    });
    if (written != wanted) {
      Files.setLastModifiedTime(replacement.temporary(), FileTime.from(wanted, TimeUnit.NANOSECONDS));
    }
  }

  private void requireUnchanged(FileIdentity present) throws ChangedException {
    if (!identity.equals(present)) {
      throw new ChangedException(item.path() + " changed since it was looked at; it stays as it is");
    }
  }

  @Override
  public void secure(Tools tools) throws IOException {
    requireUnchanged(FileIdentity.ofNullable(item.path()));
    tools.trash().keep(kept);
    secured = FileIdentity.of(item.path());
    // The second name changed its change time, and nothing else may have changed.
    requireSame(identity.sameContentAs(secured));
  }

  @Override
  public void apply(Tools tools, SessionHold hold) throws IOException {
    requireSame(secured.equals(FileIdentity.ofNullable(item.path())));
    hold.ensureHeld();
    replacement.commitUnsynced();
    replaced = true;
    tools.trash().changed(item.path().getParent());
  }

  private void requireSame(boolean same) throws ChangedException {
    if (!same) {
      throw new ChangedException(item.path() + " changed at that moment; it stays as it is");
    }
  }

  @Override
  public String lookBack(Tools tools) throws IOException {
    return aftercare.look(kept, identity, item.path(), tools);
  }

  @Override
  public void close() throws IOException {
    try {
      if (!replaced && kept != null) {
        // Whatever stands in its place by now: that it was about to be replaced is no reason to keep it.
        DurableFiles.deleteIfExists(kept.kept());
      }
    } finally {
      if (replacement != null) {
        replacement.close();
      }
    }
  }
}
