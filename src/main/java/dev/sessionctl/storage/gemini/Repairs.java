package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.change.Repair;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.files.Aftercare;
import dev.sessionctl.storage.files.FilePlan;
import dev.sessionctl.storage.files.FileStep;
import dev.sessionctl.storage.files.MoveToLost;
import dev.sessionctl.storage.files.Rewriting;
import dev.sessionctl.storage.files.TemporaryNames;
import dev.sessionctl.storage.gemini.SessionDocument.Condition;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Plans what a repair mends of what a check finds: damaged files are made whole from the messages that they still hold,
 * what cannot be made whole goes to {@code lost+found}. Files that were written just now are left alone: their server
 * may mend them with its next save.
 */
final class Repairs {

  /** What is mended here. */
  static final Set<Flaw> MENDED = EnumSet.of(Flaw.EMPTY, Flaw.TORN, Flaw.TRAILING, Flaw.INVALID, Flaw.BYTE_ORDER_MARK,
      Flaw.TEMPORARIES);

  private static final String MEND = "mend";
  private static final String SET_ASIDE = "set aside";
  private static final int MARK_BYTES = 3;

  private final StoreRef ref;
  private final Repair request;
  private final Aftercare aftercare;
  private final QuietWindow window;
  private final List<FileStep> steps = new ArrayList<>();
  private final List<PlanItem> kept = new ArrayList<>();
  private long messagesKept;

  Repairs(StoreRef ref, Environment environment, Repair request, Aftercare aftercare)
      throws UnsupportedChangeException {
    if (request.reindex()) {
      throw new UnsupportedChangeException("a gemini store has no index that could be rebuilt; leave --reindex out");
    }
    this.ref = ref;
    this.request = request;
    this.aftercare = aftercare;
    this.window = new QuietWindow(environment, QuietWindow.USUAL);
  }

  /** Looks at files that are at rest. */
  FilePlan plan(List<SessionFile> files) throws IOException {
    Catalog catalog = Catalog.of(files);
    for (Catalog.Entry entry : catalog.entries()) {
      if (entry.document().condition == Condition.TRAILING) {
        file(entry.file(), entry.key());
      }
    }
    for (SessionFile file : catalog.others()) {
      if (file.document() != null && file.document().condition != Condition.NO_SESSION) {
        file(file, file.document().id);
      }
    }
    temporaries();
    String summary = steps.isEmpty() ? "nothing to mend in " + ref.path()
        : "mend " + Findings.count(steps.size(), "file") + " in " + ref.path();
    List<String> notices = new ArrayList<>();
    if (!steps.isEmpty()) {
      notices.add(Findings.count(messagesKept, "message") + " of damaged files are kept; the damaged bytes go to"
          + " lost+found, the originals to the trash");
    }
    return new FilePlan(summary, steps, kept, notices);
  }

  private boolean isWanted(Flaw flaw, String key) {
    return (request.findings().isEmpty() || request.findings().contains(flaw.id()))
        && (request.keys().isEmpty() || key != null && request.keys().contains(key));
  }

  private void file(SessionFile file, String key) throws IOException {
    Flaw flaw = switch (file.document().condition) {
      case EMPTY -> Flaw.EMPTY;
      case TORN -> Flaw.TORN;
      case TRAILING -> Flaw.TRAILING;
      case INVALID -> Flaw.INVALID;
      default -> Flaw.BYTE_ORDER_MARK;
    };
    if (!isWanted(flaw, key)) {
      return;
    }
    if (!window.isQuiet(file.identity())) {
      kept.add(new PlanItem(key, file.path(), "keep", "it was written just now; look again later",
          file.identity().size()));
      return;
    }
    try (FileChannel channel = DurableFiles.openForRead(file.path())) {
      mend(flaw, file, key, channel);
    } catch (NoSuchFileException e) {
      // Removed since it was read: nothing is left to mend.
      return;
    }
  }

  private void mend(Flaw flaw, SessionFile file, String key, FileChannel channel) throws IOException {
    Salvage salvage = Salvage.of(channel);
    MendedDocument mended = MendedDocument.of(salvage, file.name());
    if (mended == null) {
      steps.add(new MoveToLost(new PlanItem(key, file.path(), SET_ASIDE,
          flaw.id() + ": nothing in it can be made a session", file.identity().size()), file.identity()));
      return;
    }
    long count = salvage.first().size() + salvage.recovered().size();
    messagesKept += count;
    String reason = flaw.id() + ": keeps " + Findings.count(salvage.first().size(), "message") + " and recovers "
        + salvage.recovered().size() + " more";
    long size = file.identity().size();
    CountingOutput bytes = new CountingOutput();
    mended.write(channel, bytes);
    Rewriting step = new Rewriting(new PlanItem(key, file.path(), MEND, reason, size), "session", file.identity(),
        bytes.bytes(), Rewriting.ModifiedTime.KEEP, mended::write);
    long from = flaw == Flaw.BYTE_ORDER_MARK ? 0 : mended.damagedFrom();
    long to = flaw == Flaw.BYTE_ORDER_MARK ? MARK_BYTES : size;
    steps.add(step.losing(from, to, flaw.id()).provedBy(made -> prove(made, mended.id(), count))
        .lookedAfterBy(aftercare));
  }

  private static void prove(Path made, String id, long messages) throws IOException {
    try (FileChannel channel = DurableFiles.openForRead(made)) {
      SessionDocument document = SessionParser.parse(channel);
      if (document.condition != Condition.SOUND || !java.util.Objects.equals(document.id, id)
          || document.messages != messages) {
        throw new ChangedException("what was made of it is no sound session; it stays as it is");
      }
    }
  }

  /** Temporary files of runs whose journals are gone; those of interrupted runs go with their recovery. */
  private void temporaries() throws IOException {
    if (!isWanted(Flaw.TEMPORARIES, null)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(ref.path())) {
      for (Path entry : entries) {
        FileIdentity identity = TemporaryNames.isTemporary(entry.getFileName().toString())
            ? FileIdentity.ofNullable(entry) : null;
        if (identity != null && window.isQuiet(identity)) {
          steps.add(new MoveToLost(new PlanItem(null, entry, SET_ASIDE, Flaw.TEMPORARIES.id(), identity.size()),
              identity));
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }
}
