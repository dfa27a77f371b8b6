package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.SessionVisitor;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Visits every session of a store; a file that is damaged is shown as such, and hides no other. */
record Scan(StoreRef ref, Place place, Environment environment) {

  /** Returns whether everything was seen. */
  boolean run(ScanRequest request, SessionVisitor visitor) throws IOException {
    Listing listing = Listing.of(place.directory());
    Spills spills = Spills.in(place.spillDirectories(environment));
    SessionRows rows = new SessionRows(ref, request, listing, spills, environment);
    boolean[] complete = {true};
    ContentPrefetch.forEach(place.directory(), listing.sessions, (key, read, failure) -> {
      if (failure != null) {
        complete[0] = false;
        visitor.problem(Listing.file(place.directory(), key), StorageIoException.reason(failure));
      } else if (!isNoSession(key, read.content())) {
        visitor.session(rows.row(key, read.content(), read.identity()));
      }
    });
    return runs(rows, listing.runs, visitor) && complete[0];
  }

  /** The values of another backend lie in the same directory. */
  static boolean isNoSession(String key, SessionContent content) {
    return key.startsWith("session_") && (key.endsWith("_meta") || key.endsWith("_events"))
        && content.isReadable() && !content.keys.contains("messages");
  }

  private boolean runs(SessionRows rows, List<String> names, SessionVisitor visitor) throws IOException {
    boolean complete = true;
    for (String name : names) {
      Path directory = place.directory().resolve(name);
      try {
        visitor.session(rows.run(name, metadata(directory), directory));
      } catch (NoSuchFileException e) {
        continue;
      } catch (java.nio.file.FileSystemException e) {
        complete = false;
        visitor.problem(directory, StorageIoException.reason(e));
      }
    }
    return complete;
  }

  /** To the product a run without readable metadata is invisible, but it is there. */
  static Map<String, String> metadata(Path directory) throws IOException {
    try {
      return RunDirectory.metadata(directory);
    } catch (java.nio.file.FileSystemException e) {
      throw e;
    } catch (IOException e) {
      return Map.of();
    }
  }
}
