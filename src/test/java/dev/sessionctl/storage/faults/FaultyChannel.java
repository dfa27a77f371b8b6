package dev.sessionctl.storage.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** A channel that counts writes and syncs, and fails where the plan says so. */
final class FaultyChannel extends FileChannel {

  private final FileChannel channel;
  private final Path path;
  private final FaultyFileSystem files;

  FaultyChannel(FileChannel channel, Path path, FaultyFileSystem files) {
    this.channel = channel;
    this.path = path;
    this.files = files;
    files.opened(this);
  }

  private FaultPlan plan() {
    return files.plan();
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    plan().beforeReading();
    return channel.read(target);
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    plan().beforeReading();
    return channel.read(targets, offset, length);
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    plan().beforeReading();
    return channel.read(target, position);
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    if (plan().tearsNext()) {
      channel.write(half(source));
    }
    plan().before("write", path);
    return channel.write(source);
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    plan().before("write", path);
    return channel.write(sources, offset, length);
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    if (plan().tearsNext()) {
      channel.write(half(source), position);
    }
    plan().before("write", path);
    return channel.write(source, position);
  }

  private static ByteBuffer half(ByteBuffer source) {
    return source.duplicate().limit(source.position() + source.remaining() / 2);
  }

  @Override
  public long position() throws IOException {
    return channel.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    channel.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    plan().beforeReading();
    return channel.size();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    plan().before("truncate", path);
    channel.truncate(size);
    return this;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    plan().before("sync", path);
    channel.force(metaData);
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    plan().beforeReading();
    return channel.transferTo(position, count, target);
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
    plan().before("write", path);
    return channel.transferFrom(source, position, count);
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException("a mapped write could not be counted");
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    return channel.lock(position, size, shared);
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return channel.tryLock(position, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    files.closed(this);
    channel.close();
  }

  @Override
  public String toString() {
    return "channel of " + path;
  }
}
