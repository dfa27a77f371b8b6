package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.LayoutMigration;
import dev.sessionctl.storage.change.MigrationRollback;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Carries changes out as the pipeline does, with a journal each, and tells what a directory holds. */
final class MigrationRuns {

  private static final String INODE = "unix:ino,mode,size,lastModifiedTime,ctime";

  private final FakeEnvironment fake;
  private final Path index;
  private String lastRun;
  private long changes;

  /** Migrations of the store whose index has, or had, that path. */
  MigrationRuns(FakeEnvironment fake, Path index) {
    this.fake = fake;
    this.index = index;
  }

  FakeEnvironment fake() {
    return fake;
  }

  /** The store in whichever layout it is. */
  Store open() {
    Path directory = new StoreFiles(index).directory();
    StoreRef ref = Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
        ? new StoreRef(OpenClawFormat.DIRECTORY, "proposal", directory, "main", null)
        : new StoreRef(OpenClawFormat.JSON, "A", index, "main", null);
    return OpenClawStore.open(ref, fake.build());
  }

  Change prepare(ChangeRequest request) throws StoreException {
    return open().prepare(request);
  }

  ChangeReport toDirectory() throws IOException {
    return run(new LayoutMigration("sessions.d", 1, false));
  }

  ChangeReport toIndex() throws IOException {
    return run(new LayoutMigration("sessions.json", 1, false));
  }

  ChangeReport rollback() throws IOException {
    return run(new MigrationRollback(null));
  }

  ChangeReport run(ChangeRequest request) throws IOException {
    try (Change change = prepare(request)) {
      return apply(change);
    }
  }

  /** Applies a prepared change; the journal is left without an end when that fails. */
  ChangeReport apply(Change change) throws IOException {
    return apply(change, Long.MAX_VALUE, ApplyContext.ProgressListener.NONE);
  }

  /** The same until a moment, which may come while the listener is told. */
  ChangeReport apply(Change change, long deadline, ApplyContext.ProgressListener listener) throws IOException {
    fake.clock().advance(Duration.ofSeconds(1));
    Store store = open();
    store.area().create();
    lastRun = RunId.next(fake.seed(++changes).build());
    changes = Math.max(changes, 1);
    try (JournalFile journal =
        JournalFile.begin(store.area(), lastRun, "migrate", store.ref().path(), fake.build())) {
      ChangeReport report = change.apply(
          new ApplyContext(lastRun, journal, Duration.ZERO, listener, deadline));
      journal.end("done");
      return report;
    }
  }

  String lastRun() {
    return lastRun;
  }

  static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
  }

  /** Everything below a directory but this tool's area, with inodes, modes, times and contents. */
  static Map<String, String> tree(Path root) throws IOException {
    Map<String, String> tree = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        String name = root.relativize(path).toString();
        if (name.contains(".sessionctl")) {
          continue;
        }
        boolean file = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
        Map<String, Object> attributes = new TreeMap<>(Files.readAttributes(path, INODE, LinkOption.NOFOLLOW_LINKS));
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          // A directory in which something private came and went is unchanged as far as anyone is concerned.
          attributes.keySet().removeAll(java.util.Set.of("size", "lastModifiedTime", "ctime"));
        }
        tree.put(name, attributes + " " + (file
            ? HexFormat.of().formatHex(CanonicalHash.ofBytes(Files.readAllBytes(path)))
            : Files.isSymbolicLink(path) ? Files.readSymbolicLink(path).toString() : ""));
      }
    }
    return tree;
  }

  /** The texts of all files below a directory by their relative path. */
  static Map<String, String> contents(Path root) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
        contents.put(root.relativize(path).toString(), text(path));
      }
    }
    return contents;
  }
}
