package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.sqlite.DatabaseFile;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Finds PraisonAI's stores at a place: a sessions directory, one of a project, a root directory, or a home. Follows no
 * symbolic link below the place.
 */
final class Discovery {

  private final Consumer<StoreRef> found;

  Discovery(Consumer<StoreRef> found) {
    this.found = found;
  }

  /** Reports what is there. */
  void at(Path start) throws IOException {
    if (Place.of(start).project()) {
      report(start);
      return;
    }
    Path sessions = start.resolve(PraisonFormat.SESSIONS);
    boolean isRoot = isDirectory(sessions)
        && (isRootName(start) || PraisonFormat.holdsSessions(sessions));
    if (isRoot) {
      withProjects(sessions);
    } else if (start.endsWith(PraisonFormat.SESSIONS) || PraisonFormat.holdsSessions(start)) {
      withProjects(start);
    } else {
      for (String name : PraisonFormat.ROOT_NAMES) {
        if (isDirectory(start.resolve(name).resolve(PraisonFormat.SESSIONS))) {
          withProjects(start.resolve(name).resolve(PraisonFormat.SESSIONS));
        }
      }
    }
  }

  private static boolean isRootName(Path start) {
    return start.getFileName() != null && PraisonFormat.ROOT_NAMES.contains(start.getFileName().toString());
  }

  private void withProjects(Path sessions) throws IOException {
    report(sessions);
    for (Path project : projects(sessions)) {
      report(project);
    }
  }

  /** The directories of projects below a sessions directory, by name. */
  static List<Path> projects(Path sessions) throws IOException {
    List<Path> projects = new ArrayList<>();
    Path parent = sessions.resolve(Place.PROJECTS);
    if (!isDirectory(parent)) {
      return projects;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent)) {
      for (Path entry : entries) {
        if (Place.isProjectName(entry.getFileName().toString()) && isDirectory(entry)) {
          projects.add(entry);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    projects.sort(null);
    return projects;
  }

  private static boolean isDirectory(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  private void report(Path directory) {
    Place place = Place.of(directory);
    String note = null;
    Path database = directory.resolve(TranscriptFormat.DATABASE);
    if (!place.project() && Files.isRegularFile(database, LinkOption.NOFOLLOW_LINKS)) {
      note = DatabaseFile.isDatabase(database)
          ? database + " holds the transcripts of a PraisonAI gateway; it is a store of its own, of format "
              + TranscriptFormat.NAME
          : database + ", where a PraisonAI gateway keeps transcripts, cannot be read as one of SQLite";
    }
    found.accept(new StoreRef(PraisonFormat.NAME, place.project() ? "project" : "global", directory, null, note));
  }
}
