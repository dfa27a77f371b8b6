package dev.sessionctl.storage.trash;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.BulkFlusher;
import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Sets aside what one run takes away. The manifest is written ahead: {@link #entry} and {@link #file} announce,
 * {@link #announce} makes that durable, and only then may the entry be removed from its store or the file be moved. So
 * after a crash the manifest names everything that may be missing, and whether a file was moved shows by where it is.
 * Not safe for use by several threads.
 */
public final class TrashWriter implements AutoCloseable {

  private static final JsonFactory JSON = new JsonFactory();

  private final BulkFlusher flusher;
  private final Path root;
  private final Path files;
  private final FileChannel manifest;
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
  private final Set<Path> changedDirectories = new HashSet<>();
  private int next;
  private int nextLost;

  private TrashWriter(Path root, FileChannel manifest, BulkFlusher flusher) {
    this.flusher = flusher;
    this.root = root;
    this.files = root.resolve(Trash.FILES);
    this.manifest = manifest;
  }

  /**
   * Begins the trash of a run, in an area that exists.
   *
   * @param command the command that runs
   * @param store the store that is changed
   */
  public static TrashWriter begin(AdminArea area, String runId, String command, Path store, Environment environment)
      throws IOException {
    Path root = area.createTrash(runId);
    DurableFiles.createDirectory(root.resolve(Trash.FILES));
    FileChannel manifest = DurableFiles.createNew(root.resolve(Trash.MANIFEST));
    TrashWriter writer = new TrashWriter(root, manifest, environment.flusher());
    boolean begun = false;
    try {
      writer.line(json -> {
        json.writeStringField("type", "run");
        json.writeStringField("run", runId);
        json.writeStringField("command", command);
        json.writeStringField("store", store.toString());
        json.writeStringField("area", area.root().toString());
        json.writeNumberField("at", environment.now());
      });
      writer.announce();
      DurableFiles.syncDirectory(root);
      begun = true;
      return writer;
    } finally {
      if (!begun) {
        manifest.close();
      }
    }
  }

  /** The directory of this run's trash. */
  public Path root() {
    return root;
  }

  /**
   * Announces an entry that is about to be changed or removed; its text is kept in the manifest itself. One whose text
   * only says where it is kept must be there durably by then.
   */
  public void entry(TrashedEntry entry) throws IOException {
    line(json -> {
      json.writeStringField("type", "entry");
      json.writeStringField("key", entry.key());
      json.writeStringField("reason", entry.reason());
      json.writeStringField("text", entry.text());
      if (entry.bytes() >= 0) {
        json.writeNumberField("bytes", entry.bytes());
      }
    });
  }

  /**
   * Announces a file that is about to be moved away, or to be replaced; reads it whole to hash it.
   *
   * @param key the session it belongs to, or null
   * @param replaced whether something else will stand in its place
   */
  public TrashedFile file(String key, String role, Path origin, boolean replaced) throws IOException {
    FileIdentity identity = FileIdentity.of(origin);
    FileStat stat = FileStat.of(origin);
    String name = Integer.toString(next++);
    TrashedFile file = new TrashedFile(key, role, origin, files.resolve(name), identity.size(), stat.permissions(),
        identity.modifiedNanos(), FileHash.sha256(origin), replaced);
    line(json -> {
      json.writeStringField("type", "file");
      if (key != null) {
        json.writeStringField("key", key);
      }
      json.writeStringField("role", role);
      json.writeStringField("origin", origin.toString());
      json.writeStringField("name", name);
      json.writeNumberField("bytes", file.bytes());
      json.writeNumberField("mode", file.mode());
      json.writeNumberField("modifiedNanos", file.modifiedNanos());
      json.writeStringField("sha256", file.sha256());
      json.writeBooleanField("replaced", replaced);
    });
    return file;
  }

  /**
   * Keeps a range of damaged bytes in {@code lost+found}, durably and announced, before they are taken out of a file.
   *
   * @param key the session they belonged to, or null
   * @param origin the file they are taken out of
   * @param reason what is wrong with them
   * @return where they are kept
   */
  public Path lost(String key, Path origin, long from, long to, String reason) throws IOException {
    Path kept = announceLost(key, origin, from, to - from, reason);
    announce();
    try (FileChannel in = DurableFiles.openForRead(origin); FileChannel out = DurableFiles.createNew(kept)) {
      for (long at = from; at < to; ) {
        long copied = in.transferTo(at, to - at, out);
        if (copied <= 0) {
          throw new ChangedException(origin + " became shorter while it was read");
        }
        at += copied;
      }
      out.force(true);
    }
    DurableFiles.syncDirectory(kept.getParent());
    return kept;
  }

  /** The same for bytes at hand. */
  public Path lost(String key, Path origin, byte[] bytes, String reason) throws IOException {
    Path kept = announceLost(key, origin, 0, bytes.length, reason);
    announce();
    DurableFiles.writeNew(kept, bytes);
    DurableFiles.syncDirectory(kept.getParent());
    return kept;
  }

  /** Moves something that no session needs, a directory for example, into {@code lost+found} as it is. */
  public Path moveToLost(Path origin, long bytes, String reason) throws IOException {
    Path kept = announceLost(null, origin, 0, bytes, reason);
    announce();
    DurableFiles.rename(origin, kept);
    DurableFiles.syncDirectory(kept.getParent());
    changedDirectories.add(origin.getParent());
    return kept;
  }

  /**
   * Announces that what stands at a place is about to be moved into {@code lost+found} as it is, by the caller, and
   * something else may come there.
   *
   * @return where it goes
   */
  public Path switched(Path place, String reason) throws IOException {
    return announceLost(null, place, 0, 0, reason, true);
  }

  /** Announces that something is about to come to a place at which nothing stands. */
  public void filled(Path place) throws IOException {
    line(json -> {
      json.writeStringField("type", "filled");
      json.writeStringField("origin", place.toString());
    });
  }

  private Path announceLost(String key, Path origin, long offset, long bytes, String reason) throws IOException {
    return announceLost(key, origin, offset, bytes, reason, false);
  }

  private Path announceLost(String key, Path origin, long offset, long bytes, String reason, boolean switched)
      throws IOException {
    Path directory = root.resolve(Trash.LOST_AND_FOUND);
    if (nextLost == 0) {
      DurableFiles.createDirectory(directory);
      DurableFiles.syncDirectory(root);
    }
    String name = Integer.toString(nextLost++);
    line(json -> {
      json.writeStringField("type", "lost");
      if (key != null) {
        json.writeStringField("key", key);
      }
      json.writeStringField("origin", origin.toString());
      json.writeNumberField("offset", offset);
      json.writeNumberField("bytes", bytes);
      json.writeStringField("name", name);
      json.writeStringField("reason", reason);
      if (switched) {
        json.writeBooleanField("switched", true);
      }
    });
    return directory.resolve(name);
  }

  /** Announces, durably, that the permission bits of something are about to be changed. */
  public void mode(Path path, int before, int after) throws IOException {
    line(json -> {
      json.writeStringField("type", "mode");
      json.writeStringField("path", path.toString());
      json.writeNumberField("mode", before);
      json.writeNumberField("newMode", after);
    });
    announce();
  }

  /** Makes durable what was announced. */
  public void announce() throws IOException {
    DurableFiles.writeFully(manifest, ByteBuffer.wrap(pending.toByteArray()));
    pending.reset();
    manifest.force(false);
  }

  /**
   * Moves an announced file in, when it is still the one that was looked at.
   *
   * @param expected its identity when the plan was made
   * @throws ChangedException when it is another or was written since; it stays where it is
   */
  public void moveIn(TrashedFile file, FileIdentity expected) throws IOException {
    FileIdentity present = FileIdentity.ofNullable(file.origin());
    if (present == null || !present.sameContentAs(expected)) {
      throw new ChangedException(file.origin() + " changed since it was looked at; it stays where it is");
    }
    DurableFiles.rename(file.origin(), file.kept());
    changedDirectories.add(file.origin().getParent());
  }

  /** Keeps an announced file by a second name, so that another can be renamed over it without a gap. */
  public void keep(TrashedFile file) throws IOException {
    Files.createLink(file.kept(), file.origin());
  }

  /** Notes a directory in which names changed, to be made durable by {@link #settle}. */
  public void changed(Path directory) {
    changedDirectories.add(directory);
  }

  /** Makes durable what was moved, at both ends. */
  public void settle() throws IOException {
    DurableFiles.syncDirectory(files);
    // A store of one directory for each session has as many of them as sessions go.
    flusher.flush(files, List.copyOf(changedDirectories));
    changedDirectories.clear();
  }

  @Override
  public void close() throws IOException {
    manifest.close();
  }

  /** Writes the fields of one line. */
  @FunctionalInterface
  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private void line(Fields fields) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(pending, JsonEncoding.UTF8)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    }
    pending.write('\n');
    if (pending.size() > 1 << 20) {
      DurableFiles.writeFully(manifest, ByteBuffer.wrap(pending.toByteArray()));
      pending.reset();
    }
  }
}
