package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.ChannelInput;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.text.JsonText;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What can still be read of an index, whatever is wrong with it: every entry that is whole, up to the damage. A byte
 * order mark in front, and what follows the object, are passed over. Holds places of entries, and the file open.
 */
final class IndexSalvage implements Closeable {

  /**
   * One entry.
   *
   * @param updatedAt when the product last changed it, or {@link dev.sessionctl.storage.Session#UNKNOWN}
   * @param sessionFile name of the transcript it records, or null
   */
  record Found(String key, String sessionId, String sessionFile, long updatedAt, long start, long limit) {}

  private final Path path;
  private final FileIdentity identity;
  private final FileChannel channel;
  private final Map<String, Found> entries = new LinkedHashMap<>();
  private long readTo;
  private boolean complete;

  private IndexSalvage(Path path, FileIdentity identity, FileChannel channel) {
    this.path = path;
    this.identity = identity;
    this.channel = channel;
  }

  /** Reads what is there; null when nothing is, or nothing that is a file. */
  static IndexSalvage open(Path path) throws IOException {
    FileIdentity identity;
    FileChannel channel;
    try {
      identity = FileIdentity.of(path);
      if (!FileStat.of(path).isRegularFile()) {
        return null;
      }
      channel = DurableFiles.openForRead(path);
    } catch (NoSuchFileException e) {
      return null;
    }
    IndexSalvage salvage = new IndexSalvage(path, identity, channel);
    boolean read = false;
    try {
      salvage.read();
      read = true;
      return salvage;
    } finally {
      if (!read) {
        channel.close();
      }
    }
  }

  Path path() {
    return path;
  }

  FileIdentity identity() {
    return identity;
  }

  /** By key, of a key that stands twice the last one, in the order of the file. */
  Map<String, Found> entries() {
    return entries;
  }

  /** Whether the object was read to its closing brace, so that no entry is missing. */
  boolean complete() {
    return complete;
  }

  /** Behind the last byte of what could be read. */
  long readTo() {
    return readTo;
  }

  /** The text of an entry from the left margin. */
  byte[] text(Found entry) throws IOException {
    byte[] slice = ChannelInput.readRange(channel, entry.start(), (int) (entry.limit() - entry.start()));
    return Indentation.out(slice, 0, slice.length);
  }

  private void read() throws IOException {
    int mark = startOfText();
    try (InputStream in = new BufferedInputStream(new ChannelInput(channel, mark, identity.size()), 1 << 16);
        JsonParser parser = Json.FACTORY.createParser(in)) {
      if (mark < 0 || parser.nextToken() != JsonToken.START_OBJECT) {
        return;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        entry(parser, mark);
      }
      complete = parser.currentToken() == JsonToken.END_OBJECT;
      readTo = complete ? mark + parser.currentLocation().getByteOffset() : readTo;
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      // Here the damage begins.
      complete = false;
    }
  }

  /** Only an object shows by its closing brace that it is whole. */
  private void entry(JsonParser parser, int mark) throws IOException {
    String key = parser.currentName();
    parser.nextToken();
    long start = mark + parser.currentTokenLocation().getByteOffset();
    SessionEntry entry = new SessionEntry();
    entry.read(parser);
    if (!entry.object || parser.currentToken() != JsonToken.END_OBJECT) {
      return;
    }
    readTo = mark + parser.currentLocation().getByteOffset();
    if (readTo - start <= Integer.MAX_VALUE - 16) {
      entries.remove(key);
      entries.put(key, new Found(key, entry.sessionId, entry.sessionFile, entry.updatedAt, start, readTo));
    }
  }

  /** Behind a byte order mark, or -1 when this is no UTF-8 text. */
  private int startOfText() throws IOException {
    byte[] start = ChannelInput.readRange(channel, 0, (int) Math.min(4, identity.size()));
    boolean marked = start.length >= 3 && start[0] == (byte) 0xef && start[1] == (byte) 0xbb && start[2] == (byte) 0xbf;
    return marked ? 3 : JsonText.beginsAsUtf8(start, start.length) ? 0 : -1;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
