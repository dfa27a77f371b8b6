package dev.sessionctl.storage.faults;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The default file system behind a filter that makes the n-th operation that changes anything fail, as SQLite tests
 * itself. Production code takes {@link Path}, so it is tested unchanged.
 *
 * <pre>
 * FaultPlan plan = new FaultPlan(FaultPlan.Kind.EIO, 7);
 * Path path = new FaultyFileSystem(plan).wrap(directory);
 * </pre>
 */
public final class FaultyFileSystem extends FileSystem {

  private static final FileSystem DEFAULT = FileSystems.getDefault();

  private final FaultPlan plan;
  private final FaultyProvider provider = new FaultyProvider(this);
  private final Set<FaultyChannel> open = new LinkedHashSet<>();

  public FaultyFileSystem(FaultPlan plan) {
    this.plan = plan;
  }

  FaultPlan plan() {
    return plan;
  }

  /** A path of the default file system, seen through this filter. */
  public Path wrap(Path path) {
    return path == null ? null : new FaultyPath(this, unwrap(path));
  }

  static Path unwrap(Path path) {
    return path instanceof FaultyPath faulty ? faulty.real() : path;
  }

  void opened(FaultyChannel channel) {
    open.add(channel);
  }

  void closed(FaultyChannel channel) {
    open.remove(channel);
  }

  /** Channels that nobody closed. */
  public List<String> leaked() {
    return open.stream().map(FaultyChannel::toString).toList();
  }

  /** Closes what is open still, as the kernel does for a killed process. */
  public void closeAll() throws IOException {
    for (FaultyChannel channel : new ArrayList<>(open)) {
      channel.close();
    }
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public String getSeparator() {
    return DEFAULT.getSeparator();
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    List<Path> roots = new ArrayList<>();
    DEFAULT.getRootDirectories().forEach(root -> roots.add(wrap(root)));
    return roots;
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return DEFAULT.getFileStores();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return DEFAULT.supportedFileAttributeViews();
  }

  @Override
  public Path getPath(String first, String... more) {
    return wrap(DEFAULT.getPath(first, more));
  }

  @Override
  public PathMatcher getPathMatcher(String pattern) {
    PathMatcher matcher = DEFAULT.getPathMatcher(pattern);
    return path -> matcher.matches(unwrap(path));
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    return DEFAULT.getUserPrincipalLookupService();
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException();
  }
}
