package dev.sessionctl.storage.faults;

import static dev.sessionctl.storage.faults.FaultyFileSystem.unwrap;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/** Hands every operation on to the default provider, those that change something past the plan. */
final class FaultyProvider extends FileSystemProvider {

  private static final FileSystemProvider REAL = FileSystems.getDefault().provider();

  private final FaultyFileSystem files;

  FaultyProvider(FaultyFileSystem files) {
    this.files = files;
  }

  private void changing(String operation, Path path) throws IOException {
    files.plan().before(operation, path);
  }

  @Override
  public String getScheme() {
    return "faulty";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> settings) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return files;
  }

  @Override
  public Path getPath(URI uri) {
    return files.wrap(REAL.getPath(uri));
  }

  @Override
  public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    if (options.contains(StandardOpenOption.CREATE_NEW) || options.contains(StandardOpenOption.CREATE)
        || options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND)) {
      changing("open", path);
    }
    files.plan().beforeReading();
    return new FaultyChannel(REAL.newFileChannel(unwrap(path), options, attributes), path, files);
  }

  @Override
  public SeekableByteChannel newByteChannel(Path path, Set<? extends OpenOption> options,
      FileAttribute<?>... attributes) throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(Path directory, DirectoryStream.Filter<? super Path> filter)
      throws IOException {
    files.plan().beforeReading();
    DirectoryStream<Path> stream =
        REAL.newDirectoryStream(unwrap(directory), entry -> filter.accept(files.wrap(entry)));
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        Iterator<Path> entries = stream.iterator();
        return new Iterator<>() {
          @Override
          public boolean hasNext() {
            return entries.hasNext();
          }

          @Override
          public Path next() {
            return files.wrap(entries.next());
          }
        };
      }

      @Override
      public void close() throws IOException {
        stream.close();
      }
    };
  }

  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
    if (!Files.exists(unwrap(directory), LinkOption.NOFOLLOW_LINKS)) {
      changing("mkdir", directory);
    }
    REAL.createDirectory(unwrap(directory), attributes);
  }

  @Override
  public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) throws IOException {
    changing("symlink", link);
    REAL.createSymbolicLink(unwrap(link), unwrap(target), attributes);
  }

  @Override
  public void createLink(Path link, Path existing) throws IOException {
    changing("link", link);
    REAL.createLink(unwrap(link), unwrap(existing));
  }

  @Override
  public void delete(Path path) throws IOException {
    changing("delete", path);
    REAL.delete(unwrap(path));
  }

  @Override
  public boolean deleteIfExists(Path path) throws IOException {
    files.plan().beforeReading();
    if (!Files.exists(unwrap(path), LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    delete(path);
    return true;
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) {
    throw new UnsupportedOperationException("copies in an order of its own that cannot be counted");
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    changing("rename", target);
    REAL.move(unwrap(source), unwrap(target), options);
  }

  @Override
  public boolean isSameFile(Path path, Path other) throws IOException {
    return REAL.isSameFile(unwrap(path), unwrap(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return REAL.isHidden(unwrap(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return REAL.getFileStore(unwrap(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    files.plan().beforeReading();
    REAL.checkAccess(unwrap(path), modes);
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
    V view = REAL.getFileAttributeView(unwrap(path), type, options);
    return type == BasicFileAttributeView.class ? type.cast(new Times((BasicFileAttributeView) view, path)) : view;
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
      throws IOException {
    files.plan().beforeReading();
    return REAL.readAttributes(unwrap(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
    files.plan().beforeReading();
    return REAL.readAttributes(unwrap(path), attributes, options);
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
    changing("set " + attribute, path);
    REAL.setAttribute(unwrap(path), attribute, value, options);
  }

  @Override
  public Path readSymbolicLink(Path link) throws IOException {
    return files.wrap(REAL.readSymbolicLink(unwrap(link)));
  }

  /** A view whose one changing method is counted. */
  private final class Times implements BasicFileAttributeView {
    private final BasicFileAttributeView view;
    private final Path path;

    private Times(BasicFileAttributeView view, Path path) {
      this.view = view;
      this.path = path;
    }

    @Override
    public String name() {
      return view.name();
    }

    @Override
    public BasicFileAttributes readAttributes() throws IOException {
      return view.readAttributes();
    }

    @Override
    public void setTimes(FileTime modified, FileTime accessed, FileTime created) throws IOException {
      changing("set times", path);
      view.setTimes(modified, accessed, created);
    }
  }
}
