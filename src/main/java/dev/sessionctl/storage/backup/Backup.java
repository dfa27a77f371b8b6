package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.StableRead;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.ApplyContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes backups. */
public final class Backup {

  /** How the name of an archive ends. */
  public static final String ARCHIVE = ".tar.zst";

  private static final String PREFIX = "sessionctl-";

  private Backup() {}

  /**
   * How a backup is made.
   *
   * @param directory whether it becomes a directory instead of an archive
   * @param level how hard an archive is compressed
   * @param base an earlier backup whose content need not be taken again, or null; as {@link BackupCatalog} has it
   * @param byContent whether what is unchanged is told by content alone
   * @param tool name and version of this program
   */
  public record Settings(boolean directory, int level, BackupCatalog.Listed base, boolean byContent, String tool) {}

  /**
   * What was made.
   *
   * @param place where it is, or null when it went into a stream
   * @param manifest what it holds
   * @param written its bytes
   */
  public record Result(Path place, Manifest manifest, long written) {}

  /**
   * Where a backup will be: in an existing directory it gets a name by its time, everything else is its name.
   *
   * @param id the id that the backup will have
   */
  private static Path place(Path named, String id, boolean directory) {
    return Files.isDirectory(named) ? named.resolve(PREFIX + id + (directory ? "" : ARCHIVE)) : named;
  }

  /**
   * Makes a backup in a file or a directory.
   *
   * @param where an existing directory, or the name of what is made
   * @throws StoreException when nothing could be made; nothing is left of it then
   */
  public static Result create(List<Store> stores, Path where, Settings settings, Environment environment,
      ApplyContext.ProgressListener progress) throws StoreException {
    String id = RunId.next(environment);
    Path place = place(where, id, settings.directory());
    if (place.getFileName() == null || place.getParent() == null || !Files.isDirectory(place.getParent())) {
      throw new StorageIoException("cannot write " + place + ": " + place.getParent() + " is no directory", null);
    }
    AbandonedParts.remove(place.getParent(), environment);
    try (BackupTarget target = settings.directory() ? DirectoryTarget.at(place, environment)
        : ArchiveTarget.at(place, settings.level(), environment)) {
      return new Result(place, fill(target, id, stores, settings, environment, progress), target.written());
    } catch (IOException e) {
      throw StorageIoException.wrap("write", place, e);
    }
  }

  /**
   * Makes a backup into a stream, which is flushed and left open.
   *
   * @throws StoreException when it could not be made; what was written of it has no end, and no reader takes it for one
   */
  public static Result create(List<Store> stores, OutputStream out, Settings settings, Environment environment,
      ApplyContext.ProgressListener progress) throws IOException {
    try (BackupTarget target = ArchiveTarget.into(out, settings.level(), environment)) {
      return new Result(null, fill(target, RunId.next(environment), stores, settings, environment, progress),
          target.written());
    }
  }

  private static Manifest fill(BackupTarget target, String id, List<Store> stores, Settings settings,
      Environment environment, ApplyContext.ProgressListener progress) throws IOException {
    Manifest manifest = new Manifest(id, environment.now(), settings.tool(), home(environment));
    manifest.ended(manifest.begun());
    KnownFiles known = KnownFiles.NONE;
    if (settings.base() != null) {
      known = new KnownFiles(settings.base().manifest(), settings.byContent());
      manifest.base(settings.base().manifest().id());
    }
    BackupRun run = new BackupRun(environment, target, manifest, known, StableRead::sleep, progress);
    for (Store store : stores) {
      try {
        run.take(store);
      } catch (BackupRun.BackupFailure e) {
        throw e;
      } catch (StoreException e) {
        if (stores.size() == 1) {
          throw e;
        }
        manifest.notTaken().add(new Manifest.Note(store.ref().path().toString(), e.getMessage()));
      }
    }
    if (settings.base() != null) {
      nameHolders(manifest, settings.base());
    }
    try {
      target.manifest(manifest);
      target.commit();
    } catch (IOException e) {
      throw new BackupRun.BackupFailure(e);
    }
    return manifest;
  }

  /** As the roots of stores are written: what links lead to. */
  private static String home(Environment environment) {
    try {
      return environment.home().toRealPath().toString();
    } catch (IOException e) {
      // A user without a home has no stores below it.
      return environment.home().toString();
    }
  }

  /** Says in which other backups content is, and how those are called. */
  private static void nameHolders(Manifest manifest, BackupCatalog.Listed base) {
    for (BackupTree tree : manifest.trees()) {
      for (BackupFile file : tree.files()) {
        if (file.holder() != null && !manifest.holders().containsKey(file.holder())) {
          boolean own = file.holder().equals(base.manifest().id());
          manifest.holders().put(file.holder(), own ? base.place().getFileName().toString()
              : base.manifest().holders().get(file.holder()));
        }
      }
    }
  }
}
