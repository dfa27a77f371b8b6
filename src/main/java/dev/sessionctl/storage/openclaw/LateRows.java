package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.ChannelInput;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Rows that a writer without the transcript's lock appended in the moment when the transcript was replaced. They went
 * into the file that was set aside, beyond the size that was announced. OpenClaw appends without the lock what it
 * delivers or injects (2026.3.13). A run carries them over itself; this is for one that was interrupted before that.
 */
final class LateRows {

  private static final int BUFFER = 1 << 16;
  private static final long MOST = 1 << 20;

  private LateRows() {}

  /**
   * Appends what an interrupted run did not come to carry over to the transcript that it put in place.
   *
   * @param file a file that the run announced as replaced; only transcripts are looked at
   * @param sessions the directory of the store: a manifest is a file like any other, and may name another
   * @return how many bytes were appended; 0 when the file was not replaced, nothing was late, or it is there already
   * @throws LockedException when the transcript is in use; doing it later does it
   */
  static long carryOver(TrashedFile file, Path sessions, Environment environment) throws IOException {
    if (!"transcript".equals(file.role()) || !sessions.equals(file.origin().getParent()) || !isLate(file)) {
      return 0;
    }
    try (OpenClawLock lock =
        OpenClawLock.take(file.origin(), LockKind.TRANSCRIPT, Duration.ZERO, Pause.SLEEP, environment);
        FileChannel kept = DurableFiles.openForRead(file.kept())) {
      byte[] late = ChannelInput.readRange(kept, file.bytes(), (int) (kept.size() - file.bytes()));
      int there = carriedOver(file.origin(), late);
      if (there == late.length) {
        return 0;
      }
      lock.ensureHeld();
      return DurableFiles.append(kept, file.bytes() + there, file.origin());
    }
  }

  private static boolean isLate(TrashedFile file) throws IOException {
    FileIdentity kept = FileIdentity.ofNullable(file.kept());
    FileIdentity origin = FileIdentity.ofNullable(file.origin());
    boolean replaced = kept != null && origin != null
        && (kept.device() != origin.device() || kept.inode() != origin.inode());
    // More than one moment brings is no late row, but a manifest that does not say the truth.
    return replaced && file.bytes() >= 0 && kept.size() > file.bytes() && kept.size() - file.bytes() <= MOST;
  }

  /**
   * How much of it a file has: all where it is found anywhere, since rows have ids and none is there twice; otherwise
   * what of its beginning the file ends with, which is nothing or an append that was cut short.
   */
  private static int carriedOver(Path place, byte[] late) throws IOException {
    int[] fallback = fallback(late);
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    int matched = 0;
    try (FileChannel in = DurableFiles.openForRead(place)) {
      while (in.read(buffer.clear()) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          byte next = buffer.get();
          while (matched > 0 && late[matched] != next) {
            matched = fallback[matched - 1];
          }
          matched += late[matched] == next ? 1 : 0;
          if (matched == late.length) {
            return matched;
          }
        }
      }
    }
    return matched;
  }

  /** By the algorithm of Knuth, Morris and Pratt: the longest end of each beginning that is a beginning itself. */
  private static int[] fallback(byte[] text) {
    int[] fallback = new int[text.length];
    for (int i = 1; i < text.length; i++) {
      int length = fallback[i - 1];
      while (length > 0 && text[length] != text[i]) {
        length = fallback[length - 1];
      }
      fallback[i] = text[length] == text[i] ? length + 1 : 0;
    }
    return fallback;
  }
}
