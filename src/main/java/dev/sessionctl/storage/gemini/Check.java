package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.CheckSummary;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.FindingSink;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.StableRead;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.check.CheckBudget;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.check.InterruptedRunCheck;
import dev.sessionctl.storage.gemini.SessionDocument.Condition;
import dev.sessionctl.storage.gemini.SessionDocument.TimeState;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Checks a store while its server may write it, and changes nothing. A server that writes without a break leaves files
 * empty or torn for a moment at any time; so nothing is called damaged that did not stand still, see
 * {@link SessionFiles}.
 */
final class Check {

  /** How many sessions the product keeps in memory (1.34.0, {@code maxSessions}). */
  private static final int KEPT_IN_MEMORY = 100;
  private static final int OTHERS_MAY_READ = 0044;

  private final StoreRef ref;
  private final Environment environment;
  private final SessionFiles files;
  private final Findings findings;
  private final CheckRequest request;
  private final CheckBudget budget;
  /** A session that was not begun anew exists within moments of its transcript, whose time is to the minute. */
  private static final long BEGINS_WITH_MILLIS = 300_000;

  private final CliTranscripts transcripts;
  private boolean complete = true;

  Check(StoreRef ref, Environment environment, SessionFiles files, FindingSink sink, CheckRequest request) {
    this.ref = ref;
    this.environment = environment;
    this.files = files;
    this.findings = new Findings(ref, sink);
    this.request = request;
    this.budget = new CheckBudget(request, environment);
    this.transcripts = new CliTranscripts(ref.path());
  }

  /** Looks at everything the request asks for. */
  CheckSummary run() throws IOException {
    List<SessionFile> read = read();
    Catalog catalog = Catalog.of(read);
    for (SessionFile file : catalog.others()) {
      other(file);
    }
    for (Catalog.Entry entry : catalog.entries()) {
      session(entry);
    }
    if (request.level() >= 3) {
      new NameCheck(findings).run(catalog);
    }
    surroundings(catalog);
    return new CheckSummary(read.size(), complete && !budget.leftOut());
  }

  private List<SessionFile> read() throws IOException {
    Function<Path, SessionFile> reader = request.level() < 2
        ? path -> SessionFile.read(path, SessionFile.Depth.ENDS, StableRead::sleep) : this::audited;
    return files.settled(files.readAll(files.names(), reader), reader);
  }

  private SessionFile audited(Path path) {
    boolean chosen = budget.chooses(path.getFileName().toString()) && !budget.isExceeded();
    if (!chosen) {
      return SessionFile.read(path, SessionFile.Depth.ENDS, StableRead::sleep);
    }
    return SessionFile.read(path, StableRead::sleep, channel -> {
      MessageAudit audit = new MessageAudit();
      SessionDocument document = SessionParser.parse(channel, audit, true);
      document.audit = audit;
      return document;
    });
  }

  /** A file that holds no session that can be read. */
  private void other(SessionFile file) throws IOException {
    if (file.document() == null) {
      if (file.problem().equals(SessionFile.BUSY)) {
        complete = false;
        findings.add(Flaw.BUSY, file.path(), file.problem());
      } else if (isSpecial(file.path())) {
        findings.add(Flaw.NOT_A_FILE, file.path(), file.problem());
      } else {
        complete = false;
        findings.add(Flaw.UNREADABLE, file.path(), "cannot be read: " + file.problem());
      }
      return;
    }
    Flaw flaw = switch (file.document().condition) {
      case EMPTY -> Flaw.EMPTY;
      case BYTE_ORDER_MARK -> Flaw.BYTE_ORDER_MARK;
      case TORN -> Flaw.TORN;
      case INVALID -> Flaw.INVALID;
      default -> Flaw.NO_SESSION;
    };
    String rest = flaw == Flaw.TORN || flaw == Flaw.INVALID ? "; " + salvageable(file.path()) : "";
    findings.add(flaw, file.document().id, file.path(), file.document().problem + rest);
  }

  private static boolean isSpecial(Path path) throws IOException {
    try {
      return !FileStat.of(path).isRegularFile();
    } catch (java.nio.file.NoSuchFileException e) {
      return false;
    }
  }

  /** What a repair would keep, in words. */
  private static String salvageable(Path path) throws IOException {
    try (FileChannel channel = DurableFiles.openForRead(path)) {
      Salvage salvage = Salvage.of(channel);
      String kept = Findings.count(salvage.first().size(), "message") + " stand before the damage";
      return kept + " and " + Findings.count(salvage.recovered().size(), "whole message") + " behind it";
    } catch (java.nio.file.NoSuchFileException e) {
      return "it is gone by now";
    }
  }

  private void session(Catalog.Entry entry) throws IOException {
    SessionDocument document = entry.document();
    if (document.condition == Condition.TRAILING) {
      add(Flaw.TRAILING, entry, document.problem + "; " + salvageable(entry.file().path()));
    }
    if (document.id == null) {
      add(Flaw.NO_ID, entry, document.oddId ? "its id is no text that can name a session" : "it has no id");
    }
    if ("".equals(document.projectPath)) {
      add(Flaw.BEGUN_ANEW, entry, "the product made it for a session it did not know any more: it has no project"
          + (request.level() >= 3 ? transcript(document) : ""));
    }
    times(entry);
    MessageAudit audit = document.audit;
    if (audit == null) {
      return;
    }
    if (audit.withoutTime() > 0) {
      add(Flaw.MESSAGE_TIME, entry, Findings.count(audit.withoutTime(), "message") + " without a valid time");
    }
    if (audit.outOfOrder() > 0) {
      add(Flaw.MESSAGE_ORDER, entry, Findings.count(audit.outOfOrder(), "message") + " older than the one before");
    }
    if (audit.withoutCall() > 0) {
      add(Flaw.TOOL_RESULT, entry, Findings.count(audit.withoutCall(), "tool result") + " without the call");
    }
  }

  /** What Gemini CLI kept of a session that was begun anew, in words; empty when nothing. */
  private String transcript(SessionDocument document) {
    CliTranscripts.Transcript transcript = transcripts.of(document);
    if (transcript == null) {
      return "";
    }
    boolean earlier = transcript.begun() != Session.UNKNOWN && document.created == TimeState.VALID
        && document.createdAt - transcript.begun() > BEGINS_WITH_MILLIS;
    return earlier ? "; Gemini CLI's transcript begins before it, at " + Instant.ofEpochMilli(transcript.begun())
        + ", and may hold what is lost: " + transcript.path()
        : "; Gemini CLI has a transcript: " + transcript.path();
  }

  private void times(Catalog.Entry entry) throws IOException {
    SessionDocument document = entry.document();
    if (document.active != TimeState.VALID || document.created != TimeState.VALID) {
      String which = document.active != TimeState.VALID ? "lastActivity" : "createdAt";
      TimeState state = document.active != TimeState.VALID ? document.active : document.created;
      add(Flaw.NO_TIME, entry, which + switch (state) {
        case ABSENT -> " is missing";
        case NULL -> " is null";
        default -> " is no time";
      });
    } else if (document.lastMessage > document.lastActivity) {
      add(Flaw.TIME_BEHIND, entry, "lastActivity is " + (document.lastMessage - document.lastActivity)
          + " ms before the last message");
    }
    if (document.newestTime() > environment.now()) {
      add(Flaw.FUTURE_TIME, entry, "it was active at a time that is yet to come");
    }
  }

  private void add(Flaw flaw, Catalog.Entry entry, String message) throws IOException {
    findings.add(flaw, entry.key(), entry.file().path(), message);
  }

  private void surroundings(Catalog catalog) throws IOException {
    Path directory = ref.path();
    List<Catalog.Entry> entries = catalog.entries();
    long without = entries.stream().filter(entry -> entry.document().cliSessionId == null).count();
    if (without > 0) {
      findings.add(Flaw.NOT_RESUMABLE, directory, Findings.count(without, "session")
          + " without a cliSessionId, by which the product goes on with one");
    }
    if (entries.size() > KEPT_IN_MEMORY) {
      findings.add(Flaw.SURPLUS, directory, entries.size() + " sessions; at its start the product reads all of them and"
          + " keeps the last " + KEPT_IN_MEMORY + " by name, whatever their age");
    }
    ProductVersion version = new ServerDetector(directory, environment).lastVersion();
    if (version != null && !version.usesSessions()) {
      findings.add(Flaw.UNUSED, directory, "the installed claudecodeui " + version.text()
          + " neither reads nor writes these sessions (gone since 1.36.1)");
    }
    if (environment.fileSystems().isRemote(directory)) {
      findings.add(Flaw.FILE_SYSTEM, directory, "it lies on a file system of type "
          + environment.fileSystems().type(directory));
    }
    if (request.level() >= 3 && (FileStat.of(directory).permissions() & OTHERS_MAY_READ) != 0) {
      findings.add(Flaw.MODE_OPEN, directory, "others may read it, as the product makes it");
    }
    temporaries(directory);
    InterruptedRunCheck.run(AdminArea.besides(directory), run -> run.changed(directory), Flaw.RUN_INTERRUPTED,
        findings);
  }

  private void temporaries(Path directory) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, ".sessionctl-*.tmp")) {
      for (Path entry : entries) {
        findings.add(Flaw.TEMPORARIES, entry, "a temporary file of this tool");
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /** What the names and ids of several files say together. */
  private record NameCheck(Findings findings) {

    void run(Catalog catalog) throws IOException {
      Map<String, List<Catalog.Entry>> byName = new LinkedHashMap<>();
      for (Catalog.Entry entry : catalog.entries()) {
        String id = entry.document().id;
        if (id == null) {
          continue;
        }
        byName.computeIfAbsent(SafeName.of(id), name -> new ArrayList<>()).add(entry);
        if (entry.shadowedBy() != null) {
          findings.add(Flaw.DUPLICATE, entry.key(), entry.file().path(), "it has the id of "
              + entry.shadowedBy().getFileName() + ": " + id);
        } else if (entry.isMisnamed()) {
          findings.add(Flaw.MISNAMED, entry.key(), entry.file().path(), "the product would write " + SafeName.of(id));
        }
        if (SafeName.idOf(entry.file().name()) == null) {
          findings.add(Flaw.ODD_NAME, entry.key(), entry.file().path(), "no sound id has that file name");
        }
      }
      for (Map.Entry<String, List<Catalog.Entry>> group : byName.entrySet()) {
        long ids = group.getValue().stream().map(entry -> entry.document().id).distinct().count();
        if (ids > 1) {
          for (Catalog.Entry entry : group.getValue()) {
            findings.add(Flaw.COLLISION, entry.key(), entry.file().path(), "the product writes this and "
                + Findings.count(ids - 1, "other id") + " to " + group.getKey());
          }
        }
      }
    }
  }
}
