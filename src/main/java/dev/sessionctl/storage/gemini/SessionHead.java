package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.gemini.JsonScanner.Token;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The keys with which a document begins; enough to tell whose it is.
 *
 * @param looksLikeSession whether it has an {@code id}, a {@code projectPath} and then {@code messages}
 */
record SessionHead(boolean looksLikeSession) {

  private static final int BYTES = 1 << 13;

  static SessionHead read(Path file) throws IOException {
    boolean id = false;
    boolean project = false;
    try (FileChannel channel = DurableFiles.openForRead(file)) {
      JsonScanner json = new JsonScanner(channel, 0, Math.min(BYTES, channel.size()));
      if (json.next() != Token.BEGIN_OBJECT) {
        return new SessionHead(false);
      }
      while (json.next() == Token.NAME) {
        String name = json.text(BYTES);
        Token value = json.next();
        id |= name.equals("id") && value == Token.STRING;
        project |= name.equals("projectPath") && value == Token.STRING;
        if (name.equals("messages")) {
          return new SessionHead(id && project && value == Token.BEGIN_ARRAY);
        }
        json.skip();
      }
      return new SessionHead(false);
    } catch (JsonSyntaxException e) {
      return new SessionHead(false);
    }
  }
}
