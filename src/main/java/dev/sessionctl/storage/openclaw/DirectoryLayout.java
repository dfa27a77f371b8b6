package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.text.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;

/**
 * The two ways in which OpenClaw proposals spread a store over one file a session. No release reads either.
 */
enum DirectoryLayout {

  /** Proposals #42186 and #42524: {@code sessions.d/<encoded key>.json}, each file one bare entry. */
  PLAIN(1) {
    @Override
    Path entries(Path root) {
      return root;
    }

    @Override
    String fileName(String key) {
      return KeyNames.fileName(key);
    }

    @Override
    boolean wraps(String fileName) {
      return KeyNames.isHashed(fileName);
    }

    @Override
    String keyOf(String fileName) {
      return KeyNames.key(fileName);
    }

    @Override
    boolean isNameOf(String fileName, String key) {
      return KeyNames.isHashed(fileName) ? KeyNames.hashedName(key).equals(fileName) : key.equals(keyOf(fileName));
    }
  },

  /**
   * Proposal #51946: {@code sessions.d/state.json} with a version number, and
   * {@code sessions.d/entries/session-….json}, each file an object of key and entry.
   */
  VERSIONED(2) {
    @Override
    Path entries(Path root) {
      return root.resolve("entries");
    }

    @Override
    String fileName(String key) {
      byte[] utf8 = KeyNames.utf8(key);
      Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
      if (utf8 == null || utf8.length > LONGEST_SPELLED) {
        byte[] hashed = utf8 == null ? KeyNames.utf16(key) : utf8;
        return "session-hash-" + base64.encodeToString(CanonicalHash.ofBytes(hashed)) + KeyNames.SUFFIX;
      }
      return "session-" + base64.encodeToString(utf8) + KeyNames.SUFFIX;
    }

    @Override
    boolean wraps(String fileName) {
      return true;
    }

    @Override
    String keyOf(String fileName) {
      return null;
    }

    @Override
    boolean isNameOf(String fileName, String key) {
      return fileName(key).equals(fileName);
    }
  };

  private static final int LONGEST_SPELLED = 120;

  private final int number;

  DirectoryLayout(int number) {
    this.number = number;
  }

  /** The number on the command line and in messages. */
  int number() {
    return number;
  }

  String label() {
    return "layout " + number;
  }

  static DirectoryLayout of(int number) {
    return number == 2 ? VERSIONED : PLAIN;
  }

  /** The directory that holds the entry files of a store. */
  abstract Path entries(Path root);

  /** The file name that an entry of that key gets. */
  abstract String fileName(String key);

  /** Whether a file of that name holds its key beside the entry. */
  abstract boolean wraps(String fileName);

  /** The key that the file name alone tells, or null. */
  abstract String keyOf(String fileName);

  /** Whether a file of that name may hold that key. */
  abstract boolean isNameOf(String fileName, String key);

  /** Whether a directory entry of that name is to be read at all. */
  boolean isEntryName(String fileName) {
    return fileName.endsWith(KeyNames.SUFFIX) && !fileName.startsWith(".");
  }

  /** The content of an entry's file; the entry's text begins at the left margin. */
  byte[] content(String key, String fileName, byte[] entry) {
    if (!wraps(fileName)) {
      return entry;
    }
    byte[] indented = Indentation.in(entry, 0, entry.length);
    ByteArrayOutputStream out = new ByteArrayOutputStream(indented.length + key.length() + 40);
    JsonText.ascii(out, "{\n  \"sessionKey\": ");
    out.writeBytes(JsonText.quote(key));
    JsonText.ascii(out, ",\n  \"entry\": ");
    out.writeBytes(indented);
    JsonText.ascii(out, "\n}");
    return out.toByteArray();
  }

  /**
   * The key inside a file that holds it.
   *
   * @throws IOException when there is none
   */
  static String wrappedKey(byte[] content, int length) throws IOException {
    String key = null;
    try (JsonParser in = Json.FACTORY.createParser(content, 0, length)) {
      if (in.nextToken() == JsonToken.START_OBJECT) {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
          boolean wanted = in.currentName().equals("sessionKey");
          if (in.nextToken() == JsonToken.VALUE_STRING && wanted) {
            key = in.getText();
          }
          in.skipChildren();
        }
      }
    }
    if (key == null) {
      throw new IOException("has no \"sessionKey\"");
    }
    return key;
  }

  /** Moves a parser that stands before the first token to the first token of the entry. */
  static void enterWrapped(JsonParser in) throws IOException {
    in.nextToken();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = in.currentName().equals("entry");
      in.nextToken();
      if (wanted) {
        return;
      }
      in.skipChildren();
    }
    throw new IOException("has no \"entry\"");
  }
}
