package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.text.JsonText;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/**
 * Writes a {@code sessions.json} as OpenClaw does: one object, two spaces of indentation, no byte order mark, no line
 * break at the end. The texts of the entries are only indented.
 */
final class IndexWriter {

  private final OutputStream out;
  private long entries;

  IndexWriter(FileChannel channel) {
    out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
  }

  /** Adds an entry; the text begins at the left margin. */
  void entry(String key, byte[] text) throws IOException {
    out.write((entries++ == 0 ? "{\n  " : ",\n  ").getBytes(StandardCharsets.US_ASCII));
    out.write(JsonText.quote(key));
    out.write(':');
    out.write(' ');
    out.write(Indentation.in(text, 0, text.length));
  }

  /** Ends the document and hands everything to the channel, which stays open. */
  void finish() throws IOException {
    out.write((entries == 0 ? "{}" : "\n}").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }
}
