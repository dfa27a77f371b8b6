package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.Cleanup;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A directory with the files as they are and the manifest beside them; all of them private, whatever they were. */
final class DirectoryTarget implements BackupTarget {

  private static final int BUFFER = 1 << 16;

  private final Path place;
  private final Path temporary;
  private final Environment environment;
  private final Cleanup.Registration cleanup;
  private final List<Path> files = new ArrayList<>();
  private final Set<Path> directories = new LinkedHashSet<>();
  private long written;
  private boolean committed;

  private DirectoryTarget(Path place, Path temporary, Environment environment) {
    this.place = place;
    this.temporary = temporary;
    this.environment = environment;
    this.cleanup = Cleanup.register(this::drop);
  }

  /** A directory at a place where nothing stands. */
  static DirectoryTarget at(Path place, Environment environment) throws IOException {
    if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(place.toString(), null, "exists already");
    }
    Path temporary = Parts.name(place, environment);
    DurableFiles.createDirectory(temporary);
    DirectoryTarget target = new DirectoryTarget(place, temporary, environment);
    target.directories.add(temporary);
    return target;
  }

  private void drop() {
    try {
      DurableFiles.deleteTree(temporary);
    } catch (IOException e) {
      // The process ends; a hidden directory that is no backup stays.
      return;
    }
  }

  private Path ready(Path path) throws IOException {
    Path parent = path.getParent();
    if (!directories.contains(parent)) {
      ready(parent);
      DurableFiles.createDirectory(parent);
      directories.add(parent);
    }
    return path;
  }

  @Override
  public void folder(String name, BackupFolder folder) throws IOException {
    Path path = ready(temporary.resolve(name));
    if (directories.add(path)) {
      DurableFiles.createDirectory(path);
    }
  }

  @Override
  public OutputStream file(String name, long size, int mode, long modifiedNanos) throws IOException {
    Path path = ready(temporary.resolve(name));
    FileChannel channel = DurableFiles.createNew(path);
    files.add(path);
    return new FilterOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER)) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        written += length;
      }

      @Override
      public void close() throws IOException {
        super.close();
        Files.setLastModifiedTime(path, FileTime.from(modifiedNanos, TimeUnit.NANOSECONDS));
      }
    };
  }

  @Override
  public void manifest(Manifest manifest) throws IOException {
    try (OutputStream out = file(Manifest.NAME, -1, 0600, TimeUnit.MILLISECONDS.toNanos(manifest.ended()))) {
      ManifestWriter.write(manifest, out);
    }
  }

  @Override
  public Path scratch() {
    return Parts.copy(temporary, environment);
  }

  @Override
  public void commit() throws IOException {
    environment.flusher().flush(temporary, files);
    List<Path> innermostFirst = new ArrayList<>(directories);
    java.util.Collections.reverse(innermostFirst);
    for (Path directory : innermostFirst) {
      DurableFiles.syncDirectory(directory);
    }
    DurableFiles.renameDurably(temporary, place);
    committed = true;
  }

  @Override
  public long written() {
    return written;
  }

  @Override
  public void close() throws IOException {
    cleanup.close();
    if (!committed) {
      DurableFiles.deleteTree(temporary);
    }
  }
}
