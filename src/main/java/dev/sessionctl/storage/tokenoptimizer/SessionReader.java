package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.StorageIoException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/**
 * Reads what a scan needs of one session after the other, with buffers of its own: one for each thread. Recency is what
 * the record says, else the newest capture of the manifest, else the newest time of a file.
 */
final class SessionReader {

  /** One pause of 20 ms and one of 40 are longer than the plugin needs to write a record. */
  private static final int REPETITIONS = 2;

  private final Path checkpoints;
  private final ScanRequest request;
  private final StateFile states = new StateFile();
  private final byte[] head = new byte[4 << 10];

  SessionReader(Path checkpoints, ScanRequest request) {
    this.checkpoints = checkpoints;
    this.request = request;
  }

  /** Reads one; null when nothing stands there that could be a session. */
  SessionFacts read(String key) throws IOException {
    Path directory = checkpoints.resolve(key);
    SessionFiles files;
    try {
      FileStat stat = FileStat.of(directory);
      if (stat.isSymbolicLink()) {
        return new SessionFacts(key, SessionFacts.Place.LINK, null, new PolicyState(PolicyState.Status.ABSENT),
            Session.UNKNOWN, Session.UNKNOWN, Session.UNKNOWN, null);
      }
      if (!stat.isDirectory()) {
        return null;
      }
      files = request.files() || request.standing() ? SessionFiles.list(directory) : null;
    } catch (NoSuchFileException | NotDirectoryException e) {
      return null;
    } catch (FileSystemException e) {
      return new SessionFacts(key, SessionFacts.Place.DIRECTORY, null,
          new PolicyState(PolicyState.Status.ABSENT), Session.UNKNOWN, Session.UNKNOWN, Session.UNKNOWN,
          StorageIoException.reason(e));
    }
    PolicyState state = states.readPatiently(directory.resolve(StorePaths.STATE), REPETITIONS);
    Path manifest = directory.resolve(StorePaths.MANIFEST);
    boolean recorded = files == null || isRegular(files.named(StorePaths.MANIFEST));
    long created = recorded ? firstCapture(manifest) : Session.UNKNOWN;
    long activity = state.isSound() ? state.lastCheckpointAt : Session.UNKNOWN;
    if (activity == Session.UNKNOWN || activity <= 0) {
      activity = fallback(directory, manifest, files);
    }
    return new SessionFacts(key, SessionFacts.Place.DIRECTORY, files, state, created, activity,
        request.messages() && recorded ? messages(manifest) : Session.UNKNOWN, null);
  }

  private static boolean isRegular(SessionFiles.Entry entry) {
    return entry != null && entry.regular();
  }

  /** What a manifest's first line says; most of a manifest is not read for it. */
  private long firstCapture(Path manifest) throws IOException {
    try {
      if (!FileStat.of(manifest).isRegularFile()) {
        return Session.UNKNOWN;
      }
      int length = 0;
      try (FileChannel channel = DurableFiles.openForRead(manifest)) {
        while (length < head.length) {
          int count = channel.read(ByteBuffer.wrap(head, length, head.length - length));
          if (count <= 0) {
            break;
          }
          length += count;
        }
      }
      int start = 0;
      for (int i = 0; i < length; i++) {
        if (head[i] == '\n') {
          ManifestLine line = ManifestLine.parse(head, start, i);
          if (line != null && line.createdAt() != Session.UNKNOWN) {
            return line.createdAt();
          }
          start = i + 1;
        }
      }
      return length < head.length ? Session.UNKNOWN : firstOfAll(manifest);
    } catch (FileSystemException e) {
      return Session.UNKNOWN;
    }
  }

  private static long firstOfAll(Path manifest) throws IOException {
    long[] first = {Session.UNKNOWN};
    Manifest.read(manifest, (line, text) -> {
      if (line != null && first[0] == Session.UNKNOWN) {
        first[0] = line.createdAt();
      }
    });
    return first[0];
  }

  private static long fallback(Path directory, Path manifest, SessionFiles files) throws IOException {
    try {
      long newest = Manifest.newest(manifest);
      if (newest != Session.UNKNOWN) {
        return newest;
      }
      return (files == null ? SessionFiles.list(directory) : files).newest();
    } catch (FileSystemException e) {
      return Session.UNKNOWN;
    }
  }

  private static long messages(Path manifest) throws IOException {
    long[] last = {Session.UNKNOWN};
    try {
      Manifest.read(manifest, (line, text) -> last[0] = line == null ? last[0] : line.messageCount());
    } catch (FileSystemException e) {
      return Session.UNKNOWN;
    }
    return last[0];
  }
}
