package dev.sessionctl.storage.backup;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.Set;

/**
 * Gives the files of one backup their entries. What does not get through is a {@link TargetException}, which tells it
 * from a failure of the file that is taken. Not safe for use by several threads.
 */
final class Entries {

  private static final byte[] ZEROS = new byte[1 << 16];

  private final BackupTarget target;
  private final Manifest manifest;
  private final Set<String> discarded = new HashSet<>();
  private int next;

  Entries(BackupTarget target, Manifest manifest) {
    this.target = target;
    this.manifest = manifest;
  }

  /** The name of the entry of a file; another one when an earlier attempt to take it has used that. */
  String name(String tree, String name) {
    String usual = Manifest.STORES + tree + "/" + name;
    return discarded.contains(usual) ? Manifest.AGAIN + next++ : usual;
  }

  /** Begins an entry, which must get as many bytes as the file says. */
  OutputStream begin(BackupFile file) throws IOException {
    try {
      return new Output(target.file(file.entry(), file.size(), file.mode(), file.modifiedNanos()));
    } catch (IOException e) {
      throw new TargetException(e);
    }
  }

  /** An entry does not count: its file changed while it was read. */
  void discard(String entry) {
    discarded.add(entry);
    manifest.discarded().add(entry);
  }

  /** Writes zeros for what a file turned out not to have; gives whether there was nothing to be written. */
  static boolean pad(OutputStream out, long missing) throws IOException {
    for (long left = missing; left > 0; left -= Math.min(left, ZEROS.length)) {
      out.write(ZEROS, 0, (int) Math.min(left, ZEROS.length));
    }
    return missing == 0;
  }

  /** The content of an entry. */
  private static final class Output extends FilterOutputStream {
    Output(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw new TargetException(e);
      }
    }

    @Override
    public void flush() {
      // Nobody waits for a part of an entry.
    }

    @Override
    public void close() throws IOException {
      try {
        out.close();
      } catch (IOException e) {
        throw new TargetException(e);
      }
    }
  }
}
