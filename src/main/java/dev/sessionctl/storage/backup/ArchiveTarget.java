package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.Cleanup;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.system.ZstdLibrary;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * One {@code .tar.zst}, in a file or into a pipe. The manifest begins a compressed frame of its own, which the last
 * bytes point to.
 */
final class ArchiveTarget implements BackupTarget {

  private static final int BUFFER = 1 << 16;

  private final Path place;
  private final Path temporary;
  private final FileChannel channel;
  private final Cleanup.Registration cleanup;
  private final Path scratch;
  private final Environment environment;
  private final Counted counted;
  private final OutputStream compressed;
  private final OutputStream buffered;
  private final TarArchiveOutputStream tar;
  private boolean committed;

  private ArchiveTarget(Path place, Path temporary, FileChannel channel, OutputStream out, Path scratch, int level,
      Environment environment) throws IOException {
    this.place = place;
    this.temporary = temporary;
    this.channel = channel;
    this.scratch = scratch;
    this.environment = environment;
    this.counted = new Counted(out);
    this.cleanup = temporary == null ? null : Cleanup.register(this::drop);
    this.compressed = ZstdLibrary.compress(counted, level, environment);
    this.buffered = new BufferedOutputStream(compressed, BUFFER);
    this.tar = new TarArchiveOutputStream(buffered, StandardCharsets.UTF_8.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    tar.setAddPaxHeadersForNonAsciiNames(true);
  }

  /**
   * An archive at a place where nothing stands.
   *
   * @param level how hard zstd tries
   */
  static ArchiveTarget at(Path place, int level, Environment environment) throws IOException {
    if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(place.toString(), null, "exists already");
    }
    while (true) {
      Path temporary = Parts.name(place, environment);
      FileChannel channel = DurableFiles.createNew(temporary);
      if (isOurs(channel, temporary)) {
        return begin(place, temporary, channel, level, environment);
      }
      // Somebody took it for abandoned before it was locked.
      channel.close();
    }
  }

  private static ArchiveTarget begin(Path place, Path temporary, FileChannel channel, int level,
      Environment environment) throws IOException {
    try {
      return new ArchiveTarget(place, temporary, channel, Channels.newOutputStream(channel), temporary, level,
          environment);
    } catch (IOException | RuntimeException | Error e) {
      try (channel) {
        DurableFiles.deleteIfExists(temporary);
      }
      throw e;
    }
  }

  /** Locks what is made until it has its name; see {@link AbandonedParts}. Where locks are not to be had, without. */
  private static boolean isOurs(FileChannel channel, Path temporary) {
    try {
      return channel.tryLock() != null && Files.exists(temporary, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      return true;
    }
  }

  /** An archive into a stream, which is flushed and stays open. */
  static ArchiveTarget into(OutputStream out, int level, Environment environment) throws IOException {
    return new ArchiveTarget(null, null, null, out, environment.temporaryDirectory().resolve(".sessionctl"), level,
        environment);
  }

  private void drop() {
    try {
      DurableFiles.deleteIfExists(temporary);
    } catch (IOException e) {
      // The process ends; a hidden file that is no backup stays.
      return;
    }
  }

  @Override
  public void folder(String name, BackupFolder folder) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name + "/");
    entry.setMode(040000 | folder.mode());
    entry.setLastModifiedTime(FileTime.from(folder.modifiedNanos(), TimeUnit.NANOSECONDS));
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  @Override
  public OutputStream file(String name, long size, int mode, long modifiedNanos) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(size);
    entry.setMode(0100000 | mode);
    entry.setLastModifiedTime(FileTime.from(modifiedNanos, TimeUnit.NANOSECONDS));
    tar.putArchiveEntry(entry);
    return new FilterOutputStream(tar) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        tar.write(bytes, offset, length);
      }

      @Override
      public void flush() {
        // Would end a compressed frame.
      }

      @Override
      public void close() throws IOException {
        tar.closeArchiveEntry();
      }
    };
  }

  @Override
  public void manifest(Manifest manifest) throws IOException {
    // Entries end on the borders of its blocks, so nothing is left in tar's own buffer, which its flush lets be.
    buffered.flush();
    long at = counted.count;
    OutputStream out = file(Manifest.NAME, ManifestWriter.length(manifest), 0600,
        TimeUnit.MILLISECONDS.toNanos(manifest.ended()));
    ManifestWriter.write(manifest, out);
    out.close();
    tar.finish();
    buffered.flush();
    counted.write(ArchiveFooter.of(at));
    counted.flush();
  }

  @Override
  public Path scratch() {
    return Parts.copy(scratch, environment);
  }

  @Override
  public void commit() throws IOException {
    if (channel != null) {
      channel.force(true);
      DurableFiles.renameDurably(temporary, place);
      channel.close();
    }
    committed = true;
  }

  @Override
  public long written() {
    return counted.count;
  }

  @Override
  public void close() throws IOException {
    try {
      // Frees what the compressor holds; what it still writes goes nowhere.
      counted.closed = true;
      compressed.close();
    } finally {
      if (cleanup != null) {
        cleanup.close();
        try (channel) {
          if (!committed) {
            DurableFiles.deleteIfExists(temporary);
          }
        }
      }
    }
  }

  /** Counts what gets through, and keeps the stream below open. */
  private static final class Counted extends FilterOutputStream {
    private long count;
    private boolean closed;

    Counted(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (!closed) {
        out.write(bytes, offset, length);
        count += length;
      }
    }

    @Override
    public void flush() throws IOException {
      if (!closed) {
        out.flush();
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
