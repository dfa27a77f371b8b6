package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.DurableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The {@code state.json} of layout 2 (OpenClaw proposal #51946): it marks the directory and carries a number that is
 * raised after every change, so that a reader can tell that what it read was whole.
 *
 * @param layoutVersion version of the layout; 1 is known
 * @param version the number
 */
record VersionMarker(long layoutVersion, long version) {

  static final String NAME = "state.json";
  static final String KIND = "openclaw-session-store-directory";
  /** The one version of the layout that was proposed. */
  static final long KNOWN = 1;
  private static final int LARGEST = 64 << 10;

  /** The marker of a directory, or null when it has none or something else stands there. */
  static VersionMarker read(Path root) throws IOException {
    byte[] content;
    try (FileChannel channel = DurableFiles.openForRead(root.resolve(NAME));
        InputStream in = Channels.newInputStream(channel)) {
      content = in.readNBytes(LARGEST);
    } catch (NoSuchFileException e) {
      return null;
    }
    long layoutVersion = -1;
    long version = 0;
    boolean ours = false;
    try (JsonParser in = Json.FACTORY.createParser(content)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        JsonToken token = in.nextToken();
        if (name.equals("kind")) {
          ours = token == JsonToken.VALUE_STRING && in.getText().equals(KIND);
        } else if (name.equals("layoutVersion") && token == JsonToken.VALUE_NUMBER_INT) {
          layoutVersion = in.getValueAsLong();
        } else if (name.equals("version") && token == JsonToken.VALUE_NUMBER_INT) {
          version = in.getValueAsLong();
        }
        in.skipChildren();
      }
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      return null;
    }
    return ours ? new VersionMarker(layoutVersion, version) : null;
  }

  /** The text of a marker, as the proposal writes it. */
  static byte[] text(long version, long updatedAt) {
    String text = "{\n  \"kind\": \"" + KIND + "\",\n  \"layoutVersion\": 1,\n  \"version\": " + version
        + ",\n  \"updatedAt\": " + updatedAt + "\n}";
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
