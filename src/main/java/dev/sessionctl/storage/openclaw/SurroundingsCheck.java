package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.OwnLock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Where a store lies and what lies beside it: file system, configuration, database, other layouts. */
final class SurroundingsCheck {

  private static final Pattern ZERO = Pattern.compile("[+-]?0+(?:\\.0*)?\\s*[A-Za-z]*");

  private final CheckContext context;

  SurroundingsCheck(CheckContext context) {
    this.context = context;
  }

  void run() throws IOException {
    Path sessions = context.sessions();
    if (context.environment().fileSystems().isRemote(sessions)) {
      context.findings().add(Flaw.FILE_SYSTEM, sessions, sessions + " is on a "
          + context.environment().fileSystems().type(sessions) + " file system");
    }
    Path state = StorePlace.stateOf(sessions);
    if (state != null) {
      configuration(GatewayConfig.read(state, context.environment()));
    }
    era();
    layouts();
  }

  private void configuration(GatewayConfig config) throws IOException {
    Path file = config.paths().config();
    if (config.problem() != null) {
      boolean open = config.problem().contains("$include") || config.problem().contains("session.store ");
      context.findings().add(open ? Flaw.CONFIG_OPEN : Flaw.CONFIG_UNREADABLE, file, config.problem());
    }
    String budget = config.maxDiskBytes();
    if (budget != null && ZERO.matcher(budget.strip()).matches() && !context.generation().era().isDatabase()) {
      context.findings().add(Flaw.CONFIG_ZERO_BUDGET, file, "session.maintenance.maxDiskBytes is " + budget
          + ": maintenance would evict every session");
    }
  }

  private void era() throws IOException {
    Generation generation = context.generation();
    if (generation.era() == Era.SQLITE_WITH_JSON) {
      context.findings().add(Flaw.ERA_MIX, context.ref().path(), context.ref().path().getFileName()
          + " lies beside a store in SQLite: " + generation.evidence());
    } else if (generation.era() == Era.UNKNOWN_JSON && generation.evidence().startsWith("cannot read ")) {
      context.findings().add(Flaw.ERA_DATABASE_UNREADABLE, context.sessions(), generation.evidence());
    }
  }

  private void layouts() throws IOException {
    StoreFiles files = context.files();
    if (Files.isDirectory(files.directory(), LinkOption.NOFOLLOW_LINKS)
        && Files.exists(files.index(), LinkOption.NOFOLLOW_LINKS)) {
      context.findings().add(Flaw.LAYOUT_BOTH, files.directory(),
          files.indexName() + " and " + files.directory().getFileName() + " lie side by side");
    }
    boolean running = OwnLock.isHeld(AdminArea.besides(context.sessions()));
    String name = files.directory().getFileName().toString();
    try (DirectoryStream<Path> beside = Files.newDirectoryStream(context.sessions(), path -> {
      String other = path.getFileName().toString();
      return other.length() > name.length() && other.startsWith(name + ".");
    })) {
      for (Path path : beside) {
        String suffix = path.getFileName().toString().substring(name.length());
        if (suffix.startsWith(".orphan.")) {
          context.findings().add(Flaw.LAYOUT_ORPHAN, path, path + " was set aside as not in use");
        } else if ((suffix.equals(".migrating") || suffix.startsWith(".staging-")) && !running && isSettled(path)) {
          context.findings().add(Flaw.LAYOUT_STAGING, path, path + " is left from an unfinished change of layout");
        }
      }
    }
  }

  private boolean isSettled(Path path) throws IOException {
    try {
      return context.isSettled(Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toMillis());
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
