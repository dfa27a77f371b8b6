package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.ChannelInput;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.Sha256;
import dev.sessionctl.storage.StableRead;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;

/** Takes a file to which lines are added. Not safe for use by several threads. */
final class LinesTaker {

  private static final int ATTEMPTS = 8;

  private final Entries entries;
  private final KnownFiles known;
  private final Environment environment;
  private final StableRead.Pause pause;
  private final byte[] buffer = new byte[1 << 16];

  LinesTaker(Entries entries, KnownFiles known, Environment environment, StableRead.Pause pause) {
    this.entries = entries;
    this.known = known;
    this.environment = environment;
    this.pause = pause;
  }

  /**
   * Takes the lines that were complete when the file was opened. A rest without an end is left out while somebody is
   * writing it, and is part of the file when nobody is.
   */
  FileTaker.Taken take(Path path, String tree, String name) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try (OpenedFile opened = OpenedFile.of(path)) {
        if (opened == null) {
          return null;
        }
        BackupFile same = known.same(tree, name, opened.identity(), opened.stat());
        if (same != null) {
          return new FileTaker.Taken(same, opened.identity(), null);
        }
        long end = endOfLines(opened, path);
        FileTaker.Taken taken = end < 0 ? null : lines(opened, path, end, tree, name);
        if (taken != null) {
          return taken;
        }
      }
      if (attempt == ATTEMPTS) {
        throw new IOException("it was rewritten whenever it was read");
      }
      pause.before(attempt);
    }
  }

  /** Where the last complete line ends; or the end of the file, when it stays as it is; -1 when it became shorter. */
  private long endOfLines(OpenedFile opened, Path path) throws IOException {
    long size = opened.identity().size();
    long end = lastLineEnd(opened.channel(), size);
    if (end == size) {
      return end;
    }
    if (environment.now() - opened.identity().modifiedMillis() > FileTaker.QUIET_MILLIS) {
      return size;
    }
    for (int attempt = 1; attempt <= StableRead.RETRIES; attempt++) {
      pause.before(attempt);
      FileIdentity now = FileIdentity.ofNullable(path);
      if (!opened.identity().equals(now)) {
        return end;
      }
    }
    return size;
  }

  private long lastLineEnd(FileChannel channel, long size) throws IOException {
    long at = size;
    while (at > 0) {
      int length = (int) Math.min(at, buffer.length);
      int count = new ChannelInput(channel, at - length, at).readNBytes(buffer, 0, length);
      if (count < length) {
        return -1;
      }
      for (int i = length - 1; i >= 0; i--) {
        if (buffer[i] == '\n') {
          return at - length + i + 1;
        }
      }
      at -= length;
    }
    return 0;
  }

  private FileTaker.Taken lines(OpenedFile opened, Path path, long end, String tree, String name) throws IOException {
    MessageDigest digest = Sha256.digest();
    String entry = entries.name(tree, name);
    if (known.isByContent()) {
      BackupFile held = known.held(tree, opened.file(name, end, opened.hash(end), ""));
      if (held != null) {
        return new FileTaker.Taken(held, opened.identity(), null);
      }
    }
    boolean complete;
    try (OutputStream out = entries.begin(opened.file(name, end, "", entry))) {
      long at = 0;
      int count = 0;
      while (at < end && count >= 0) {
        int wanted = (int) Math.min(buffer.length, end - at);
        count = opened.channel().read(ByteBuffer.wrap(buffer, 0, wanted), at);
        if (count > 0) {
          digest.update(buffer, 0, count);
          out.write(buffer, 0, count);
          at += count;
        }
      }
      complete = Entries.pad(out, end - at);
    }
    String hash = OpenedFile.hex(digest);
    // Where lines were added at most, what was taken is there still; whoever wrote it anew changed it.
    if (complete && (opened.identity().equals(FileIdentity.ofNullable(path)) || hash.equals(opened.hash(end)))) {
      return new FileTaker.Taken(opened.file(name, end, hash, entry), opened.identity(), null);
    }
    entries.discard(entry);
    return null;
  }
}
