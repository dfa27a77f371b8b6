package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.AtomicReplacement;
import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.PlanItem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Merges an index into a directory that is there already: only entries that the directory lacks or has older are
 * written, each by a temporary file and a rename, all flushed together before the first rename. What is replaced is
 * kept in the tool's own area.
 */
final class IntoDirectory extends LayoutChange {

  static final String STEP_MERGE = "merge";

  private final IndexFile index;
  private final EntryDirectory directory;
  private final boolean keepIndex;
  private final List<Write> writes = new ArrayList<>();
  private final List<Removal> removals = new ArrayList<>();
  private final MigrationPlan plan;

  /** One entry file to be written, and what stands in its place. */
  private record Write(EntryMerge.Choice choice, Path file, FileIdentity present) {}

  /** One entry file that goes, since its entry is kept under another key. */
  private record Removal(Path file, FileIdentity present) {}

  IntoDirectory(StoreFiles files, AdminArea area, Environment environment, Gates gates, EntryDirectory directory,
      boolean keepIndex) throws IOException {
    super(files, area, environment, gates);
    this.directory = directory;
    this.keepIndex = keepIndex;
    this.index = openIndex();
    EntryMerge merge = new EntryMerge(gates.generation().mayKeepCase());
    Map<String, FileIdentity> present = directory.identities();
    List<EntryMerge.Choice> choices = merge.merge(EntrySources.of(index), EntrySources.of(directory));
    List<String> notices = new ArrayList<>(merge.notices());
    long bytes = 0;
    Path entries = directory.layout().entries(directory.root());
    for (EntryMerge.Choice choice : choices) {
      bytes += choice.ref().bytes();
      boolean renamed = !choice.key().equals(choice.ref().key());
      if (choice.fromIndex() || renamed) {
        Path file = choice.rival() != null && choice.rival().fileName() != null && !renamed
            ? entries.resolve(choice.rival().fileName()) : directory.file(choice.key());
        writes.add(new Write(choice, file, present.get(file.getFileName().toString())));
      }
      noteConflict(choice, notices);
    }
    Set<Path> written = new HashSet<>();
    writes.forEach(write -> written.add(write.file()));
    for (EntryRef ref : merge.superseded()) {
      Path file = entries.resolve(ref.fileName());
      if (!written.contains(file)) {
        removals.add(new Removal(file, present.get(ref.fileName())));
      }
    }
    List<PlanItem> others = new ArrayList<>(merge.dropped());
    if (!keepIndex) {
      others.add(new PlanItem(null, files.index(), "set aside", "its entries are in the directory", index.size()));
    }
    plan = new MigrationPlan("merge " + writes.size() + " sessions of " + files.index() + " into "
        + directory.root(), choices, true, others, writes.size() + removals.size() + (keepIndex ? 0 : 1),
        index.size(), bytes, notices);
  }

  /** Says where both sides have an entry and which one wins, unless they are the same. */
  private void noteConflict(EntryMerge.Choice choice, List<String> notices) throws IOException {
    if (choice.rival() == null) {
      return;
    }
    byte[] winner = text(choice.ref());
    byte[] loser = text(choice.rival());
    if (Arrays.equals(winner, loser) || Arrays.equals(CanonicalHash.of(winner), CanonicalHash.of(loser))) {
      return;
    }
    String why = choice.ref().updatedAt() == choice.rival().updatedAt()
        ? "equally new but different; the directory's is kept" : "different; the newer one is kept";
    notices.add("conflict " + choice.key() + ": " + why + " (" + (choice.fromIndex() ? "index" : "directory") + ")");
  }

  private byte[] text(EntryRef ref) throws IOException {
    if (ref.fileName() == null) {
      return index.text(ref.start(), ref.limit());
    }
    EntryFile reader = new EntryFile(directory.layout());
    reader.read(directory.layout().entries(directory.root()).resolve(ref.fileName()), ref.fileName(),
        new SessionEntry());
    return reader.text();
  }

  @Override
  String target() {
    return MigrationTarget.DIRECTORY.label();
  }

  @Override
  DirectoryLayout layout() {
    return directory.layout();
  }

  @Override
  boolean keepsIndex() {
    return keepIndex;
  }

  @Override
  public ChangePlan plan() {
    return plan;
  }

  @Override
  ChangeReport migrate(ApplyContext context) throws IOException {
    Path entries = directory.layout().entries(directory.root());
    String suffix = StoreFiles.temporarySuffix(environment);
    context.journal().step(STEP_MERGE, Map.of("directory", entries.toString(), "suffix", suffix));
    List<Path> temporaries = new ArrayList<>();
    List<Path> backups = new ArrayList<>();
    try {
      stage(suffix, temporaries, context);
      Path backup = area.createBackup(context.runId());
      backups.add(backup);
      Path former;
      try (OpenClawLock lock = lock(context)) {
        requireUnchanged();
        former = keepIndex ? files.index() : files.indexBackup(environment.now());
        context.journal().step(STEP_SWITCH, Map.of("directory", directory.root().toString(), "index",
            files.index().toString(), "backup", former.toString(), "layout", directory.layout().number(),
            "keepIndex", keepIndex));
        keepReplaced(backup);
        lock.ensureHeld();
        try {
          switchTo(former, temporaries, suffix, lock);
        } catch (StoreException e) {
          throw halfDone(e);
        }
      }
      backups.add(keepCopy(former, context.runId()));
      return new ChangeReport(plan.changes(), List.of(), List.of(), plan.bytesBefore(), plan.bytesAfter(), backups,
          List.of());
    } finally {
      for (Path temporary : temporaries) {
        DurableFiles.deleteIfExists(temporary);
      }
    }
  }

  /** The switch itself, under the gateway's lock. */
  private void switchTo(Path former, List<Path> temporaries, String suffix, OpenClawLock lock) throws IOException {
    Path entries = directory.layout().entries(directory.root());
    for (int i = 0; i < writes.size(); i++) {
      DurableFiles.rename(temporaries.get(i), writes.get(i).file());
    }
    for (Removal removal : removals) {
      DurableFiles.deleteIfExists(removal.file());
    }
    DurableFiles.syncDirectory(entries);
    raiseVersion(suffix);
    if (!keepIndex) {
      lock.ensureHeld();
      DurableFiles.renameDurably(files.index(), former);
    }
  }

  private void stage(String suffix, List<Path> temporaries, ApplyContext context) throws IOException {
    for (Write write : writes) {
      // A name of the proposal's may leave no room for the suffix; the name this tool gives does.
      Path temporary = write.file().resolveSibling(directory.layout().fileName(write.choice().key()) + suffix);
      byte[] text = text(write.choice().ref());
      byte[] content = directory.layout().content(write.choice().key(), write.file().getFileName().toString(), text);
      temporaries.add(temporary);
      try (FileChannel channel = DurableFiles.createNew(temporary)) {
        DurableFiles.writeFully(channel, ByteBuffer.wrap(content));
      }
      context.progress().progress("write", temporaries.size(), writes.size());
    }
    environment.flusher().flush(directory.root(), temporaries);
    for (int i = 0; i < writes.size(); i++) {
      Write write = writes.get(i);
      EntryFile reader = new EntryFile(directory.layout());
      reader.read(temporaries.get(i), write.file().getFileName().toString(), new SessionEntry());
      if (!Arrays.equals(reader.text(), text(write.choice().ref()))) {
        throw new CorruptStoreException(temporaries.get(i) + " differs from its source right after it was written;"
            + " nothing was changed");
      }
    }
  }

  private void requireUnchanged() throws IOException {
    boolean same = index.isCurrent();
    for (Write write : writes) {
      same &= Objects.equals(write.present(), FileIdentity.ofNullable(write.file()));
    }
    for (Removal removal : removals) {
      same &= Objects.equals(removal.present(), FileIdentity.ofNullable(removal.file()));
    }
    if (!same) {
      throw new ChangedException(files.index() + " or " + directory.root() + " changed since it was read; nothing"
          + " was changed; try again");
    }
  }

  /** Keeps what is about to be replaced or removed, without a moment in which a reader misses it. */
  private void keepReplaced(Path backup) throws IOException {
    Path kept = backup.resolve("entries");
    List<Path> replaced = new ArrayList<>();
    for (Write write : writes) {
      if (write.present() != null) {
        replaced.add(write.file());
      }
    }
    removals.forEach(removal -> replaced.add(removal.file()));
    if (replaced.isEmpty()) {
      return;
    }
    if (!Files.isDirectory(kept, LinkOption.NOFOLLOW_LINKS)) {
      // It is there when this run was interrupted once before.
      DurableFiles.createDirectory(kept);
    }
    for (Path file : replaced) {
      if (Files.exists(kept.resolve(file.getFileName()))) {
        continue;
      }
      Files.createLink(kept.resolve(file.getFileName()), file);
    }
    DurableFiles.syncDirectory(kept);
    DurableFiles.syncDirectory(backup);
  }

  private void raiseVersion(String suffix) throws IOException {
    VersionMarker marker = VersionMarker.read(directory.root());
    if (marker == null) {
      return;
    }
    Path path = directory.root().resolve(VersionMarker.NAME);
    Path temporary = path.resolveSibling(VersionMarker.NAME + suffix);
    try (AtomicReplacement replacement = AtomicReplacement.begin(path, temporary)) {
      DurableFiles.writeFully(replacement.channel(),
          ByteBuffer.wrap(VersionMarker.text(marker.version() + 1, environment.now())));
      replacement.finishWriting();
      replacement.commit();
    }
  }

  @Override
  public void close() {
    index.close();
  }
}
