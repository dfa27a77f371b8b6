package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.change.PlanItem;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Closes a directory or an index to others. Transcripts are not touched, not even their mode: a run that goes on would
 * take that for a foreign write (OpenClaw 2026.5.18 to 2026.7); the directory above them is closed instead.
 */
final class ModeMending implements Mending {

  private final Path path;
  private final int before;
  private final int after;

  ModeMending(Path path, int before, int after) {
    this.path = path;
    this.before = before;
    this.after = after;
  }

  @Override
  public PlanItem item() {
    return new PlanItem(null, path, "chmod", String.format(Locale.ROOT, "%04o instead of %04o", after, before), 0);
  }

  @Override
  public void apply(Tools tools) throws IOException {
    FileStat stat = FileStat.of(path);
    if (stat.permissions() != before || stat.isSymbolicLink()) {
      throw new LeftAloneException("its mode changed since it was looked at");
    }
    tools.trash().mode(path, before, after);
    try {
      DurableFiles.setPermissions(path, after);
    } catch (FileSystemException e) {
      throw new LeftAloneException("its mode cannot be changed: " + StorageIoException.reason(e));
    }
  }
}
