package dev.sessionctl.storage.files;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Moves files of one session into the trash, in the order given, when each is still what the plan was made from. */
public final class SetAside implements FileStep {

  /**
   * One file.
   *
   * @param role what it is, for the manifest
   * @param identity which file it was when the plan was made
   */
  public record Part(String role, Path path, FileIdentity identity) {

    /**
     * Says in the manifest of the trash that it will come there.
     *
     * @throws ChangedException when it is gone, or no regular file any more
     */
    public TrashedFile announce(PlanItem item, Tools tools) throws IOException {
      try {
        if (!FileStat.of(path).isRegularFile()) {
          throw new ChangedException(path + " is no regular file; it stays where it is");
        }
        return tools.trash().file(item.key(), role, path, false);
      } catch (NoSuchFileException e) {
        throw new ChangedException(path + " is gone");
      }
    }

    /**
     * Compares it with what the plan was made from.
     *
     * @param whole what stays as it is otherwise
     * @throws ChangedException when it is another one, or gone
     */
    public void requireUnchanged(String whole) throws IOException {
      if (!identity.equals(FileIdentity.ofNullable(path))) {
        throw new ChangedException(path + " changed since it was looked at; " + whole);
      }
    }
  }

  private final PlanItem item;
  private final List<Part> parts;
  private final List<Path> directories;
  private final Map<Part, TrashedFile> announced = new LinkedHashMap<>();
  private Aftercare aftercare = Aftercare.NONE;

  /** Without directories. */
  public SetAside(PlanItem item, List<Part> parts) {
    this(item, parts, List.of());
  }

  /**
   * Moves parts, and removes directories that are empty then.
   *
   * @param parts in the order in which they go
   * @param directories in the order in which they are removed; one that is not empty stays and is named
   */
  public SetAside(PlanItem item, List<Part> parts, List<Path> directories) {
    this.item = item;
    this.parts = List.copyOf(parts);
    this.directories = List.copyOf(directories);
  }

  /** The same, looked after once everything is done. */
  public SetAside lookedAfterBy(Aftercare care) {
    this.aftercare = care;
    return this;
  }

  @Override
  public PlanItem item() {
    return item;
  }

  @Override
  public long bytesAfter() {
    return 0;
  }

  @Override
  public List<Path> files() {
    return parts.stream().map(Part::path).toList();
  }

  @Override
  public void prepare(Tools tools) throws IOException {
    for (Part part : parts) {
      announced.put(part, part.announce(item, tools));
    }
  }

  /** Compares all before the first is moved, so that a session goes as a whole or stays as a whole. */
  @Override
  public void apply(Tools tools, SessionHold hold) throws IOException {
    for (Part part : parts) {
      part.requireUnchanged("it stays where it is");
    }
    hold.ensureHeld();
    List<Path> moved = new ArrayList<>();
    for (Map.Entry<Part, TrashedFile> each : announced.entrySet()) {
      try {
        tools.trash().moveIn(each.getValue(), each.getKey().identity());
        moved.add(each.getKey().path());
      } catch (ChangedException | NoSuchFileException e) {
        throw moved.isEmpty() ? e : new ChangedException(each.getKey().path() + " changed at that moment and stays; "
            + moved.size() + " other files of the session are in the trash of run " + tools.context().runId());
      }
    }
  }

  @Override
  public String settle(Tools tools) throws IOException {
    String left = null;
    for (Path directory : directories) {
      try {
        DurableFiles.deleteIfExists(directory);
        tools.trash().changed(directory.getParent());
      } catch (DirectoryNotEmptyException e) {
        left = directory + " stays: there is something new in it";
      } catch (NotDirectoryException e) {
        left = directory + " stays: it is no directory any more";
      }
    }
    return left;
  }

  @Override
  public String lookBack(Tools tools) throws IOException {
    List<String> notices = new ArrayList<>();
    for (Map.Entry<Part, TrashedFile> each : announced.entrySet()) {
      String notice = aftercare.look(each.getValue(), each.getKey().identity(), each.getKey().path(), tools);
      if (notice != null) {
        notices.add(notice);
      }
    }
    return notices.isEmpty() ? null : String.join("; ", notices);
  }
}
