package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.ChannelInput;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/** The first line of a transcript, where it is its header. */
final class HeaderLine {

  /** A header is one short line; what goes on longer without a line break is none. */
  private static final int LONGEST = 1 << 20;

  private HeaderLine() {}

  /** Bytes of the header with its line break; 0 for a transcript that lost it, which begins with what was written. */
  static int length(FileChannel source) throws IOException {
    int length = (int) Math.min(4096, source.size());
    while (true) {
      byte[] bytes = ChannelInput.readRange(source, 0, length);
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == '\n') {
          return isHeader(Arrays.copyOf(bytes, i + 1)) ? i + 1 : 0;
        }
      }
      if (length == source.size() || length >= LONGEST) {
        // A single line without an end may be a header; something longer is content.
        return length < LONGEST && isHeader(bytes) ? bytes.length : 0;
      }
      length = (int) Math.min(source.size(), length * 4L);
    }
  }

  private static boolean isHeader(byte[] line) {
    try (JsonParser in = Json.FACTORY.createParser(line)) {
      if (in.nextToken() == JsonToken.START_OBJECT) {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
          boolean type = in.currentName().equals("type");
          if (in.nextToken() == JsonToken.VALUE_STRING && type) {
            return in.getText().equals("session");
          }
          in.skipChildren();
        }
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }
}
