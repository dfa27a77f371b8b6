package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.CheckSummary;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FindingSink;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.check.CheckBudget;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.check.InterruptedRunCheck;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Checks a store in files while others may write it, and changes nothing. What looks damaged is read again before it
 * is reported, and what disappears between listing and reading is no finding: on a store in use the only findings
 * are true ones.
 */
record Check(StoreRef ref, StoreFiles files, Entries entries, Environment environment, FindingSink findings) {

  /** Looks at everything the request asks for. */
  CheckSummary run(CheckRequest request) throws IOException {
    Generation generation =
        Generation.detect(files.sessions(), StorePlace.stateOf(files.sessions()), environment);
    CheckContext context = new CheckContext(ref, files, environment, request, generation,
        new CheckBudget(request, environment), new Findings(ref, findings));
    Parts parts = new Parts(context.findings());
    boolean index = ref.format().equals(OpenClawFormat.JSON);
    FileIdentity before = index ? FileIdentity.ofNullable(ref.path()) : null;
    Catalog catalog = index ? IndexCheck.read(context) : EntryDirectoryCheck.read(context);
    context.findings().release(catalog.findings);
    parts.run(files.sessions(), () -> new SurroundingsCheck(context).run());
    parts.run(files.sessions(), () -> new LockCheck(context).run());
    parts.run(files.sessions(), () -> new LeftoverCheck(context).run(catalog.listing));
    for (String name : catalog.listing.others()) {
      Path path = files.sessions().resolve(name);
      context.findings().add(Flaw.TRANSCRIPT_NOT_A_FILE, path, path + " is no regular file");
    }
    parts.run(files.sessions(), () -> interrupted(context));
    TranscriptCheck transcripts = new TranscriptCheck(context, catalog);
    if (request.level() >= 2) {
      transcripts.run();
    }
    if (request.level() >= 3) {
      parts.run(files.sessions(), () -> references(context, catalog, transcripts));
      parts.run(files.sessions(), () -> new ModeCheck(context).run(catalog.listing));
    }
    absent(context, catalog, before);
    long checked = request.level() >= 2 ? transcripts.checked() : catalog.sessions.size();
    return new CheckSummary(checked, catalog.readable && parts.complete && transcripts.complete()
        && (request.level() < 2 || !context.budget().leftOut()));
  }

  /** Several stores may share one area; a run on something else than a store in this directory concerns all. */
  private void interrupted(CheckContext context) throws IOException {
    InterruptedRunCheck.run(AdminArea.besides(files.sessions()), run -> run.store() == null
        || run.store().equals(files.index()) || run.store().equals(files.directory())
        || !files.sessions().equals(run.store().getParent()), Flaw.RUN_INTERRUPTED, context.findings());
  }

  private void references(CheckContext context, Catalog catalog, TranscriptCheck transcripts) throws IOException {
    Set<String> claimed = OtherStores.claims(ref.path(), files.sessions());
    if (catalog.readable) {
      new UnreferencedCheck(context, catalog, transcripts, claimed).run();
    }
    new CheckpointCheck(context, catalog, claimed).run();
    new PromptCheck(context, catalog, claimed).run();
  }

  /**
   * Reports sessions without a transcript, unless they got one meanwhile or begun anew: /new archives the old
   * transcript and gives the entry another id.
   */
  private void absent(CheckContext context, Catalog catalog, FileIdentity before) throws IOException {
    Map<String, Catalog.Absent> absent = catalog.absent;
    if (absent.isEmpty()) {
      return;
    }
    if (before == null || !before.equals(FileIdentity.ofNullable(ref.path()))) {
      Map<String, String> now = new HashMap<>();
      try {
        entries.scan(new Entries.Visitor() {
          @Override
          public void entry(String key, SessionEntry entry, long bytes) {
            if (absent.containsKey(key)) {
              now.put(key, entry.sessionId);
            }
          }

          @Override
          public void unreadable(Path file, String reason) {
            // Reported by the first pass.
          }
        });
      } catch (IOException e) {
        // Replaced by something unreadable since the first pass: the next check will tell.
        return;
      }
      absent.entrySet().removeIf(entry -> !entry.getValue().sessionId().equals(now.get(entry.getKey())));
    }
    for (Catalog.Absent session : absent.values()) {
      if (!Files.exists(session.expected(), LinkOption.NOFOLLOW_LINKS)) {
        findings.finding(session.finding());
      }
    }
  }

  /** Runs the parts of a check so that one which cannot read its files does not end the others. */
  private static final class Parts {
    private final Findings findings;
    private boolean complete = true;

    private Parts(Findings findings) {
      this.findings = findings;
    }

    /** A part of a check. */
    @FunctionalInterface
    private interface Part {
      void run() throws IOException;
    }

    private void run(Path path, Part part) throws IOException {
      try {
        part.run();
      } catch (FileSystemException e) {
        complete = false;
        String where = e.getFile() == null ? path.toString() : e.getFile();
        findings.add(Flaw.NOT_LOOKED_AT, path, "cannot look at " + where + ": " + StorageIoException.reason(e));
      }
    }
  }
}
