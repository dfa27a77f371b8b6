package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;

/**
 * A SHA-256 over a JSON value that does not depend on white space, on the order of keys or on how characters are
 * escaped, but on everything else: the text of numbers counts, so {@code 1.0} differs from {@code 1}. Of a key
 * that stands twice in one object the last one counts, as in JavaScript.
 */
final class CanonicalHash {
  private CanonicalHash() {}

  /**
   * Hashes one JSON value.
   *
   * @throws com.fasterxml.jackson.core.JsonProcessingException when the bytes are not one JSON value
   */
  static byte[] of(byte[] json) throws IOException {
    try (JsonParser in = Json.FACTORY.createParser(json)) {
      if (in.nextToken() == null) {
        throw new com.fasterxml.jackson.core.JsonParseException(in, "no value");
      }
      byte[] hash = value(in);
      if (in.nextToken() != null) {
        throw new com.fasterxml.jackson.core.JsonParseException(in, "further content behind the value");
      }
      return hash;
    }
  }

  /** Hashes bytes as they are. */
  static byte[] ofBytes(byte[] bytes) {
    return Sha256.digest().digest(bytes);
  }

  private static byte[] value(JsonParser in) throws IOException {
    MessageDigest digest = Sha256.digest();
    JsonToken token = in.currentToken();
    switch (token) {
      case START_OBJECT -> {
        Map<String, byte[]> members = new TreeMap<>();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
          String name = in.currentName();
          in.nextToken();
          members.put(name, value(in));
        }
        digest.update((byte) '{');
        for (Map.Entry<String, byte[]> member : members.entrySet()) {
          digest.update(Sha256.digest().digest(KeyNames.utf16(member.getKey())));
          digest.update(member.getValue());
        }
      }
      case START_ARRAY -> {
        digest.update((byte) '[');
        while (in.nextToken() != JsonToken.END_ARRAY) {
          digest.update(value(in));
        }
      }
      case VALUE_STRING -> {
        digest.update((byte) '"');
        digest.update(KeyNames.utf16(in.getText()));
      }
      default -> {
        digest.update((byte) 'v');
        digest.update(in.getText().getBytes(StandardCharsets.US_ASCII));
      }
    }
    return digest.digest();
  }
}
