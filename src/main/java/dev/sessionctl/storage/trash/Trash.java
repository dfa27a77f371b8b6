package dev.sessionctl.storage.trash;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.Session;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the runs of an area set aside. Reads the disk afresh at every call; a manifest is streamed. */
public final class Trash {

  static final String MANIFEST = "manifest.jsonl";
  /** Holds the files of a run under the numbers that the manifest gives them. */
  public static final String FILES = "files";
  /** Likewise damaged bytes, of which no session has any use, and what stood at places that got other content. */
  public static final String LOST_AND_FOUND = "lost+found";

  /** A manifest holds whole entries as strings. */
  private static final JsonFactory JSON = new JsonFactoryBuilder()
      .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build()).build();

  private final AdminArea area;

  public Trash(AdminArea area) {
    this.area = area;
  }

  /**
   * One run's trash.
   *
   * @param runId the run
   * @param command the command that ran
   * @param store path of the store it changed, as it is called now
   * @param at milliseconds since the epoch when it began
   * @param root its directory
   * @param place what of the paths in its manifest has another name by now; what is read of it has the present ones
   */
  public record Run(String runId, String command, Path store, long at, Path root, FormerPlace place) {}

  /** Receives what a manifest names. */
  public interface Visitor {
    void entry(TrashedEntry entry) throws IOException;

    void file(TrashedFile file) throws IOException;

    /** Permission bits that were changed; of no concern to most. */
    default void mode(TrashedMode mode) throws IOException {}

    /** What was kept in {@code lost+found}; likewise. */
    default void lost(LostBytes lost) throws IOException {}

    /** A place at which nothing stood and something came; likewise. */
    default void filled(Path place) throws IOException {}
  }

  /** All runs that set something aside, oldest first; what is no trash of a run is passed over. */
  public List<Run> runs() throws IOException {
    List<Path> directories = new ArrayList<>();
    Path trash = area.trash();
    if (!Files.isDirectory(trash, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(trash)) {
      for (Path entry : entries) {
        if (RunId.isValid(entry.getFileName().toString()) && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          directories.add(entry);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    directories.sort(null);
    List<Run> runs = new ArrayList<>();
    for (Path directory : directories) {
      Run run = run(directory);
      if (run != null) {
        runs.add(run);
      }
    }
    return runs;
  }

  /** What all of it takes on disk. */
  public long bytes() throws IOException {
    return Files.isDirectory(area.trash(), LinkOption.NOFOLLOW_LINKS) ? TrashSummary.bytes(area.trash()) : 0;
  }

  /** What one run set aside, or null when it announced nothing. */
  public Run runOf(String runId) throws IOException {
    Path root = area.trash().resolve(runId);
    return RunId.isValid(runId) && Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS) ? run(root) : null;
  }

  private Run run(Path root) throws IOException {
    Run[] found = {null};
    scan(root, MANIFEST, fields -> {
      if ("run".equals(fields.get("type")) && fields.get("store") != null) {
        Path store = path(root, fields.get("store"));
        FormerPlace place = FormerPlace.of(path(root, fields.get("area")), area.root());
        found[0] = store == null ? null : new Run(root.getFileName().toString(), fields.get("command"),
            place.map(store), number(fields, "at"), root, place);
      }
      return false;
    });
    return found[0];
  }

  /** Visits what a run announced, in that order; a line that was torn by a crash ends it. */
  public void read(Run run, Visitor visitor) throws IOException {
    scan(run.root(), MANIFEST, fields -> {
      String type = String.valueOf(fields.get("type"));
      Path origin = run.place().map(path(run.root(), fields.get("origin")));
      if (type.equals("entry") && fields.get("key") != null && fields.get("text") != null) {
        visitor.entry(new TrashedEntry(fields.get("key"), fields.get("text"), fields.get("reason"),
            fields.containsKey("bytes") ? Math.max(0, number(fields, "bytes")) : -1));
      } else if (type.equals("file") && isNumber(fields.get("name")) && origin != null) {
        visitor.file(new TrashedFile(fields.get("key"), fields.get("role"), origin,
            run.root().resolve(FILES).resolve(fields.get("name")), number(fields, "bytes"),
            (int) number(fields, "mode"), number(fields, "modifiedNanos"), fields.get("sha256"),
            Boolean.parseBoolean(fields.get("replaced"))));
      } else if (type.equals("mode") && path(run.root(), fields.get("path")) != null) {
        visitor.mode(new TrashedMode(run.place().map(path(run.root(), fields.get("path"))),
            (int) number(fields, "mode"), (int) number(fields, "newMode")));
      } else if (type.equals("lost") && isNumber(fields.get("name")) && origin != null) {
        visitor.lost(new LostBytes(fields.get("key"), origin,
            run.root().resolve(LOST_AND_FOUND).resolve(fields.get("name")), number(fields, "bytes"),
            fields.get("reason"), Boolean.parseBoolean(fields.get("switched"))));
      } else if (type.equals("filled") && origin != null) {
        visitor.filled(origin);
      }
      return true;
    });
  }

  /**
   * The run of that name, or null when it set nothing aside, or nothing is left of it.
   *
   * @param runId any text; only one of the form of a run's name is used as a name
   */
  public Run find(String runId) throws IOException {
    for (Run run : runs()) {
      if (run.runId().equals(runId)) {
        return run;
      }
    }
    return null;
  }

  /** Whether what a run kept lies in a directory of this tool's own, and not behind a link. */
  public static boolean isWhole(Run run) {
    return Files.isDirectory(run.root().resolve(FILES), LinkOption.NOFOLLOW_LINKS);
  }

  /** Takes the fields of a line; returns whether to go on. */
  interface LineVisitor {
    boolean line(Map<String, String> fields) throws IOException;
  }

  /** Reads lines of JSON until the visitor has enough; a line that is torn ends a manifest. */
  static void scan(Path root, String name, LineVisitor visitor) throws IOException {
    if (!Files.isRegularFile(root.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
      // Killed before anything was announced, then nothing was taken away either; or it is none of ours.
      return;
    }
    try (FileChannel channel = DurableFiles.openForRead(root.resolve(name));
        BufferedReader lines = new BufferedReader(
            new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Map<String, String> fields = line.isEmpty() ? Map.of() : parse(line);
        if (fields == null && name.equals(MANIFEST) || fields != null && !visitor.line(fields)) {
          return;
        }
      }
    } catch (NoSuchFileException e) {
      return;
    }
  }

  /** A path on the file system of the trash, or null when the text is none. */
  private static Path path(Path root, String text) {
    try {
      return text == null ? null : root.getFileSystem().getPath(text);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static Map<String, String> parse(String line) throws IOException {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser in = JSON.createParser(line)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        in.nextToken();
        fields.put(name, in.getValueAsString());
        in.skipChildren();
      }
      return fields;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static long number(Map<String, String> fields, String name) {
    try {
      return Long.parseLong(String.valueOf(fields.get(name)));
    } catch (NumberFormatException e) {
      return Session.UNKNOWN;
    }
  }

  /** A name from a manifest is used as a path: only those this tool gives. */
  private static boolean isNumber(String name) {
    return name != null && !name.isEmpty() && name.length() < 10 && name.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
