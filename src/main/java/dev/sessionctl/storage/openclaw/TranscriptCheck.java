package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.StableRead;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.text.JsonLines;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Reads transcripts in full: those of sessions, those nothing refers to, and checkpoints. Holds one line of one
 * transcript and the shape of its tree at a time.
 */
final class TranscriptCheck {

  /**
   * What decides whether a transcript without an entry holds anything.
   *
   * @param messages message rows
   * @param empty whether it is whole and holds nothing that anybody said
   */
  record Body(long messages, boolean empty) {}

  private final CheckContext context;
  private final Catalog catalog;
  private final TranscriptReport report;
  private final Map<String, Body> unreferenced = new HashMap<>();
  private final Set<String> parents = new HashSet<>();
  private Set<String> idsOfFiles;
  private long checked;
  private boolean complete = true;

  TranscriptCheck(CheckContext context, Catalog catalog) {
    this.context = context;
    this.catalog = catalog;
    this.report = new TranscriptReport(context.findings());
  }

  void run() throws IOException {
    Set<Path> seen = new HashSet<>();
    for (Catalog.Listed session : catalog.sessions) {
      if (context.budget().isExceeded()) {
        return;
      }
      if (!context.budget().chooses(session.key())) {
        continue;
      }
      checked++;
      if (session.transcript() != null && seen.add(session.transcript())) {
        look(session.transcript(), session);
      }
    }
    for (Map.Entry<String, SessionsDirectory.Entry> file : catalog.listing.entries().entrySet()) {
      ArtifactKind kind = file.getValue().name().kind();
      boolean other = kind == ArtifactKind.TRANSCRIPT && !catalog.userOfFile.containsKey(file.getKey());
      if ((other || kind == ArtifactKind.CHECKPOINT) && context.budget().chooses(file.getKey())) {
        if (context.budget().isExceeded()) {
          return;
        }
        look(context.sessions().resolve(file.getKey()), null);
      }
    }
  }

  /** Sessions whose transcript was looked at or that have none. */
  long checked() {
    return checked;
  }

  /** Whether nothing that was chosen was left out. */
  boolean complete() {
    return complete;
  }

  /** What was found in a transcript without an entry, or null when it was not looked at. */
  Body unreferenced(String name) {
    return unreferenced.get(name);
  }

  /** Whether the header of another transcript names that one as its parent. */
  boolean isParent(String name) {
    return parents.contains(stem(name));
  }

  private void look(Path path, Catalog.Listed session) throws IOException {
    String key = session == null ? null : session.key();
    TranscriptStats stats;
    try {
      stats = read(path);
      if (stats == null) {
        complete = false;
        return;
      }
    } catch (NoSuchFileException e) {
      // Archived or removed since the directory was listed.
      return;
    } catch (IOException e) {
      complete = false;
      context.findings().add(Flaw.TRANSCRIPT_UNREADABLE, key, path,
          "cannot read " + path + ": " + StorageIoException.reason(e));
      return;
    }
    String name = path.getFileName().toString();
    if (stats.parentSession() != null) {
      parents.add(stem(stats.parentSession()));
    }
    boolean settled = context.isSettled(catalog.listing.modifiedMillis(name));
    report.all(path, key, stats, settled);
    id(path, session, stats);
    if (session == null) {
      unreferenced.put(name, new Body(stats.messages(), holdsNothing(stats)));
    }
  }

  /** A reading that can be judged, or null when the file is written faster than it can be read. */
  private TranscriptStats read(Path path) throws IOException {
    for (int attempt = 0; attempt <= StableRead.RETRIES; attempt++) {
      StableRead.Result<TranscriptStats> result = StableRead.appended(path,
          file -> TranscriptStats.read(file, null, JsonLines.DEFAULT_CAP), TranscriptReport::isSuspicious,
          StableRead::sleep);
      boolean suspicious = TranscriptReport.isSuspicious(result.value());
      if (result.stable() && (!suspicious || context.isStill(path, result.identity()))) {
        return result.value();
      }
    }
    return null;
  }

  private static boolean holdsNothing(TranscriptStats stats) {
    return stats.unparsableLines() == 0 && stats.messages() == 0 && stats.count(RowType.COMPACTION) == 0
        && stats.count(RowType.CUSTOM_MESSAGE) == 0 && stats.count(RowType.BRANCH_SUMMARY) == 0;
  }

  /** Whether the header names the session, or one of those that share the file. */
  private void id(Path path, Catalog.Listed session, TranscriptStats stats) throws IOException {
    String id = stats.sessionId();
    ArtifactName name = ArtifactName.of(path.getFileName().toString(), context.files().indexName());
    String expected = session != null && session.sessionId() != null ? session.sessionId() : name.sessionId();
    // A checkpoint keeps the header of what it was made from.
    if (stats.header() != HeaderState.OK || id.equals(expected) || name.kind() == ArtifactKind.CHECKPOINT) {
      return;
    }
    if (!idsOfFiles().contains(pair(path, id))) {
      context.findings().add(Flaw.TRANSCRIPT_OTHER_ID, session == null ? null : session.key(), path,
          "the header of " + path + " names session " + id + ", not " + expected);
    }
  }

  private Set<String> idsOfFiles() {
    if (idsOfFiles == null) {
      idsOfFiles = new HashSet<>();
      for (Catalog.Listed session : catalog.sessions) {
        if (session.transcript() != null && session.sessionId() != null) {
          idsOfFiles.add(pair(session.transcript(), session.sessionId()));
        }
      }
    }
    return idsOfFiles;
  }

  private static String pair(Path path, String id) {
    return path + "\0" + id;
  }

  /** A path, a file name or an id without what differs between the three. */
  private static String stem(String text) {
    String name = text.substring(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1);
    return name.endsWith(".jsonl") ? name.substring(0, name.length() - ".jsonl".length()) : name;
  }
}
