package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import dev.sessionctl.storage.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads entries from bytes in memory. Not safe for use by several threads. */
final class EntryScanner extends JsonScanner {

  private static final int LONGEST_LONG = 18;

  private final Value value = new Value();

  /** Fills an entry from the value that begins here, and goes behind it. */
  void entry(SessionEntry entry) throws IOException {
    byte[] bytes = in;
    int i = at;
    entry.begin(bytes[i] == '{');
    if (bytes[i] != '{') {
      at = skip(i, 0);
      return;
    }
    i = space(bytes, i + 1);
    if (bytes[i] == '}') {
      at = i + 1;
    } else {
      while (true) {
        i = field(i, entry);
        if (bytes[i] != ',') {
          break;
        }
        i = space(bytes, i + 1);
      }
      at = close('}', i);
    }
    entry.end();
  }

  /** Takes a field of an entry, and goes to what stands behind it. */
  private int field(int from, SessionEntry entry) throws IOException {
    byte[] bytes = in;
    if (bytes[from] != '"') {
      throw refused(from);
    }
    int hash = 0;
    int i = from + 1;
    while (bytes[i] >= ' ' && bytes[i] != '"' && bytes[i] != '\\') {
      hash = FieldNames.hash(hash, bytes[i++]);
    }
    int field = FieldNames.find(bytes, from + 1, i, hash);
    i = endOfName(from, i);
    int start = colon(i);
    i = skip(start, 1);
    if (field != SessionEntry.NOTHING) {
      value.set(field, start, i);
      at = i;
      entry.set(field, value);
    }
    return space(bytes, i);
  }

  /** The value that was just passed. */
  private final class Value implements SessionEntry.Value {
    /** The texts met last in fields that hold few different ones, with their bytes. */
    private final byte[][] recent = new byte[SessionEntry.FIELDS][];
    private final String[] recentTexts = new String[SessionEntry.FIELDS];
    private int field;
    private int start;
    private int stop;

    private void set(int number, int from, int to) {
      field = number;
      start = from;
      stop = to;
    }

    @Override
    public boolean isNull() {
      return in[start] == 'n';
    }

    @Override
    public boolean isFalse() {
      return in[start] == 'f';
    }

    @Override
    public String text() throws IOException {
      if (in[start] != '"') {
        return null;
      }
      if (!SessionEntry.isRepetitive(field)) {
        return decode(start + 1, stop - 1);
      }
      byte[] known = recent[field];
      if (known == null || !Arrays.equals(known, 0, known.length, in, start + 1, stop - 1)) {
        recentTexts[field] = decode(start + 1, stop - 1);
        recent[field] = Arrays.copyOfRange(in, start + 1, stop - 1);
      }
      return recentTexts[field];
    }

    @Override
    public String scalar() throws IOException {
      return switch (in[start]) {
        case '"' -> decode(start + 1, stop - 1);
        case '{', '[', 'n' -> null;
        default -> new String(in, start, stop - start, StandardCharsets.ISO_8859_1);
      };
    }

    @Override
    public EntryReferences references(EntryReferences known, String name) throws IOException {
      try (JsonParser parser = Json.FACTORY.createParser(in, start, stop - start)) {
        parser.nextToken();
        return EntryReferences.read(known, name, parser);
      }
    }

    @Override
    public long number() throws IOException {
      int i = in[start] == '-' ? start + 1 : start;
      if (in[i] < '0' || in[i] > '9') {
        return Session.UNKNOWN;
      }
      if (stop - i > LONGEST_LONG || i > start && in[i] == '0') {
        throw refused(start);
      }
      long number = 0;
      for (int n = i; n < stop; n++) {
        if (in[n] < '0' || in[n] > '9') {
          throw refused(start);
        }
        number = number * 10 + in[n] - '0';
      }
      return i > start ? -number : number;
    }
  }
}
