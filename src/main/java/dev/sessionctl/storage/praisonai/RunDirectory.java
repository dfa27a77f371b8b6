package dev.sessionctl.storage.praisonai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A directory of the former {@code SessionManager}: {@code metadata.json} and {@code events.jsonl}, written in place
 * without any lock. Its key is the name of the directory with a slash, since a file may have the same name.
 */
final class RunDirectory {

  static final String METADATA = "metadata.json";
  static final String KEY_MARK = "/";
  private static final int LARGEST = 1 << 20;

  private RunDirectory() {}

  static boolean isKey(String key) {
    return key.endsWith(KEY_MARK) && key.length() > 1 && key.indexOf('/') == key.length() - 1;
  }

  static Path directory(Path sessions, String key) {
    return sessions.resolve(key.substring(0, key.length() - 1));
  }

  /** Its regular files, by name. */
  static List<Path> files(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (FileStat.of(entry).isRegularFile()) {
          files.add(entry);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    files.sort(null);
    return files;
  }

  /** Bytes of its files. */
  static long bytes(Path directory) throws IOException {
    long bytes = 0;
    for (Path file : files(directory)) {
      FileIdentity identity = FileIdentity.ofNullable(file);
      bytes += identity == null ? 0 : identity.size();
    }
    return bytes;
  }

  /**
   * Texts and numbers of its metadata.
   *
   * @throws IOException also when it is no JSON object: such a session is invisible to the product
   */
  static Map<String, String> metadata(Path directory) throws IOException {
    Path file = directory.resolve(METADATA);
    Map<String, String> fields = new HashMap<>();
    try (FileChannel channel = DurableFiles.openForRead(file)) {
      if (channel.size() > LARGEST) {
        throw new IOException("is larger than any that the product writes");
      }
      try (JsonParser in = Json.FACTORY.createParser(new Utf8Guard(Channels.newInputStream(channel)))) {
        if (in.nextToken() != JsonToken.START_OBJECT) {
          throw new IOException("is no object");
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
          String name = in.currentName();
          if (in.nextToken().isScalarValue()) {
            fields.put(name, SessionContent.cut(in.getText()));
          } else {
            in.skipChildren();
          }
        }
      }
    }
    return fields;
  }
}
