package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.files.TemporaryNames;
import dev.sessionctl.storage.restore.Joining;
import dev.sessionctl.storage.restore.Places;
import dev.sessionctl.storage.restore.RestoreTarget;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The way back into the plugin's state: directories that went are made again, and what a session captured since stays,
 * with what comes back before it.
 */
record RestorePlaces(StorePaths paths, Environment environment) implements RestoreTarget {

  static final String MANIFEST = "manifest";
  static final String RECORD = "record";
  static final String LOG = "log";

  @Override
  public Path store() {
    return paths.root();
  }

  @Override
  public AdminArea area() {
    return paths.area();
  }

  @Override
  public Gate gate(GateOptions options) throws IOException {
    return new Gates(paths, environment).change(options);
  }

  @Override
  public List<Owner> owners() throws IOException {
    return new Gates(paths, environment).owners();
  }

  @Override
  public Places.Place place(TrashedFile file) throws IOException {
    return places().file(file.origin());
  }

  @Override
  public String refuseMode(Path path) throws IOException {
    return places().refuseMode(path);
  }

  private Places places() throws IOException {
    List<Path> roots = new ArrayList<>();
    for (Path directory : List.of(paths.checkpoints(), paths.readCache())) {
      if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        roots.add(directory);
      }
    }
    return new Places(roots, true);
  }

  @Override
  public Joining joining(TrashedFile file) {
    return switch (file.role()) {
      case MANIFEST, LOG, "decisions" -> new LineJoin();
      // What repair replaced was damaged: it comes back as it was, or not at all.
      case RECORD -> file.replaced() ? null : new StateJoin();
      default -> null;
    };
  }

  @Override
  public void clearUp(RunRecord run, ApplyContext context) throws IOException {
    for (Path directory : paths.directories()) {
      TemporaryNames.removeFrom(directory, run.runId());
    }
  }
}
