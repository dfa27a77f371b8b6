package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockVerdict;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.StorageIoException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The regular files of a sessions directory as they stood when it was listed, by name. Nothing in a subdirectory is
 * looked at, and a symbolic link is no file of a session.
 */
final class SessionsDirectory implements SessionsListing {

  /**
   * One file.
   *
   * @param name its classification
   * @param bytes its size
   * @param modified milliseconds since the epoch
   */
  record Entry(ArtifactName name, long bytes, long modified) {}

  private final Path path;
  private final Map<String, Entry> entries = new HashMap<>();
  private final Map<String, Group> sessions = new HashMap<>();
  private final Set<String> claimed = new HashSet<>();
  private final List<String> transcriptLocks = new ArrayList<>();
  private final List<String> others = new ArrayList<>(0);
  private Set<String> running;

  /** What lies there of one session id. */
  private static final class Group {
    private long bytes;
    private int files;
    private final List<String> transcripts = new ArrayList<>(1);
    private boolean archived;
  }

  private SessionsDirectory(Path path) {
    this.path = path;
  }

  /**
   * Lists a directory; one that does not exist is empty.
   *
   * @param index file name of the store's index
   */
  static SessionsDirectory list(Path path, String index) throws StorageIoException {
    SessionsDirectory listing = new SessionsDirectory(path);
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(path)) {
      for (Path file : stream) {
        listing.add(file, index);
      }
    } catch (NoSuchFileException e) {
      return listing;
    } catch (DirectoryIteratorException e) {
      throw StorageIoException.of("list", path, e.getCause());
    } catch (IOException e) {
      throw StorageIoException.of("list", path, e);
    }
    return listing;
  }

  private void add(Path file, String index) throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      // Removed since it was listed.
      return;
    }
    String text = file.getFileName().toString();
    ArtifactName name = ArtifactName.of(text, index);
    if (!attributes.isRegularFile()) {
      if (attributes.isOther() && name.kind() == ArtifactKind.TRANSCRIPT) {
        others.add(text);
      }
      return;
    }
    entries.put(text, new Entry(name, attributes.size(), attributes.lastModifiedTime().toMillis()));
    if (name.kind() == ArtifactKind.TRANSCRIPT_LOCK) {
      transcriptLocks.add(text);
    } else if (name.sessionId() != null) {
      Group group = sessions.computeIfAbsent(name.sessionId(), id -> new Group());
      group.bytes += attributes.size();
      group.files += EvictedFile.roleOf(name.kind()) == null ? 0 : 1;
      if (name.kind() == ArtifactKind.TRANSCRIPT) {
        group.transcripts.add(text);
      }
      group.archived |= switch (name.kind()) {
        case ARCHIVE_RESET, ARCHIVE_DELETED, ARCHIVE_BAK, REPAIR_BACKUP, MIGRATED -> true;
        default -> false;
      };
    }
  }

  Path path() {
    return path;
  }

  /** All files by name; not to be changed. */
  Map<String, Entry> entries() {
    return entries;
  }

  /** Names of transcripts that are pipes, sockets or devices; not to be changed. */
  List<String> others() {
    return others;
  }

  @Override
  public boolean contains(String name) {
    return entries.containsKey(name);
  }

  @Override
  public long size(String name) {
    Entry entry = entries.get(name);
    return entry == null ? 0 : entry.bytes();
  }

  @Override
  public long modifiedMillis(String name) {
    Entry entry = entries.get(name);
    return entry == null ? 0 : entry.modified();
  }

  @Override
  public List<String> transcriptsOf(String sessionId) {
    Group group = sessions.get(sessionId);
    return group == null ? List.of() : group.transcripts;
  }

  /** Whether a transcript of that id was set aside under another name. */
  boolean hasArchiveOf(String sessionId) {
    Group group = sessions.get(sessionId);
    return group != null && group.archived;
  }

  /**
   * Bytes of all files of a session id, to whoever asks first; 0 to everyone after, so that a sum counts each file
   * once although several entries may share an id.
   */
  long claimBytes(String sessionId) {
    Group group = sessions.get(sessionId);
    return group == null || !claimed.add(sessionId) ? 0 : group.bytes;
  }

  /** Number of the files of a session id that go with its last session. */
  long countFiles(String sessionId) {
    Group group = sessions.get(sessionId);
    return group == null ? 0 : group.files;
  }

  /** Whether somebody asked for the bytes of that id before. */
  boolean isClaimed(String sessionId) {
    return claimed.contains(sessionId);
  }

  /** Names of transcripts whose lock a live process holds. */
  Set<String> running(Environment environment) throws IOException {
    if (running == null) {
      running = new HashSet<>();
      for (String lock : transcriptLocks) {
        LockView view = LockInspector.view(path.resolve(lock), environment).orElse(null);
        if (view != null && view.verdict() == LockVerdict.LIVE) {
          running.add(lock.substring(0, lock.length() - ".lock".length()));
        }
      }
    }
    return running;
  }
}
