package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.files.DelegatingStep;
import dev.sessionctl.storage.files.Rewriting;
import dev.sessionctl.storage.files.SessionHold;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * Rewrites a file to which the plugin appends lines. What stays keeps the file's time, by which the weekly sweep goes;
 * lines that arrive at the moment of the replacement are carried over.
 */
final class LineRewriting extends DelegatingStep {

  private static final int BUFFER = 1 << 16;

  private final Rewriting step;
  private LateLines late;

  /** A rewriting by any content. */
  LineRewriting(PlanItem item, String role, FileIdentity identity, long bytesAfter, Rewriting.Content content) {
    this(new Rewriting(item, role, identity, bytesAfter, Rewriting.ModifiedTime.KEEP, content));
  }

  private LineRewriting(Rewriting step) {
    super(step);
    this.step = step;
    step.lookedAfterBy(this::carryOver);
  }

  /** A stretch of a file. */
  record Range(long from, long to) {}

  /** A rewriting that leaves some stretches, in order, byte for byte. */
  static LineRewriting keeping(PlanItem item, String role, FileIdentity identity, List<Range> ranges) {
    long after = 0;
    for (Range range : ranges) {
      after += range.to() - range.from();
    }
    return new LineRewriting(item, role, identity, after, (source, out) -> {
      for (Range range : ranges) {
        copy(source, range, out);
      }
    });
  }

  /** The same, keeping a range of damaged bytes in {@code lost+found} as well. */
  LineRewriting losing(long from, long to, String reason) {
    step.losing(from, to, reason);
    return this;
  }

  /** The same, but for a time that is not before that one, nanoseconds since the epoch. */
  LineRewriting modifiedNotBefore(long nanos) {
    step.modifiedNotBefore(nanos);
    return this;
  }

  /** Copies a stretch. */
  static void copy(FileChannel source, Range range, OutputStream out) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    for (long at = range.from(); at < range.to(); ) {
      buffer.clear().limit((int) Math.min(BUFFER, range.to() - at));
      int count = source.read(buffer, at);
      if (count < 0) {
        throw new IOException("file became shorter while it was read");
      }
      out.write(buffer.array(), 0, count);
      at += count;
    }
  }

  @Override
  public void apply(Tools tools, SessionHold hold) throws IOException {
    super.apply(tools, hold);
    late = LateLines.begin();
  }

  private String carryOver(TrashedFile kept, FileIdentity before, Path place, Tools tools) throws IOException {
    long carried = late.carryOver(kept.kept(), kept.bytes(), place);
    return carried == 0 ? null : place + ": " + carried
        + " bytes that were appended at that moment were carried over";
  }

  /** At once, and not at the end of the run: until then the lines are missing. */
  @Override
  public String settle(Tools tools) throws IOException {
    return super.lookBack(tools);
  }

  @Override
  public String lookBack(Tools tools) {
    return null;
  }
}
