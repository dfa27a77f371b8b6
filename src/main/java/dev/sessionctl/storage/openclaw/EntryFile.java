package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.text.JsonText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads single entry files of a {@code sessions.d}, one after the other, into a buffer that is used again. Not safe
 * for use by several threads; each thread has its own.
 */
final class EntryFile {

  /** No entry is that large; what is, is not read into memory. */
  private static final int LARGEST = 256 << 20;

  /** Why a file is refused whose name tells no key, or the wrong one. */
  static final String UNMAPPABLE = "has a name that cannot be mapped back to its key";

  private final DirectoryLayout layout;
  private ByteBuffer buffer = ByteBuffer.allocate(8 << 10);
  private int length;
  private boolean wrapped;
  private String key;
  private int start;
  private int end;
  private final EntryScanner scanner = new EntryScanner();

  EntryFile(DirectoryLayout layout) {
    this.layout = layout;
  }

  /** The key of the file read last. */
  String key() {
    return key;
  }

  /** Size of the file read last. */
  int length() {
    return length;
  }

  /**
   * Reads a file and fills the entry.
   *
   * @throws UnreadableEntryException when the file is no entry of this layout; the message says why, without the path
   */
  void read(Path file, String fileName, SessionEntry entry) throws UnreadableEntryException {
    load(file, fileName);
    if (!wrapped && scanned(entry)) {
      return;
    }
    try (JsonParser in = Json.FACTORY.createParser(buffer.array(), 0, length)) {
      if (wrapped) {
        DirectoryLayout.enterWrapped(in);
      } else if (in.nextToken() == null) {
        throw new UnreadableEntryException("holds no JSON value");
      }
      start = (int) in.currentTokenLocation().getByteOffset();
      entry.read(in);
      finish(in);
    } catch (JsonProcessingException e) {
      throw new UnreadableEntryException("is not valid JSON: " + IndexScanner.describe(e));
    } catch (UnreadableEntryException e) {
      throw e;
    } catch (IOException e) {
      throw new UnreadableEntryException(StorageIoException.reason(e));
    }
  }

  /** Reads a bare entry; false when that is left to the general parser. */
  private boolean scanned(SessionEntry entry) {
    if (buffer.capacity() - length < EntryScanner.PADDING) {
      return false;
    }
    Arrays.fill(buffer.array(), length, length + EntryScanner.PADDING, (byte) 0);
    try {
      scanner.moveTo(buffer.array(), 0);
      scanner.skipSpace();
      start = scanner.position();
      scanner.entry(entry);
      scanner.skipSpace();
      end = length;
      return scanner.position() == length;
    } catch (IOException e) {
      return false;
    }
  }

  /** The text of the entry read last, from the left margin. */
  byte[] text() {
    byte[] bytes = buffer.array();
    int to = end;
    while (to > start && (bytes[to - 1] <= ' ' && bytes[to - 1] >= 0 || bytes[to - 1] == ',')) {
      to--;
    }
    return wrapped ? Indentation.out(bytes, start, to)
        : Arrays.copyOfRange(bytes, start, to);
  }

  private void finish(JsonParser in) throws IOException {
    end = length;
    if (wrapped) {
      JsonToken token = in.nextToken();
      end = (int) in.currentTokenLocation().getByteOffset();
      while (token == JsonToken.FIELD_NAME) {
        in.nextToken();
        in.skipChildren();
        token = in.nextToken();
      }
    }
    if (in.nextToken() != null) {
      throw new UnreadableEntryException("has further content behind its JSON value");
    }
  }

  private void load(Path file, String fileName) throws UnreadableEntryException {
    try (FileChannel channel = DurableFiles.openForRead(file)) {
      buffer.clear();
      // A regular file gives less than is asked for only at its end.
      while (channel.read(buffer) >= 0 && !buffer.hasRemaining()) {
        grow();
      }
      length = buffer.position();
      wrapped = layout.wraps(fileName);
      if (!JsonText.beginsAsUtf8(buffer.array(), length)) {
        throw new UnreadableEntryException("is not UTF-8");
      }
      key = wrapped ? DirectoryLayout.wrappedKey(buffer.array(), length) : layout.keyOf(fileName);
      if (wrapped && key != null && !layout.isNameOf(fileName, key)) {
        key = null;
      }
    } catch (JsonProcessingException e) {
      throw new UnreadableEntryException("is not valid JSON: " + IndexScanner.describe(e));
    } catch (UnreadableEntryException e) {
      throw e;
    } catch (IOException e) {
      throw new UnreadableEntryException(StorageIoException.reason(e));
    }
    if (key == null) {
      throw new UnreadableEntryException(UNMAPPABLE);
    }
    if (length >= 3 && buffer.get(0) == (byte) 0xef && buffer.get(1) == (byte) 0xbb) {
      throw new UnreadableEntryException("begins with a byte order mark");
    }
  }

  private void grow() throws IOException {
    if (buffer.capacity() >= LARGEST) {
      throw new IOException("is larger than " + LARGEST + " bytes");
    }
    ByteBuffer larger = ByteBuffer.allocate((int) Math.min(LARGEST, buffer.capacity() * 4L));
    buffer.flip();
    buffer = larger.put(buffer);
  }
}
