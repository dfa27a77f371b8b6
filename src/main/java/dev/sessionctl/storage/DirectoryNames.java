package dev.sessionctl.storage;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Names in a directory, for people who type paths. */
public final class DirectoryNames {

  /** So many entries are looked at, and no more names than that are given. */
  private static final int MOST_LOOKED_AT = 20_000;
  private static final int MOST = 200;

  private DirectoryNames() {}

  /**
   * The names that begin with a text, sorted, those of directories with a slash behind; hidden ones only when the text
   * begins with a dot. None where nothing can be read.
   */
  public static List<String> below(Path directory, String beginning) {
    List<String> names = new ArrayList<>();
    int looked = 0;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (name.startsWith(beginning) && (!name.startsWith(".") || beginning.startsWith("."))) {
          names.add(Files.isDirectory(entry) ? name + "/" : name);
        }
        if (++looked == MOST_LOOKED_AT || names.size() == MOST) {
          break;
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return List.of();
    }
    names.sort(null);
    return names;
  }
}
