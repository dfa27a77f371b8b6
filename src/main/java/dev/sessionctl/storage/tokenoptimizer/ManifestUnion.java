package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.ChannelInput;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileIdentity;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The lines of one session's manifest in two trees, in one: every line that is there stays, and those of the other tree
 * come where their time belongs, since the last line is the one with which the next capture is compared. A line whose
 * checkpoint comes along leads to its new place.
 */
final class ManifestUnion {

  private record Out(ManifestView.Row row, boolean fromThere) {}

  private final SessionPlace from;
  private final SessionPlace to;
  private final FileIdentity source;
  private final Set<String> moving;
  private final List<Out> lines = new ArrayList<>();
  private long added;
  private long bytes;

  /**
   * A union.
   *
   * @param source which file the manifest that is added was when it was read
   * @param moving names of the checkpoints that are, or will be, in both places
   */
  ManifestUnion(SessionPlace from, ManifestView added, FileIdentity source, SessionPlace to, ManifestView present,
      Set<String> moving) {
    this.from = from;
    this.to = to;
    this.source = source;
    this.moving = moving;
    int next = 0;
    for (ManifestView.Row row : added.rows) {
      if (isThere(row, present)) {
        continue;
      }
      while (next < present.rows.size() && time(present.rows.get(next)) <= time(row)) {
        take(present.rows.get(next++), false);
      }
      take(row, true);
      this.added++;
    }
    while (next < present.rows.size()) {
      take(present.rows.get(next++), false);
    }
  }

  private void take(ManifestView.Row row, boolean fromThere) {
    lines.add(new Out(row, fromThere));
    bytes += row.length();
  }

  private static long time(ManifestView.Row row) {
    return row.line().createdAt();
  }

  /** Whether the manifest of the destination names that checkpoint, or that very place elsewhere, already. */
  private boolean isThere(ManifestView.Row row, ManifestView present) {
    String name = name(row);
    if (name != null) {
      return present.names.contains(name);
    }
    return present.rows.stream().anyMatch(other -> row.line().equals(other.line()));
  }

  /** Name of the checkpoint that comes along, or null. */
  private String name(ManifestView.Row row) {
    String name = row.name() == null ? row.elsewhere() : row.name();
    return name != null && moving.contains(name) ? name : null;
  }

  /** How many lines the destination gets. */
  long added() {
    return added;
  }

  /** Bytes of the result, but for paths of another length. */
  long bytes() {
    return bytes;
  }

  /** Writes the lines of a destination that has no manifest. */
  void write(OutputStream out) throws IOException {
    write(null, out);
  }

  /** Writes all lines; the channel is the destination's manifest. */
  void write(FileChannel present, OutputStream out) throws IOException {
    try (FileChannel other = DurableFiles.openForRead(from.manifest())) {
      for (Out line : lines) {
        ManifestView.Row row = line.row();
        byte[] text = ChannelInput.readRange(line.fromThere() ? other : present, row.offset(), (int) row.length());
        String name = line.fromThere() ? name(row) : null;
        out.write(name == null ? text : ManifestEdit.withPath(text, to.real().resolve(name)));
        if (text.length == 0 || text[text.length - 1] != '\n') {
          out.write('\n');
        }
      }
    }
    if (!source.equals(FileIdentity.ofNullable(from.manifest()))) {
      throw new ChangedException(from.manifest() + " changed while it was read; stop what writes it and try again");
    }
  }
}
