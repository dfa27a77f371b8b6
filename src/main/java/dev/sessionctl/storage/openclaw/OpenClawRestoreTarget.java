package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.files.SessionHold;
import dev.sessionctl.storage.relocate.PathRewriter;
import dev.sessionctl.storage.restore.Places;
import dev.sessionctl.storage.restore.RestoreEntries;
import dev.sessionctl.storage.restore.RestoreTarget;
import dev.sessionctl.storage.trash.FormerPlace;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashedEntry;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The way back into an OpenClaw store in files. */
final class OpenClawRestoreTarget implements RestoreTarget {

  private final OpenClawStore.Parts parts;
  private final RestoreOrigins origins;
  private final RestoreEntries entries;

  OpenClawRestoreTarget(OpenClawStore.Parts parts) throws IOException {
    this.parts = parts;
    this.origins = new RestoreOrigins(parts.files());
    this.entries = new RestoredEntries(parts);
  }

  @Override
  public Path store() {
    return parts.ref().path();
  }

  @Override
  public AdminArea area() {
    return parts.area();
  }

  @Override
  public Environment environment() {
    return parts.environment();
  }

  /** A run may have worked on the other layout of the same store. */
  @Override
  public boolean isOwn(Trash.Run run) {
    return run.store().equals(parts.files().index()) || run.store().equals(parts.files().directory());
  }

  @Override
  public Gate gate(GateOptions options) throws IOException {
    return parts.gates().entryChange(options);
  }

  @Override
  public List<Owner> owners() throws IOException {
    return parts.gates().owners();
  }

  @Override
  public Places.Place place(TrashedFile file) throws IOException {
    return origins.judge(file.origin());
  }

  @Override
  public String refuseMode(Path path) throws IOException {
    return origins.refuseMode(path);
  }

  /** Whether there is a lock of which it is not certain that its holder is gone. */
  @Override
  public boolean isLocked(Path place) throws IOException {
    Path lock = place.resolveSibling(place.getFileName() + ".lock");
    if (!isTranscript(place) || !Files.exists(lock, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    LockFile file = LockFile.read(lock).orElse(null);
    return file != null && !LockInspector.judge(file, LockKind.TRANSCRIPT, environment()).removable();
  }

  /** Only what stands there already can be in use: a name that is free is taken in one step. */
  @Override
  public SessionHold hold(TrashedFile file, Path place, boolean replaces, Duration wait) throws IOException {
    boolean index = place.equals(parts.files().index());
    if (!replaces || !index && !isTranscript(place)) {
      return SessionHold.NONE;
    }
    OpenClawLock lock = OpenClawLock.take(place, index ? LockKind.INDEX : LockKind.TRANSCRIPT, wait, Pause.SLEEP,
        environment());
    return new SessionHold() {
      @Override
      public void ensureHeld() throws IOException {
        lock.ensureHeld();
      }

      @Override
      public void close() throws IOException {
        lock.close();
      }
    };
  }

  private static boolean isTranscript(Path place) {
    return place.getFileName().toString().endsWith(".jsonl");
  }

  @Override
  public boolean isEssential(TrashedFile file) {
    return EvictedFile.TRANSCRIPT.equals(file.role());
  }

  /** Its recorded paths are rewritten, as a relocation does with those of the entries that are there. */
  @Override
  public TrashedEntry moved(TrashedEntry entry, FormerPlace place) throws IOException {
    byte[] text = new PathRewriter(List.of(place.former()), place.present())
        .rewrite(entry.text().getBytes(StandardCharsets.UTF_8));
    return new TrashedEntry(entry.key(), new String(text, StandardCharsets.UTF_8), entry.reason());
  }

  @Override
  public RestoreEntries entries() {
    return entries;
  }

  @Override
  public void clearUp(RunRecord run, ApplyContext context) throws IOException {
    EditLeftovers.remove(run, parts.files(), environment());
  }
}
