package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.ChunkedReads;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionVisitor;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Visits the sessions of a store: those with a directory, and then those of which only the read cache knows. */
record SessionScan(StoreRef ref, StorePaths paths, ScanRequest request) {

  private static final int CHUNK = 64;
  private static final int READ_ALONE = 640;

  /** Visits them; returns whether everything could be read. */
  boolean run(SessionVisitor visitor) throws IOException {
    boolean[] complete = {true};
    TreeSet<String> keys = keys(paths, visitor, complete);
    ReadCache cache = ReadCache.list(paths);
    cache.join(keys);
    SessionRows rows = new SessionRows(ref, request, request.files() || request.standing() ? cache : null);
    ChunkedReads.run(keys.iterator(), CHUNK, READ_ALONE, () -> this::read, chunk -> {
      for (SessionFacts facts : chunk) {
        if (facts.problem() != null) {
          complete[0] = false;
          visitor.problem(paths.session(facts.key()), facts.problem());
        }
        visitor.session(rows.row(facts));
      }
    });
    for (String id : cache.ids()) {
      if (!keys.contains(id) && SessionNames.isDirectoryName(id)) {
        visitor.session(rows.row(cacheOnly(id, cache)));
      }
    }
    return complete[0];
  }

  /** A session without a directory: what is known of it is when its files were written. */
  static SessionFacts cacheOnly(String id, ReadCache cache) {
    return new SessionFacts(id, SessionFacts.Place.NONE, null, new PolicyState(PolicyState.Status.ABSENT),
        Session.UNKNOWN, cache.newest(id), Session.UNKNOWN, null);
  }

  private List<SessionFacts> read(List<String> chunk) throws IOException {
    SessionReader reader = new SessionReader(paths.checkpoints(), request);
    List<SessionFacts> found = new ArrayList<>(chunk.size());
    for (String key : chunk) {
      SessionFacts facts = reader.read(key);
      if (facts != null) {
        found.add(facts);
      }
    }
    return found;
  }

  /** The names in the directory of checkpoints to which some id leads; what stands at them is not looked at. */
  static TreeSet<String> keys(StorePaths paths) throws IOException {
    return keys(paths, null, new boolean[1]);
  }

  private static TreeSet<String> keys(StorePaths paths, SessionVisitor visitor, boolean[] complete)
      throws IOException {
    TreeSet<String> keys = new TreeSet<>();
    Path checkpoints = paths.checkpoints();
    if (!Files.isDirectory(checkpoints, LinkOption.NOFOLLOW_LINKS)) {
      if (Files.isSymbolicLink(checkpoints) && visitor != null) {
        complete[0] = false;
        visitor.problem(checkpoints, "is a symbolic link, which is not followed");
      }
      return keys;
    }
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(checkpoints)) {
      for (Path path : stream) {
        String name = path.getFileName().toString();
        if (SessionNames.isDirectoryName(name)) {
          keys.add(name);
        }
      }
    } catch (NoSuchFileException e) {
      return keys;
    } catch (DirectoryIteratorException e) {
      throw StorageIoException.of("list", checkpoints, e.getCause());
    }
    return keys;
  }
}
