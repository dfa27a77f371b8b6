package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.CheckSummary;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.FindingSink;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.check.InterruptedRunCheck;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Checks the plugin's state while a gateway may write it, and changes nothing. */
record Check(StoreRef ref, StorePaths paths, Environment environment, FindingSink sink) {

  /** Looks at everything the request asks for. */
  CheckSummary run(CheckRequest request) throws IOException {
    CheckContext context = new CheckContext(paths, environment, request, new Findings(ref, sink));
    part(context, paths.root(), () -> surroundings(context));
    part(context, paths.checkpoints(), () -> root(context));
    long[] checked = new long[1];
    part(context, paths.checkpoints(), () -> checked[0] = sessions(context));
    part(context, paths.readCache(), () -> new CacheCheck(context).run());
    if (request.level() >= 3) {
      part(context, paths.root(), () -> new ModeCheck(context).run());
      if (context.nearEmpty() > 0) {
        context.findings().add(Flaw.CHECKPOINT_NEAR_EMPTY, context.firstNearEmpty(),
            Findings.count(context.nearEmpty(), "checkpoint") + " without any message, such as "
                + context.firstNearEmpty().getFileName());
      }
    }
    return new CheckSummary(checked[0], context.isComplete() && !context.budget().leftOut());
  }

  /** A part of a check. */
  @FunctionalInterface
  private interface Part {
    void run() throws IOException;
  }

  /** Runs a part so that one which cannot read its files does not end the others. */
  private static void part(CheckContext context, Path path, Part part) throws IOException {
    try {
      part.run();
    } catch (FileSystemException e) {
      context.incomplete();
      String where = e.getFile() == null ? path.toString() : e.getFile();
      context.findings().add(Flaw.NOT_LOOKED_AT, path, "cannot look at " + where + ": "
          + StorageIoException.reason(e));
    }
  }

  private void surroundings(CheckContext context) throws IOException {
    if (environment.fileSystems().isRemote(paths.root())) {
      context.findings().add(Flaw.FILE_SYSTEM, paths.root(), paths.root() + " is on a "
          + environment.fileSystems().type(paths.root()) + " file system");
    }
    InterruptedRunCheck.run(paths.area(), run -> true, Flaw.RUN_INTERRUPTED, context.findings());
  }

  /** Looks at the names in the directory of checkpoints. */
  private void root(CheckContext context) throws IOException {
    Path checkpoints = paths.checkpoints();
    if (Files.isSymbolicLink(checkpoints)) {
      context.incomplete();
      context.findings().add(Flaw.ROOT_LINK, checkpoints, checkpoints + " is a symbolic link");
      return;
    }
    if (!Files.isDirectory(checkpoints, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(checkpoints)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        boolean directory = FileStat.of(entry).isDirectory();
        if (directory && !SessionNames.isDirectoryName(name)) {
          context.findings().add(Flaw.SESSION_NAME, entry, "no session id leads to the directory " + name);
        } else if (!directory && !name.equals(StorePaths.EVENTS) && !Files.isSymbolicLink(entry)) {
          context.findings().add(Flaw.ROOT_STRAY, entry, name + " is no directory of a session");
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private long sessions(CheckContext context) throws IOException {
    if (!Files.isDirectory(paths.checkpoints(), LinkOption.NOFOLLOW_LINKS)) {
      return 0;
    }
    SessionCheck check = new SessionCheck(context);
    long checked = 0;
    for (String key : SessionScan.keys(paths)) {
      if (context.budget().isExceeded()) {
        return checked;
      }
      if (context.budget().chooses(key)) {
        check.run(SessionPlace.of(paths.checkpoints(), key));
        checked++;
      }
    }
    return checked;
  }
}
