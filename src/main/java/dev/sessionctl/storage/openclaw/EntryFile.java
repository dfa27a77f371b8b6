package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.text.JsonText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
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

  private static final String[] WRAPPER = {"sessionKey", "entry"};

  private final DirectoryLayout layout;
  private final SecureDirectoryStream<Path> directory;
  /** Outside the heap, or every read would pass through such a buffer of the platform's. */
  private final ByteBuffer window = ByteBuffer.allocateDirect(16 << 10);
  private byte[] content = new byte[window.capacity() + EntryScanner.PADDING];
  private int length;
  private boolean wrapped;
  private String key;
  private int start;
  private int end;
  private final EntryScanner scanner = new EntryScanner();

  EntryFile(DirectoryLayout layout) {
    this(layout, null);
  }

  /**
   * A reader of files of a directory that stays open.
   *
   * @param directory the directory, or null where it cannot be held open
   */
  EntryFile(DirectoryLayout layout, SecureDirectoryStream<Path> directory) {
    this.layout = layout;
    this.directory = directory;
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
    try {
      load(file);
      wrapped = layout.wraps(fileName);
      if (!(wrapped ? scannedWrapped(entry) : scanned(entry))) {
        parse(fileName, entry);
      } else if (wrapped ? !layout.isNameOf(fileName, key) : (key = layout.keyOf(fileName)) == null) {
        throw new UnreadableEntryException(UNMAPPABLE);
      }
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
    try {
      scanner.moveTo(content, 0);
      scanner.skipSpace();
      start = scanner.position();
      scanner.entry(entry);
      end = length;
      return isAtEnd();
    } catch (IOException e) {
      return false;
    }
  }

  /** Reads an entry and its key; false when that is left to the general parser. */
  private boolean scannedWrapped(SessionEntry entry) {
    key = null;
    end = 0;
    try {
      scanner.moveTo(content, 0);
      for (int field = scanner.next(WRAPPER, true); field >= 0; field = scanner.next(WRAPPER, false)) {
        if (field == 0) {
          String text = scanner.stringValue();
          key = text == null ? key : text;
        } else if (field == 1 && end == 0) {
          start = scanner.position();
          scanner.entry(entry);
          end = scanner.position();
        } else {
          scanner.skipValue();
        }
      }
      return isAtEnd() && key != null && end > 0;
    } catch (IOException e) {
      return false;
    }
  }

  private boolean isAtEnd() {
    scanner.skipSpace();
    return scanner.position() == length;
  }

  /** Reads with the parser that reads, or names the fault of, everything. */
  private void parse(String fileName, SessionEntry entry) throws IOException {
    if (!JsonText.beginsAsUtf8(content, length)) {
      throw new UnreadableEntryException("is not UTF-8");
    }
    key = wrapped ? DirectoryLayout.wrappedKey(content, length) : layout.keyOf(fileName);
    if (key == null || wrapped && !layout.isNameOf(fileName, key)) {
      throw new UnreadableEntryException(UNMAPPABLE);
    }
    if (length >= 3 && content[0] == (byte) 0xef && content[1] == (byte) 0xbb) {
      throw new UnreadableEntryException("begins with a byte order mark");
    }
    try (JsonParser in = Json.FACTORY.createParser(content, 0, length)) {
      if (wrapped) {
        DirectoryLayout.enterWrapped(in);
      } else if (in.nextToken() == null) {
        throw new UnreadableEntryException("holds no JSON value");
      }
      start = (int) in.currentTokenLocation().getByteOffset();
      entry.read(in);
      finish(in);
    }
  }

  /** The text of the entry read last, from the left margin. */
  byte[] text() {
    byte[] bytes = content;
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

  private void load(Path file) throws IOException {
    length = 0;
    try (SeekableByteChannel channel = directory == null ? DurableFiles.openForRead(file)
        : DurableFiles.openForRead(directory, file)) {
      int count;
      // A regular file gives less than is asked for only at its end.
      do {
        count = channel.read(window.clear());
        if (count > 0) {
          append(window.flip(), count);
        }
      } while (count == window.capacity());
    }
    Arrays.fill(content, length, length + EntryScanner.PADDING, (byte) 0);
  }

  private void append(ByteBuffer bytes, int count) throws IOException {
    int room = content.length - EntryScanner.PADDING;
    if (count > room - length) {
      if (room >= LARGEST) {
        throw new IOException("is larger than " + LARGEST + " bytes");
      }
      content = Arrays.copyOf(content, (int) Math.min(LARGEST, room * 4L) + EntryScanner.PADDING);
    }
    bytes.get(content, length, count);
    length += count;
  }
}
