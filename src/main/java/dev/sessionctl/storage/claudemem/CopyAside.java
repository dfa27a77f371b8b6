package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.sqlite.DatabaseFile;
import dev.sessionctl.storage.sqlite.DatabaseLocks;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves a full copy of the database into the trash that a migration made and nobody removes (12.2 to 13.25).
 *
 * @param item what the plan says of it
 * @param identity what it was when the plan was made
 */
record CopyAside(PlanItem item, FileIdentity identity) implements MemStep {

  static final String ACTION = "set aside";

  /** The copies beside a database, oldest names first. */
  static List<Path> find(Path database) throws IOException {
    List<Path> copies = new ArrayList<>();
    Path directory = database.getParent();
    list(directory, ClaudeMem.DATABASE + ".bak-*", copies);
    list(directory.resolve("backups"), "*.db", copies);
    copies.remove(database);
    copies.sort(null);
    return copies;
  }

  private static void list(Path directory, String names, List<Path> copies) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, names)) {
      for (Path file : files) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          copies.add(file);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /** Why a copy stays, or null. */
  static String stays(Path copy, Duration quietFor, Environment environment) throws IOException {
    FileIdentity identity = FileIdentity.of(copy);
    if (FileStat.of(copy).links() > 1) {
      return "it has a second name";
    }
    if (identity.modifiedMillis() > environment.now() - quietFor.toMillis()) {
      return "changed just now";
    }
    if (FileIdentity.ofNullable(DatabaseFile.beside(copy, "-wal")) != null) {
      return "it has a log of its own, so somebody uses it as a database";
    }
    return DatabaseLocks.of(copy).isOpen() ? "somebody has it open" : null;
  }

  @Override
  public String run(Tools tools) throws IOException {
    Path copy = item.path();
    if (!identity.equals(FileIdentity.ofNullable(copy)) || DatabaseLocks.of(copy).isOpen()) {
      return "it changed since it was looked at";
    }
    TrashedFile file = tools.trash().file(null, "copy", copy, false);
    tools.trash().announce();
    tools.trash().moveIn(file, identity);
    tools.trash().settle();
    return null;
  }
}
