package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.check.Findings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tells apart the transcripts that no entry refers to. None of that is damage: every daily or idle reset leaves a
 * valid transcript behind (OpenClaw #29706), so only a file that holds nothing is called garbage.
 */
final class UnreferencedCheck {

  private final CheckContext context;
  private final Catalog catalog;
  private final TranscriptCheck transcripts;
  private final Set<String> claimed;

  /**
   * For one store.
   *
   * @param claimed file names and session ids that other stores in the directory refer to
   */
  UnreferencedCheck(CheckContext context, Catalog catalog, TranscriptCheck transcripts, Set<String> claimed) {
    this.context = context;
    this.catalog = catalog;
    this.transcripts = transcripts;
    this.claimed = claimed;
  }

  void run() throws IOException {
    for (Map.Entry<String, SessionsDirectory.Entry> file : new TreeMap<>(catalog.listing.entries()).entrySet()) {
      String name = file.getKey();
      SessionsDirectory.Entry entry = file.getValue();
      boolean ours = entry.name().kind() == ArtifactKind.TRANSCRIPT && !catalog.userOfFile.containsKey(name)
          && !catalog.checkpointFiles.containsKey(name) && !claimed.contains(name)
          && !claimed.contains(entry.name().sessionId());
      // A session that is just being made has its transcript, or its lock, before it has an entry.
      if (ours && context.isSettled(entry.modified()) && !catalog.listing.contains(name + ".lock")) {
        classify(name, entry);
      }
    }
  }

  private void classify(String name, SessionsDirectory.Entry entry) throws IOException {
    Path path = context.sessions().resolve(name);
    String id = entry.name().sessionId();
    String size = " (" + entry.bytes() + " bytes)";
    String known = catalog.earlierIds.get(id);
    if (known == null) {
      known = catalog.keyOfId.get(id);
    }
    if (known != null || transcripts.isParent(name) || transcripts.isParent(id)) {
      context.findings().add(Flaw.UNREFERENCED_HISTORY, known, path, path + size + " is history of "
          + (known == null ? "a session that was forked from it" : known));
      return;
    }
    String run = catalog.runs.get(id);
    if (run != null || MachineSessions.isMachine(path, id)) {
      context.findings().add(Flaw.UNREFERENCED_MACHINE, run, path, path + size + " is of a machine's session"
          + (run == null ? " without an entry" : ": " + run));
      return;
    }
    TranscriptCheck.Body body = transcripts.unreferenced(name);
    if (body == null) {
      return;
    }
    if (body.empty()) {
      context.findings().add(Flaw.UNREFERENCED_GARBAGE, path, path + size + " holds no message, and nothing refers to"
          + " it");
    } else {
      context.findings().add(Flaw.UNREFERENCED_FORMER, path, path + size + " holds "
          + Findings.count(body.messages(), "message") + " of a session that no key names any more, as a reset leaves");
    }
  }
}
