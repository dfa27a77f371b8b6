package dev.sessionctl.storage.openclaw.sqlite;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.StorageIoException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The record that the product keeps of one import of files into the database
 * ({@code session-sqlite-migration-runs/*.json}, manifestVersion 3 of 2026.9.6): which file it moved where, with its
 * size and hash.
 *
 * @param file the record itself
 * @param release the release that imported, or null
 * @param moves those of one agent
 * @param problem why it cannot be read, or null
 */
record ImportManifest(Path file, String release, List<Move> moves, String problem) {

  private static final Object KNOWN_VERSION = 3L;
  /** 10 000 sessions make 24 MB. */
  private static final long LARGEST = 256L << 20;

  /**
   * One file that was moved.
   *
   * @param archive its name in the archive
   * @param source its name before
   * @param sessionKey whose transcript it was, or null
   * @param kind {@code transcript} or {@code legacy-store} in 2026.9.6
   * @param isRepaired whether the product changed lines on their way
   * @param isRetained whether it is still to be in the archive
   * @param size bytes, or -1
   * @param sha256 lower-case, or null
   */
  record Move(String archive, String source, String sessionKey, String kind, boolean isRepaired, boolean isRetained,
      long size, String sha256) {

    boolean isTranscript() {
      return "transcript".equals(kind);
    }

    boolean isIndex() {
      return "legacy-store".equals(kind);
    }
  }

  /** All records that say anything of an agent, oldest first by name; those that cannot be read among them. */
  static List<ImportManifest> readAll(AgentPlaces places) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(places.manifests(), "*.json")) {
      entries.forEach(files::add);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    files.sort(null);
    List<ImportManifest> manifests = new ArrayList<>();
    for (Path file : files) {
      ImportManifest manifest = read(file, places.agent().getFileName().toString());
      if (manifest.problem() != null || !manifest.moves().isEmpty()) {
        manifests.add(manifest);
      }
    }
    return manifests;
  }

  private static ImportManifest read(Path file, String agent) {
    try {
      if (!FileStat.of(file).isRegularFile() || Files.size(file) > LARGEST) {
        return new ImportManifest(file, null, List.of(), "it is no file of a sensible size");
      }
      try (InputStream in = Channels.newInputStream(DurableFiles.openForRead(file));
          JsonParser parser = JsonTree.FACTORY.createParser(in)) {
        Object root = parser.nextToken() == null ? null : JsonTree.value(parser);
        if (!KNOWN_VERSION.equals(JsonTree.at(root, "manifestVersion"))) {
          return new ImportManifest(file, null, List.of(), "its manifestVersion is "
              + JsonTree.at(root, "manifestVersion") + "; known is " + KNOWN_VERSION);
        }
        List<Move> moves = new ArrayList<>();
        for (Object target : JsonTree.list(root, "targets")) {
          if (agent.equals(JsonTree.text(target, "agentId"))) {
            JsonTree.list(target, "completedMoves").forEach(move -> add(moves, move));
          }
        }
        return new ImportManifest(file, JsonTree.text(root, "openClawVersion"), moves, null);
      }
    } catch (JsonProcessingException e) {
      return new ImportManifest(file, null, List.of(), "it is no JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      return new ImportManifest(file, null, List.of(), StorageIoException.reason(e));
    }
  }

  /** Paths are absolute, so only their last parts hold in a copy. */
  private static void add(List<Move> moves, Object move) {
    String archive = JsonTree.text(move, "archivePath");
    String source = JsonTree.text(move, "sourcePath");
    if (archive == null || source == null) {
      return;
    }
    Object size = JsonTree.at(move, "artifact", "identity", "size");
    String disposal = JsonTree.text(move, "artifact", "disposal", "state");
    moves.add(new Move(lastPart(archive), lastPart(source), JsonTree.text(move, "sessionKey"),
        JsonTree.text(move, "kind"), "repair-original".equals(JsonTree.text(move, "artifact", "classification")),
        disposal == null || disposal.equals("retained"), size instanceof Long bytes ? bytes : -1,
        JsonTree.text(move, "artifact", "identity", "sha256")));
  }

  private static String lastPart(String path) {
    return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  }
}
