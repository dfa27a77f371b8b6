package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.sqlite.DatabaseFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What the names in a sessions directory tell: left-over files, quarantines, databases, names that cannot be locked.
 */
record NameCheck(Place place, Listing listing, Environment environment, Findings findings) {

  private static final int LONGEST_NAME = 255;

  void run() throws IOException {
    for (Path file : listing.temporaries) {
      FileIdentity identity = FileIdentity.ofNullable(file);
      if (identity != null && environment.now() - identity.modifiedMillis() > Times.SETTLED_MILLIS) {
        findings.add(Flaw.TEMPORARY, file, Findings.count(identity.size(), "byte") + " that a writer left behind");
      }
    }
    for (Map.Entry<String, List<Path>> files : listing.quarantined.entrySet()) {
      for (Path file : files.getValue()) {
        findings.add(Flaw.QUARANTINE, files.getKey(), file, "the product could not read the session and put it aside"
            + (listing.sessions.contains(files.getKey()) ? "; it has begun anew since" : ""));
      }
    }
    names();
    locks();
    for (Path file : listing.databases) {
      if (file.endsWith(TranscriptFormat.DATABASE)) {
        database(file);
      } else if (file.endsWith("sessions_index.db")) {
        findings.add(Flaw.DATABASE_INDEX, file, "an index for searching, made from the files");
      }
    }
    for (Path file : listing.strays) {
      findings.add(Flaw.STRAY, file, "no release of the product makes such a file here");
    }
    for (String run : listing.runs) {
      Path directory = place.directory().resolve(run);
      try {
        RunDirectory.metadata(directory);
      } catch (NoSuchFileException e) {
        continue;
      } catch (IOException e) {
        findings.add(Flaw.RUN_METADATA, run + RunDirectory.KEY_MARK, directory.resolve(RunDirectory.METADATA),
            "cannot be read");
      }
    }
  }

  private void database(Path file) throws IOException {
    FileIdentity identity = FileIdentity.ofNullable(file);
    if (DatabaseFile.isDatabase(file)) {
      findings.add(Flaw.DATABASE, file, "holds the transcripts of a gateway, which took in the files here once; what"
          + " either of them wrote since, the other does not have: a store of its own, of format "
          + TranscriptFormat.NAME);
    } else if (identity != null && identity.size() > 0 && Files.isReadable(file)) {
      findings.add(Flaw.DATABASE_DAMAGED, file, "is no SQLite database, so that a gateway cannot open it");
    }
  }

  private void names() throws IOException {
    Map<String, List<String>> folded = new HashMap<>();
    for (String key : listing.sessions) {
      folded.computeIfAbsent(key.toLowerCase(Locale.ROOT), name -> new ArrayList<>()).add(key);
      if ((key + Listing.LOCK).getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
        findings.add(Flaw.NAME_LONG, key, Listing.file(place.directory(), key), "the name is too long to be locked");
      }
    }
    for (List<String> keys : folded.values()) {
      if (keys.size() > 1) {
        findings.add(Flaw.NAME_CASE, keys.get(0), Listing.file(place.directory(), keys.get(0)),
            "differs from " + keys.subList(1, keys.size()) + " in case only: one file where case does not count");
      }
    }
  }

  private void locks() throws IOException {
    Set<String> sessions = new HashSet<>(listing.sessions);
    long orphans = 0;
    for (String key : listing.locks.stream().sorted().toList()) {
      Path lock = Listing.lock(place.directory(), key);
      orphans += sessions.contains(key) ? 0 : 1;
      try {
        if (!FileStat.of(lock).isRegularFile()) {
          findings.add(Flaw.LOCK_NOT_A_FILE, key, lock, "stands where a lock file is to be, and is none");
        }
      } catch (NoSuchFileException e) {
        continue;
      }
    }
    if (orphans > 0) {
      findings.add(Flaw.LOCK_ORPHAN, place.directory(), Findings.count(orphans, "lock file")
          + " of sessions that are not there; they are left alone, since a process may be about to use one");
    }
  }
}
